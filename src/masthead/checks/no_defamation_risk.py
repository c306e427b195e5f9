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
from masthead.checks.engine.prose import Inside, quotations, sentences
from masthead.checks.engine.weighing import weighed

CODES = ("possible_defamation",)
STAGE = "content"
PASSES = (
    DraftFacts("Historian Waldo Pickens tells who really stole the mayor's horse in 1911."),
    DraftFacts("In Lena Dorsey's new novel a banker embezzles a fortune."),
    DraftFacts("Learn how to spot a scam: a free class with Officer Ruth Bell."),
    DraftFacts("Our puppet dragon stole the show on Saturday."),
)
FAILS = (
    (DraftFacts("Former treasurer Doyle Pruitt helped himself to the cash box for years."), "possible_defamation"),
    (DraftFacts("Haul-Rite Brothers steals from its customers."), "possible_defamation"),
)

_COUNSEL = Remedy("reason", "Record counsel's answer")
_PRONOUN = re.compile(r"(?:They|He|She|It|Their|His|Her)\b")


def check(draft: DraftFacts) -> Iterator[Raised]:
    aside = Inside(quotations(draft.text))
    whole = sentences(draft.text)
    told = False
    for before, sentence in zip([None, *whole], whole, strict=False):
        text = lexicon.straighten(sentence.text)
        found = lexicon.phrases("defamation", "accusation").search(text)
        if found is None or sentence.start + found.start() in aside:
            continue
        # "Do not hire X. They stole copper.": the pronoun carries the name over from the sentence before.
        carried = before.text if before is not None and _PRONOUN.match(text) else ""
        named = names(text) or names(carried)
        if not named or lexicon.phrases("defamation", "elsewhere").search(f"{carried} {text}"):
            continue
        message = f"This states something damaging about {named[0].text} as a fact; ask legal counsel, or remove it."
        span = (sentence.start + found.start(), sentence.start + found.end())
        yield Raised("possible_defamation", message, span=span, remedies=(_COUNSEL,))
        told = True
    likely = None if told else weighed(draft.text, "possible_defamation")
    if likely and not lexicon.phrases("defamation", "elsewhere").search(draft.text[slice(*likely.span)]):
        message = f"This may state something damaging as a fact ({likely.quoted}); ask legal counsel, or remove it."
        yield Raised("possible_defamation", message, span=likely.span, remedies=(_COUNSEL,))
