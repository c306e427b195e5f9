"""Whether a comment speaks of a people or another group at all: without that, an attack on one is no reading of it."""

from __future__ import annotations

import re

from masthead.signals.engine.peoples import ADJECTIVES, NAMES, SLURS

_THEM = r"(?:those|these|such|you) people|your kind|their kind|that lot|your own country|where you came from"
_OTHERS = (
    r"(?:wom[ae]n|girls?|females?|ladies|m[ae]n|guys?|males?|gays?|homosexuals?|lesbians?|trans\w*|queers?|lgbt\w*|"
    r"bisexuals?|drag queens?|muslims?|islam\w*|christians?|catholics?|evangelicals?|mormons?|hindus?|sikhs?|jew\w*|"
    r"atheists?|nonbelievers?|disabled|handicapped|cripples?|autis\w+|deaf|blind|wheelchair|down syndrome|mentally ill|"
    r"retard\w*|elderly|old people|seniors|boomers|fag\w*|dyke\w*|trann\w+|homos?|sissy|sissies|special needs)"
)
NEEDS = {
    "race": re.compile(
        rf"\b(?:{NAMES}|{ADJECTIVES}|{SLURS}|{_THEM}|ethiop\w+|navajos?|polish|race|[a-z]{{4,}}ians?)\b"
    ),
    "group": re.compile(rf"\b(?:{_OTHERS}|{_THEM})\b"),
}


def is_spoken_of(label: str, text: str) -> bool:
    """Whether `text`, normalised, names what `label` would be an attack on. True for a label that needs no name."""
    return label not in NEEDS or bool(NEEDS[label].search(text))
