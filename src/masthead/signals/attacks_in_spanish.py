"""Sees contempt for a people in Spanish: a people named, and said to be animals, filth or thieves, or told to leave.

Does not see a people mentioned, a charge of discrimination, or such words denied or reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from masthead.signals.engine.facts import CommentFacts, Sign
from masthead.signals.engine.grammar import before, found
from masthead.signals.engine.normalise import Normalised
from masthead.signals.engine.sought import Sought

GROUND = "racially_inflammatory"
SHOWS = ("Los haitianos son animales.", "Odio a los mexicanos.", "Fuera los negros de esta biblioteca.")
SILENT = (
    "Los haitianos no son animales.",
    "Los mexicanos son nuestros vecinos.",
    "Me llamaron animal por ser guatemalteco.",
    "Es mentira que los haitianos son ratas.",
)

_PEOPLE = (
    r"(?:l[oa]s (?:haitian|mexican|negr|blanc|chin|guatemaltec|cuban|venezolan|hondureñ|salvadoreñ|dominican|"
    r"puertorriqueñ|indi|gitan|arab|jud[i]|musulman|african|colombian|peruan)[oae]?s|l[oa]s (?:inmigrantes|migrantes|"
    r"indigenas|extranjer[oa]s|gring[oa]s|ilegales|arabes|refugiad[oa]s|asiatic[oa]s))"
)
_LOW = (
    r"(?:un[oa]s |pur[oa]s |tod[oa]s )?(?:animales|ratas|cucarachas|basura|escoria|plaga|una plaga|ladrones|salvajes|"
    r"suci[oa]s|inferiores|criminales|delincuentes|parasitos|bestias|asqueros[oa]s|monos|brut[oa]s)"
)
_SAID = Sought(
    rf"\b{_PEOPLE} (?:son|apestan a|parecen) {_LOW}\b|\b(?:odio|detesto|no soporto) a {_PEOPLE}\b|"
    rf"\b(?:fuera|afuera|saquen a|echen a|deporten a|largo de aqui) {_PEOPLE}\b"
)
_TOLD = re.compile(r"\b(?:no|nunca|dijo|dice|dicen|decir|mentira|falso|quien(?:es)? (?:diga|dice)n?|llamar)\b")


def look(facts: CommentFacts, text: Normalised) -> Iterable[Sign]:
    """A sign for each attack that is not denied or told of somebody else."""
    for match in text.runs.each(_SAID):
        if not _TOLD.search(before(text, match.start(), 60)):
            yield found(__name__, GROUND, text, *match.span(), "Demeans a people, in Spanish.", 0.9)
