"""A comment as the model reads it: one word for all of a kind, so that whoever is named gets the same answer.

A model learns what is said of whom, and would answer the same sentence differently for another party, another people or
another name. So it is not told which: every party and side is read as one, every people as one, every faith, whoever is
named for whom they love or what they cannot do, and every name that people have; so are words of a dialect for what is
to come. Signals read the words as they are
written, and go by the same patterns for all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from masthead.signals.engine.campaign_words import OFFICE
from masthead.signals.engine.grammar import before
from masthead.signals.engine.normalise import Normalised, rewritten
from masthead.signals.engine.peoples import KINDS, MORE, NATIVES, NO_PLURAL
from masthead.signals.engine.person_names import follows_a_name, names
from masthead.signals.engine.telling import is_word
from masthead.signals.engine.words import is_common

READ = {
    "sides": "conservatives", "side": "conservative", "peoples": "jews", "people": "jewish", "faiths": "catholics",
    "faith": "catholic", "groups": "gays", "group": "gay", "slogan": "all lives matter", "name": "abernathy",
    "future": "are going to", "mine": "i am going to",
}  # fmt: skip
"""What is read for all of a kind. Of the words tried, those with which the fewest comments that stay were proposed, on
the functional suite and on the comments kept from training; the next best differ by a hundredth."""

_SIDE = (
    r"(?:maga|woke|gop|dem|pro[- ]life|pro[- ]choice|left[- ]wing(?:er)?|right[- ]wing(?:er)?|leftist|rightist|"
    r"republican|democratic|democrat|libertarian|liberal|conservative|progressive|socialist|communist|marxist|fascist)"
)
_OF_A_PARTY = (
    r"(?:party|candidates?|members?|voters?|supervisors?|majority|headquarters|sheriff|board|plan|leaders?|lever|"
    r"ticket|nominees?|platform|primary|club|fish fry|rally|people|legislat\w+|all the way|in every race)"
)
_PEOPLE = (
    r"(?:jewish|arab(?:ic)?|mexican|hispanic|latin[oax]|asian|korean|filipin[oa]|pakistani|iranian|iraqi|afghan|"
    r"syrian|turkish|somali(?:an)?|haitian|cuban|puerto rican|guatemalan|honduran|venezuelan|salvadoran|dominican|"
    r"jamaican|nigerian|african[- ]american|african|native american|choctaw|cherokee|navajo|roma|italian|german|"
    r"russian|ukrainian|palestinian|israeli|hmong|cambodian|ethiopian|middle eastern|indian|kenyan|congolese|sudanese|"
    r"bosnian|albanian|romanian|hungarian|brazilian|colombian|peruvian|chinese|japanese|vietnamese|irish|lebanese|canadian|"
    rf"european|{MORE}|(?:{NO_PLURAL})(?= {KINDS}\b))"
)
_PEOPLES = (
    r"(?:jews|arabs|mexicans|hispanics|latin[oax]s|asians|koreans|filipin[oa]s|pakistanis|iranians|iraqis|afghans|"
    r"syrians|turks|somalis|somalians|haitians|cubans|puerto ricans|guatemalans|hondurans|venezuelans|salvadorans|"
    r"dominicans|jamaicans|nigerians|african[- ]americans|africans|native americans|choctaws|cherokees|navajos|"
    r"italians|germans|russians|ukrainians|palestinians|israelis|cambodians|ethiopians|indians|kenyans|bosnians|albanians|"
    r"romanians|hungarians|brazilians|colombians|peruvians|canadians|europeans|"
    r"(?<=the )(?:blacks|whites)|(?:blacks|whites)(?= (?:are|have|should|can)\b)|"
    rf"(?:{MORE})s|{NATIVES}|"
    rf"(?:{NO_PLURAL})(?= (?:are|have|will|do|don't|did|should|can|come|came|take|took|eat|steal|breed|ruin|smell)\b))"
)
_COLOR = r"(?:black|white|brown|polish|native|yellow)"
_FAITH = (
    r"(?:muslim|christian|catholic|mormon|hindu|sikh|buddhist|protestant|baptist|evangelical|atheist|taoist|methodist|"
    r"lutheran|presbyterian|pentecostal|sunni|shiite|quaker|amish|jehovah'?s witnesse?)"
)
_GROUP = (
    r"(?:gay|lesbian|bisexual|transgender|transsexual|trans|queer|homosexual|heterosexual|nonbinary|"
    rf"(?:disabled|autistic|handicapped|deaf|blind)(?= {KINDS}\b))"
)
_KIND = re.compile(
    rf"\b(?:(?P<slogan>(?:{_COLOR}|{_PEOPLE}|{_FAITH}|{_GROUP}|blue|unborn) lives matter)"
    rf"|(?P<sides>{_SIDE}s|lefties|righties|libs)|(?P<side>{_SIDE}|(?:green|constitution)(?= {_OF_A_PARTY}\b))"
    rf"|(?P<peoples>{_PEOPLES})|(?P<people>{_PEOPLE}|{_COLOR}(?= {KINDS}\b))"
    rf"|(?P<faiths>{_FAITH}s)|(?P<faith>{_FAITH})|(?P<groups>{_GROUP}s)|(?P<group>{_GROUP})"
    r"|(?P<future>(?<=we )finna|(?<=they )finna)|(?P<mine>imm?a|i'm+a|i finna))\b"
)

_TITLES = r"mr|mrs|ms|miss|dr|judge|sheriff|supervisor|mayor|senator|commissioner|director|officer"
_TITLE = re.compile(rf"\b(?:{_TITLES})\.? $")
_BEFORE_A_NAME = re.compile(rf"\b(?:{_TITLES}|governor|president|vote(?: for)?|re-?elect|elect|{OFFICE})\.? $")
_SURNAMES = frozenset(("people", "faith", "group", "side"))
"""Kinds whose words are family names, too."""
_AFTER_A_NAME = re.compile(rf"(?: (?:(?:for|4) (?:\w+ )?{OFFICE}|20[2-9]\d)\b|, (?:you|u)\b)")
_ALSO_COMMON = frozenset({
    "banks", "bird", "bright", "brown", "burns", "cook", "cross", "fields", "fine", "flowers", "gates", "gold",
    "good", "graves", "hicks", "hook", "hunt", "knight", "little", "long", "love", "marks", "miles", "moon", "moss",
    "noble", "powers", "price", "rich", "rob", "sands", "short", "small", "snow", "spears", "stone", "strong",
    "summers", "sue", "sweet", "wall", "walls", "waters", "wells", "wise", "wolf", "wood", "woods", "young",
    "faith", "hope", "penny", "candy",
})  # fmt: skip
"""Common words that are names where they are written with a capital inside a sentence."""
_IN_THE_NEWS = frozenset({
    "trump", "biden", "obama", "kamala", "desantis", "reagan", "pelosi", "mcconnell", "newsom", "hillary", "vance",
    "bernie",
})  # fmt: skip
"""Names that are names however they are written."""
_NO_PERSON = frozenset({
    "france", "england", "ireland", "holland", "spain", "china", "india", "israel", "jordan", "america",
    "christian", "german", "french", "lord", "jesus", "libby", "angel",
})  # fmt: skip
"""Family or given names that far oftener say something else."""


def evenly(text: Normalised) -> Normalised:
    """`text` with one word for all of a kind. Each letter knows the place it came from, as in `text`."""
    return rewritten(text, _changes(text))


def _changes(text: Normalised) -> Iterator[tuple[int, int, str]]:
    kinds = [
        (*match.span(), READ[match.lastgroup or ""])
        for match in _KIND.finditer(text.text)
        if not (match.lastgroup in _SURNAMES and _is_surname(text, match.start()))
    ]
    taken = {place for start, end, _ in kinds for place in range(start, end)}
    names = [(start, end, READ["name"]) for start, end in _names(text) if start not in taken and end - 1 not in taken]
    return iter(sorted((*kinds, *names)))


def _is_surname(text: Normalised, start: int) -> bool:
    """Mark Cuban, Director Black, Marvin Gaye's cousin Ruth Gay."""
    titled = text.capital(start) and not text.shouted and _TITLE.search(before(text, start)) is not None
    return titled or follows_a_name(text, start)


def _names(text: Normalised) -> Iterator[tuple[int, int]]:
    """[start, end) of each name of a person. A given name and the family name after it are one."""
    opened, closed = 0, 0
    for written, start, _ in text.words:
        word = written.removesuffix("'s")
        if not _is_name(text, word, start):
            continue
        if closed and text.text[closed:start] == " ":
            closed = start + len(word)
            continue
        if closed:
            yield opened, closed
        opened, closed = start, start + len(word)
    if closed:
        yield opened, closed


def _is_name(text: Normalised, word: str, start: int) -> bool:
    if word in _IN_THE_NEWS:
        return True
    if not text.capital(start):
        return False
    if _is_surname(text, start):
        return True
    if word in _NO_PERSON:
        return False
    known = word in names()
    if is_common(word) or is_word(word):
        if text.shouted or not known:
            return False
        after = _AFTER_A_NAME.match(text.text, start + len(word))
        return after is not None or (word in _ALSO_COMMON and not _opens(text, start))
    return known or (not text.shouted and _BEFORE_A_NAME.search(before(text, start)) is not None)


def _opens(text: Normalised, start: int) -> bool:
    """Whether a sentence begins at `start`, where any word is written with a capital."""
    opened, _ = text.sentence_at(start)
    return not text.text[opened:start].strip(" \"'\u201c\u2018(")
