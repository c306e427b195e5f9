"""Sees a call in Spanish to vote for a candidate. Does not see parties, or a candidate discussed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from masthead.signals.endorses_a_party_in_spanish import PARTY
from masthead.signals.engine.facts import CommentFacts, Sign
from masthead.signals.engine.grammar import before, found
from masthead.signals.engine.normalise import Normalised
from masthead.signals.engine.sought import Sought

GROUND = "endorses_candidate"
SHOWS = ("Voten por López para alcaldesa.", "Vota por Ramírez este martes.", "Apoyemos a Ortiz para senador.")
SILENT = (
    "No sé por quién votar.",
    "Voten por la biblioteca.",
    "¿Alguien votó por López?",
    "Nunca voten por López.",
    "Voten por Demócratas.",
)

_CALL = Sought(r"\b(?:vota|voten|votemos|votad|apoya|apoyen|apoyemos|elijan|eligan)(?: por| a)? (?P<name>[a-zñ]{3,})")


def look(facts: CommentFacts, text: Normalised) -> Iterable[Sign]:
    """A sign for each call that names somebody."""
    for match in text.runs.each(_CALL):
        denied = re.search(r"\b(?:no|nunca|jamas)\b", before(text, match.start(), 20))
        of_a_party = match["name"] in _NO_NAME or re.fullmatch(PARTY, match["name"])
        if text.capital(match.start("name")) and not text.shouted and not denied and not of_a_party:
            yield found(__name__, GROUND, text, *match.span(), "Urges a vote for a candidate, in Spanish.", 0.9)


_NO_NAME = frozenset({"los", "las", "nuestros", "todos", "todas", "candidatos", "partido", "biblioteca"})
"""However they are written."""
