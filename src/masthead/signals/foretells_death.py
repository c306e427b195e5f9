"""Sees a person told, by name, that death or harm is near: "X is a dead man", "X won't see sunrise", "X better hide".

Needs a name and words that foretell nothing else. Does not see the death of kin mourned or feared, characters of a
story (speaks_in_metaphor answers those), things ("the bus better start running"), or such words denied or reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from masthead.signals.engine.facts import CommentFacts, Sign
from masthead.signals.engine.grammar import before, denied, found, is_name, reported
from masthead.signals.engine.normalise import Normalised
from masthead.signals.engine.sought import Sought

GROUND = "threatening"
SHOWS = (
    "Marvin is a dead man.",
    "Otis won't see sunrise.",
    "Lorna had better hide.",
    "I pray Mr. Aldous chokes to death.",
    "Delphine will beg for her life.",
)
SILENT = (
    "Marley was dead, to begin with.",
    "Grandma won't see Christmas.",
    "The Bookmobile better start running.",
    "Otis will bleed money on that roof.",
    "I hope Grover gets the job.",
    "We won't see Mr. Dobbs until Christmas.",
    "He said Otis is a dead man and nobody called the police.",
)

_NAME = r"(?P<name>[a-z][a-z'\-]+)"
_WILL = r"(?:will|is going to|is gonna|gonna|gon)"
_NOT = r"(?:won'?t|will not|will never|is not going to|isn'?t going to|ain'?t gonna|is never going to)"
_FORETOLD = tuple(
    Sought(pattern)
    for pattern in (
        rf"\b{_NAME} (?:is|will be) (?:a )?(?:dead (?:man|woman|meat)\b|as good as dead\b)",
        rf"\b{_NAME} {_WILL} (?:bleed\b(?! (?:money|cash|red|blue|green|ink|through|dry))|beg for (?:his|her|their) "
        rf"li(?:fe|ves)|die screaming|choke on (?:his|her) (?:own )?blood|pay (?:for (?:this|it|that) )?(?:in blood|"
        rf"with (?:his|her) life))",
        rf"\b{_NAME} {_NOT} (?:see (?:sunrise|morning|tomorrow|christmas|easter|new year'?s?|the weekend|(?:his|her) "
        rf"next birthday|another (?:day|birthday|sunrise)|next (?:week|month|year))|make it (?:home|through the night)|"
        rf"wake up|leave (?:there |that (?:place|room) )?alive)(?=\s*(?:[.,!]|$))",
        rf"\b{_NAME} (?:had )?better (?:start running|run|hide|pray|watch (?:his|her) back)"
        rf"(?=\s*(?:[.,!]|$|and (?:never|not|don'?t|keep)\b|fast\b|far\b|while\b))",
        rf"\b(?:hope|pray|wish)(?: that)? (?:\w+\.? )?{_NAME} (?:dies|drowns|burns(?: alive| to death)?|"
        rf"chokes(?: to death)?|rots|bleeds|suffers|gets (?:shot|hit by|cancer|run over|killed|stabbed))\b",
    )
)
_THING = re.compile(r"\b(?:the|a|an|our|my|this|that|these|those|your|its)(?: [a-z]+)? $")
_KIN = frozenset({"grandma", "grandpa", "granny", "nana", "mom", "mama", "mother", "dad", "daddy", "papa", "father"})


def look(facts: CommentFacts, text: Normalised) -> Iterable[Sign]:
    """A sign for each person named in such words."""
    for pattern in _FORETOLD:
        for match in text.runs.each(pattern):
            start, end = match.span("name")
            if match["name"] in _KIN or _THING.search(before(text, start, 20)):
                continue
            if is_name(facts, text, start, end) and not denied(text, match.start()) and not reported(text, start):
                yield found(__name__, GROUND, text, *match.span(), "Foretells a person's death or harm.", 0.9)
