"""Sees a call in Spanish to vote for, join or support a political party, whichever it is: all by the same words.

Does not see a party named, asked about, criticized or denied, a call to vote that names none, or a game ("partido").
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from masthead.signals.engine.facts import CommentFacts, Sign
from masthead.signals.engine.grammar import before, found, sentence_of
from masthead.signals.engine.normalise import Normalised
from masthead.signals.engine.sought import Sought

GROUND = "endorses_party"
SHOWS = (
    "Voten por el partido demócrata.",
    "Voten por el partido republicano.",
    "Vota libertario este martes.",
    "Hay que votar por los verdes en noviembre.",
    "¡Únanse al Partido Demócrata!",
    "Apoyemos a los candidatos republicanos.",
)
SILENT = (
    "Voten el martes.",
    "¿Quién ganó el partido de fútbol?",
    "Vamos a votar por el color rojo del mural.",
    "Voten por el verde para la pared del mural.",
    "Apoyen a las librerías independientes.",
    "No voten por los demócratas.",
    "Los republicanos recortaron el presupuesto.",
    "¿Por qué votar por los verdes?",
    "Mi papá votó republicano toda la vida.",
    "Apoyen al partido de los niños el sábado en la cancha.",
)

PARTY = (
    r"(?:democratas?|republican[oa]s?|libertari[oa]s?|verdes|(?<=partido )verde|socialistas?|comunistas?|"
    r"conservador(?:es|as?)?|progresistas?|independientes?)"
)
_CALL = (
    r"(?:vota(?:d|r)?|voten|votemos|elige|elijan|eligan|elegir|apoya(?:d|r)?|apoyen|apoyemos|unete|unanse|afiliate|"
    r"afiliense|registrate|registrense|dona|donen)"
)
_URGES = Sought(
    rf"\b{_CALL} (?:(?:todos|todas|solo|siempre) )?(?:por|a|al|con|como)? ?"
    rf"(?:(?:l[oa]s?|el|un[oa]?|tod[oa]s l[oa]s|cada) )?(?:(?:candidat[oa]s?|lista|planilla|boleta) )?"
    rf"(?:(?:del|de l[oa]s) )?(?:partido (?:de la |de los |del )?)?{PARTY}\b"
)
_NOT_URGED = re.compile(
    r"\b(?:no|nunca|jamas|ni|por que|para que|quien(?:es)?|dijo|dice|dicen|dijeron|voy a|vamos a|iba a|van a|suelo|"
    r"queria|quiso|puedo|puede|pueden|como|si)\s(?:\w+ )?$"
)


def look(facts: CommentFacts, text: Normalised) -> Iterable[Sign]:
    """A sign for each call that names a party."""
    for match in text.runs.each(_URGES):
        asked = sentence_of(text, match.start()).rstrip().endswith("?")
        if not asked and not _NOT_URGED.search(before(text, match.start(), 30)):
            yield found(__name__, GROUND, text, *match.span(), "Urges a vote or support for a party, in Spanish.", 0.9)
