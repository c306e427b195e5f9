"""No unproven, damaging statement of fact is made about a person or business.

Source: the written policy (Presence 5). Whether a statement is true the machine cannot know: it points to an accusation
beside a name, and legal counsel decides. Fiction, history and court records are passed over.
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
    DraftFacts("Chef Oralee Tidmore fries catfish at the Harbor branch. Weaver Lena Dorsey spins wool."),
)
FAILS = (
    (DraftFacts("Former treasurer Doyle Pruitt helped himself to the cash box for years."), "possible_defamation"),
    (DraftFacts("Haul-Rite Brothers steals from its customers."), "possible_defamation"),
)

_COUNSEL = Remedy("reason", "Record counsel's answer")
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
