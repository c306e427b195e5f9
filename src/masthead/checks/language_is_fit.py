"""Nothing indecent and nothing harassing is posted.

Source: the written policy (Presence 5). Vulgar words count alone; suggestive ones only where two meet, so that a
romance shelf or a nude in a museum may be announced. An insult counts when it is aimed at a person, and so does a call
to join in against one, or what is said against people as such. What moderation would propose to remove from a comment
(vulgar words, attacks, threats) the agency does not write itself; what answers such a proposal there answers it here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from masthead.checks.engine import lexicon
from masthead.checks.engine.facts import DraftFacts
from masthead.checks.engine.finding import Raised
from masthead.checks.engine.groups import attacks_on_people
from masthead.checks.engine.moderation import Proposed
from masthead.checks.engine.people import names
from masthead.checks.engine.prose import Inside, Sentence, addresses, quotations, sentences
from masthead.checks.engine.slang import slang
from masthead.checks.engine.titles import rude_titles
from masthead.checks.engine.weighing import doubtful, is_short, weighed

CODES = ("indecent", "harassing")
STAGE = "content"
PASSES = (
    DraftFacts("Our romance shelf is back, with steamy new titles. Kill-A-Watt meters too."),
    DraftFacts("The exhibit of nude drawings opens at the museum. Kiss the cook at our bedtime story."),
    DraftFacts("Author Lena Dorsey reads 'The Idiot' on Friday. You are all invited."),
    DraftFacts("The musical Damn Yankees opens Friday. Women and newcomers are welcome at our chess club."),
    DraftFacts("The film is about a town where 'foreigners are not welcome', as its signs once said."),
)
FAILS = (
    (DraftFacts("Newcomers are not welcome in our reading room."), "harassing"),
    (
        DraftFacts(
            "Be here at noon, or else.",
            moderation=lambda _: (Proposed("threatening", "Threatening", "Menaces a person.", (0, 25)),),
        ),
        "harassing",
    ),
    (DraftFacts("The sale made a damn fortune."), "indecent"),
    (DraftFacts("Leave your underwear at home: our naughty reading night is here."), "indecent"),
    (DraftFacts("To the lady who complains every week: you are pathetic."), "harassing"),
    (DraftFacts("Here is what Doyle Pruitt wrote. Come and point and laugh."), "harassing"),
)

_LIKELY = {
    "indecent": "This may be taken as vulgar or suggestive ({words}); say it plainly.",
    "harassing": "This reads like an attack on a person ({words}); remove it.",
}
_GROUNDS = {
    "offensive_language": "indecent",
    "abusive": "harassing",
    "racially_inflammatory": "harassing",
    "threatening": "harassing",
}
_LOWER_ONLY = re.compile(r"Dick|Hooker|Fanny|Cox")


def check(draft: DraftFacts) -> Iterator[Raised]:
    told: dict[str, list[tuple[int, int]]] = {code: [] for code in CODES}
    for raised in (*_by_rule(draft), *_moderated(draft)):
        if raised.span is None or any(_meet(raised.span, span) for span in told[raised.code]):
            continue
        told[raised.code].append(raised.span)
        yield raised
    for code, message in _LIKELY.items():
        if told[code] or (likely := weighed(draft.text, code)) is None:
            continue
        if code != "indecent" or not _is_innocent(draft.text, likely.span, told["harassing"]):
            yield Raised(code, message.format(words=likely.quoted), span=likely.span)


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _is_innocent(text: str, span: tuple[int, int], harassing: list[tuple[int, int]]) -> bool:
    """A romance shelf or a museum is no more suggestive by weight than by rule. Slang, rude titles and what is already
    told as an attack are not either.
    """
    return (
        lexicon.phrases("language", "innocent").search(text[slice(*span)]) is not None
        or any(_meet(span, one) for one in rude_titles(text))
        or any(_meet(span, word.span) for word in slang(text))
        or any(_meet(span, one) for one in harassing)
    )


def _moderated(draft: DraftFacts) -> Iterator[Raised]:
    """What moderation proposes.

    An insult is one by its context, and the signals expect a comment's: posts that are long enough the reader judges.
    """
    asked = draft.moderation(draft.text) if draft.moderation else ()
    named = Inside(rude_titles(draft.text)) if asked else Inside([])
    for one in asked:
        code = _GROUNDS.get(one.ground)
        if code is None or (code == "indecent" and one.span[0] in named):
            continue
        if one.ground == "abusive" and not is_short(draft.text):
            continue
        word = draft.text[slice(*one.span)]
        message = f"'{word}' would fall under “{one.name}” in a comment: {one.sentence} Leave it out."
        yield Raised(code, message, span=one.span)


def _by_rule(draft: DraftFacts) -> Iterator[Raised]:
    links, aside = Inside(addresses(draft.text)), Inside(quotations(draft.text))
    named = Inside(rude_titles(draft.text))
    for start, end in lexicon.spans(lexicon.phrases("language", "vulgar"), draft.text):
        word = draft.text[start:end]
        if start not in links and start not in named and not _LOWER_ONLY.fullmatch(word):
            yield Raised("indecent", f"'{word}' is vulgar; leave it out.", span=(start, end))
    whole = sentences(draft.text)
    for before, sentence, following in zip([None, *whole], whole, [*whole[1:], None], strict=False):
        yield from _suggestive(sentence, following)
        yield from _harassing(sentence, before, draft, aside)
        for span in attacks_on_people(sentence):
            if span[0] not in aside:
                yield Raised("harassing", "This is said against people as such; remove it.", span=span)


def _suggestive(sentence: Sentence, following: Sentence | None) -> Iterator[Raised]:
    if found := next(_spans("suggestive_alone", sentence), None):
        yield Raised("indecent", "This wording is suggestive; say it plainly.", span=found)
        return
    near = [sentence] if following is None else [sentence, following]
    if any(lexicon.phrases("language", "innocent").search(one.text) for one in near):
        return
    signs = [
        (span, one.text[span[0] - one.start : span[1] - one.start].lower())
        for one in near
        for span in _spans("suggestive", one)
    ]
    if signs and len({word for _, word in signs}) >= 2 and signs[0][0][0] < sentence.end:
        yield Raised(
            "indecent",
            "Taken together, this wording is suggestive; say it plainly.",
            span=(signs[0][0][0], signs[-1][0][1]),
        )


def _harassing(sentence: Sentence, before: Sentence | None, draft: DraftFacts, aside: Inside) -> Iterator[Raised]:
    if found := next((span for span in _spans("pile_on", sentence) if span[0] not in aside), None):
        message = "This sets people against somebody; remove it."
        yield Raised("harassing", message, span=found)
        return
    insult = next((span for span in _spans("insult", sentence) if span[0] not in aside), None)
    if insult is None:
        return
    near = sentence.text if before is None else f"{before.text} {sentence.text}"
    aimed = lexicon.phrases("language", "aim").search(near) is not None or bool(names(near))
    word = draft.text[slice(*insult)]
    if aimed and word.islower() and _predicated(sentence, insult) and not doubtful(draft.text, "harassing"):
        yield Raised("harassing", f"'{word}' insults a person who can be identified; remove it.", span=insult)


def _predicated(sentence: Sentence, insult: tuple[int, int]) -> bool:
    """An insult said of somebody ("you are pathetic", "this fool", "his dumbest comments"), not of a thing."""
    before = sentence.text[max(0, insult[0] - sentence.start - 40) : insult[0] - sentence.start]
    return _SAID_OF.search(before) is not None


_SAID_OF = re.compile(
    r"(?:\b[Yy]ou|\b[Hh]e|\b[Ss]he|\b[Tt]hey)(?:(?:'re|'s|\u2019re|\u2019s| are| is| was| were)(?: [\w,]+){0,4})? ?$"
    r"|\b(?:[Yy]ou|[Tt]hat|[Tt]his|[Ww]hat an?|[Ss]uch an?|[Hh]is|[Hh]er|[Yy]our) (?:\w+ )?$"
    r"|\b[A-Z][\w'-]+(?: is| was|'s|\u2019s)(?: (?:a|an|the|such an?|so|too))?(?: \w+)? $"
    r"|\b(?:lady|woman|man|guy|fellow|patron|commenter|mother|father)(?: who is| is)?(?: an?)? $"
)


def _spans(table: str, sentence: Sentence) -> Iterator[tuple[int, int]]:
    for start, end in lexicon.spans(lexicon.phrases("language", table), sentence.text):
        yield sentence.start + start, sentence.start + end
