"""No unproven, damaging statement of fact is made about a person or business.

Source: the written policy (Presence 5). Whether a statement is true the machine cannot know: it points to an accusation
beside a name, or at what leaves readers to think the worst of somebody ("draw your own conclusions" after something
bad), and legal counsel decides. Fiction, history and court records are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from masthead.checks.engine import lexicon
from masthead.checks.engine.facts import DraftFacts
from masthead.checks.engine.finding import Raised, Remedy
from masthead.checks.engine.people import names
from masthead.checks.engine.prose import Inside, Span, quotations, sentences
from masthead.checks.engine.weighing import weighed

CODES = ("possible_defamation",)
STAGE = "content"
PASSES = (
    DraftFacts("Historian Waldo Pickens tells who really stole the mayor's horse in 1911."),
    DraftFacts("In Lena Dorsey's new novel a banker embezzles a fortune."),
    DraftFacts("Learn how to spot a scam: a free class with Officer Ruth Bell."),
    DraftFacts("Our puppet dragon stole the show on Saturday."),
    DraftFacts("The exhibit shows three maps; draw your own conclusions."),
    DraftFacts("Do the math with us: homework help with Doyle Pruitt, room 2."),
    DraftFacts("Connect the dots with Miss Ruth Bell at ten. The hall was empty last week, so do come."),
    DraftFacts("Funny how fast the year went! Doyle Pruitt has read to us every week of it."),
    DraftFacts("Chef Oralee Tidmore fries catfish at the Harbor branch. Weaver Lena Dorsey spins wool."),
)
FAILS = (
    (DraftFacts("Former treasurer Doyle Pruitt helped himself to the cash box for years."), "possible_defamation"),
    (DraftFacts("Haul-Rite Brothers steals from its customers."), "possible_defamation"),
    (
        DraftFacts("Doyle Pruitt locked up on Friday, and the till was empty the next day. Draw your own conclusions."),
        "possible_defamation",
    ),
    (DraftFacts("Funny how Haul-Rite Brothers won every bid this year."), "possible_defamation"),
)

_COUNSEL = Remedy("reason", "Record counsel's answer")
_BEFORE = 2
"""Sentences before the one that bids readers to think."""
_SHORT = 20
"""Words. A longer sentence has context enough for the reader."""
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_TELLS_HISTORY = re.compile(
    r"(?:come )?(?:hear|learn) (?:\w+ )?(?:how|why) |(?:film|exhibit|talk|lecture|documentary|on screen)s?: ",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"(?:They|He|She|It|Their|His|Her)\b")


def check(draft: DraftFacts) -> Iterator[Raised]:
    told = False
    for span, named in accusations(draft.text):
        message = f"This states something damaging about {named} as a fact; ask legal counsel, or remove it."
        yield Raised("possible_defamation", message, span=span, remedies=(_COUNSEL,))
        told = True
    for span, named in () if told else hints(draft.text):
        message = f"This leaves readers to think badly of {named}; ask legal counsel, or remove it."
        yield Raised("possible_defamation", message, span=span, remedies=(_COUNSEL,))
        told = True
    likely = None if told else weighed(draft.text, "possible_defamation")
    if likely and not _accuses_nobody(draft.text[slice(*likely.span)]):
        message = f"This may state something damaging as a fact ({likely.quoted}); ask legal counsel, or remove it."
        yield Raised("possible_defamation", message, span=likely.span, remedies=(_COUNSEL,))


def _accuses_nobody(passage: str) -> bool:
    """Fiction and history; or a short sentence in which a guest does what guests do, and nothing bad is said.

    The reader learned from accusations that are short and begin with a name, as most announcements do.
    """
    said = lexicon.straighten(passage)
    if lexicon.phrases("defamation", "elsewhere").search(said) or _TELLS_HISTORY.match(said):
        return True
    words = [word.lower() for word in _WORD.findall(said)]
    if len(words) > _SHORT or lexicon.phrases("defamation", "bad").search(said):
        return False
    if words and words[0] in lexicon.words("guests"):
        return True
    return any(after in lexicon.words("performs") for after in _after_names(said))


def _after_names(said: str) -> Iterator[str]:
    """The words that follow the people named in `said`."""
    for one in names(said):
        if one.kind == "person" and (following := _WORD.match(said, one.span[1] + 1)):
            yield following.group().lower()


def accusations(text: str) -> Iterator[tuple[Span, str]]:
    """Where something damaging is said as a fact, and the name beside it."""
    aside = Inside(quotations(text))
    whole = sentences(text)
    for before, sentence in zip([None, *whole], whole, strict=False):
        said = lexicon.straighten(sentence.text)
        found = lexicon.phrases("defamation", "accusation").search(said)
        if found is None or sentence.start + found.start() in aside:
            continue
        # "Do not hire X. They stole copper.": the pronoun carries the name over from the sentence before.
        carried = before.text if before is not None and _PRONOUN.match(said) else ""
        named = names(said) or names(carried)
        if named and not lexicon.phrases("defamation", "elsewhere").search(f"{carried} {said}"):
            yield (sentence.start + found.start(), sentence.start + found.end()), named[0].text


def hints(text: str) -> Iterator[tuple[Span, str]]:
    """Where readers are left to think the worst of somebody named near by: a turn of phrase that bids them, and
    something bad to think of, in the sentence itself, the two before it or the one after."""
    if not lexicon.phrases("defamation", "hint").search(lexicon.straighten(text)):
        return
    aside, whole = Inside(quotations(text)), sentences(text)
    for place, sentence in enumerate(whole):
        bidden = lexicon.phrases("defamation", "hint").search(lexicon.straighten(sentence.text))
        if bidden is None or sentence.start + bidden.start() in aside:
            continue
        near = whole[max(0, place - _BEFORE) : place + 2]
        said = lexicon.straighten(text[near[0].start : near[-1].end])
        named = [one for other in near for one in names(other.text)]
        if named and lexicon.phrases("defamation", "ill").search(said) and not _told_elsewhere(said):
            yield (sentence.start + bidden.start(), sentence.start + bidden.end()), named[0].text


def _told_elsewhere(said: str) -> bool:
    """Fiction, history, court records, and what is shown so that people may judge."""
    return any(lexicon.phrases("defamation", table).search(said) for table in ("elsewhere", "shown"))
