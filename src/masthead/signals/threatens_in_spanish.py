"""Sees a stated or urged physical harm in Spanish: to a person, to a group, or to a place.

It needs a frame of its own ("te voy a …", "hay que …", "ojalá te …") and a verb of harm with somebody or some place to
harm. Does not see threats without such a frame, figures of speech ("me mata este horario"), or anything reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from masthead.signals.engine.facts import CommentFacts, Sign
from masthead.signals.engine.grammar import before, found
from masthead.signals.engine.normalise import Normalised
from masthead.signals.engine.sought import Sought

GROUND = "threatening"
SHOWS = (
    "Te voy a matar.",
    "Voy a quemar la biblioteca con todos adentro.",
    "Hay que fusilar a los directores.",
    "Ojalá te mueras.",
    "Les vamos a partir la cara.",
)
SILENT = (
    "Este horario me mata.",
    "Nadie va a matar a nadie.",
    "Dijo que te va a matar, llamen a la policía.",
    "Voy a quemar un disco con las fotos.",
)

_HARM = (
    r"(?:matar|golpear|apuñalar|balear|ahorcar|quemar|degollar|fusilar|linchar|disparar|violar|estrangular|"
    r"partir la (?:cara|madre)|romper (?:la cara|los huesos|las piernas))"
)
_WHO = r"(?:a (?:la|el|los|las|ese|esa|esos|esas|todos|todas|cada|tu|su)\b|al\b)"
_PLACE = r"(?:(?:la|el|esta|este|esa|ese|su|tu) (?:biblioteca|edificio|casa|oficina|escuela|iglesia|sucursal|carro))"
_FRAMES = Sought(
    rf"\b(?:te|los|las|les|lo|la) (?:voy|vamos) a {_HARM}\b|\b(?:voy|vamos) a {_HARM}(?:te|lo|la|los|las)\b|"
    rf"\b(?:voy|vamos) a {_HARM} (?:{_WHO}|{_PLACE})|"
    rf"\b(?:hay que|deberian|alguien deberia|tienen que) {_HARM}(?:lo|la|los|las)? ?(?:{_WHO}|{_PLACE})?|"
    r"\b(?:ojala|espero que) (?:te|se|le) (?:mueras|muera|mueran|maten|atropellen)\b|\bte vas a morir\b"
)
_TOLD = re.compile(r"\b(?:dijo|dice|dicen|dijeron|grito|gritaron|amenazo|amenaza|escribio|no|nadie|nunca|jamas)\b")


def look(facts: CommentFacts, text: Normalised) -> Iterable[Sign]:
    """A sign for each threat that nobody else is told to have made."""
    for match in text.runs.each(_FRAMES):
        if not _TOLD.search(before(text, match.start(), 60)):
            yield found(__name__, GROUND, text, *match.span(), "Says or urges physical harm, in Spanish.", 0.9)
