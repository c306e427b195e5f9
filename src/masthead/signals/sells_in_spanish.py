"""Sees advertising in Spanish: something offered for sale with a way to reach the seller, an urging to buy or to visit
a business, and common scams.

Does not see a business named, asked about or complained of, nor what a library or its friends sell or lend.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from masthead.signals.engine.facts import CommentFacts, Sign
from masthead.signals.engine.grammar import before, found, sentence_of
from masthead.signals.engine.normalise import Normalised
from masthead.signals.engine.sought import Sought

GROUND = "endorses_product"
SHOWS = (
    "Vendo mi camioneta, pocas millas, llámame.",
    "Compra ya en mi tienda, envío gratis.",
    "Préstamos rápidos, mándame mensaje.",
    "Gana 500 dólares a la semana desde tu casa.",
    "Visiten mi restaurante, los mejores precios del condado.",
    "Usa mi código PAN10 y paga menos, enlace en mi perfil.",
)
SILENT = (
    "Vendemos libros usados el sábado.",
    "¿Todavía venden libros usados?",
    "Compren más libros en español para la biblioteca.",
    "No compren en esa tienda, me robaron.",
    "Visiten la biblioteca, todo es gratis.",
    "El precio de las multas es muy alto.",
    "Llámame cuando llegue mi libro, por favor.",
    "La taquería de la plaza perdió su estacionamiento.",
    "El libro explica cómo ganar dinero desde casa.",
)

_REACH = (
    r"(?:llama(?:me|nos|r|dme)|llame(?:n|me|nme|nos)?|escribe(?:me|nos)|escriban(?:me|nos)|manda(?:me|nos)|mande(?:nme|n|me)|"
    r"enviame|contacta(?:me|nos)|mensaje|inbox|whats(?:app)?|telegram|informes|interesad[oa]s?)"
)
_PRICE = (
    r"(?:\$ ?\d|\b\d+ (?:pesos|dolares|usd)\b|\bbarat[oa]s?\b|\bprecios?\b|\bofertas?\b|\bdescuentos?\b|"
    r"\bpromocion(?:es)?\b|\brebajas?\b|\benvios? gratis\b|\ba plazos\b|\bgarantizad[oa]s?\b|\b\d+ ?%)"
)
_BUSINESS = (
    r"(?:tienda|negocio|restaurante|taqueria|panaderia|salon|taller|estetica|barberia|productos?|servicios?|canal|pagina|"
    r"catalogo|curso|onlyfans|floreria|ferreteria)"
)
_MARKS = Sought(
    r"\b(?:link|enlace) en (?:mi|la|el|nuestra) (?:bio|perfil|biografia|descripcion)\b|"
    r"\busa(?:n|r)? (?:mi|el|nuestro) codigo\b|\bcon (?:mi|nuestro) codigo\b|\b\d+ ?% de descuento\b|"
    r"\btrabaj(?:a|e|en) desde (?:tu |su |la )?casa\b|"
    r"(?<!como )\bgan(?:a|e|en|as) (?:dinero|hasta|mas de|\$|\d)[^.!?\n]{0,40}\b"
    r"(?:desde (?:tu |su |la )?casa|por semana|a la semana|al dia|diari[oa]s?|por dia|al mes|sin salir)\b|"
    r"\bprestamos? (?:rapidos?|inmediatos?|personales|al instante|sin (?:buro|aval|credito))\b|"
    rf"\b(?:compr[ae]n?|visit[ae]n?(?:me|nos)?|orden[ae]n?|pid[ae]n?|sigue|sigan|suscribete a|suscribanse a|"
    rf"ven a|vengan a)(?: ya| hoy| ahora)?(?: en| a| de)? (?:mi|mis|nuestr[oa]s?) {_BUSINESS}\b"
)
_OFFERS = Sought(
    r"\b(?:vendo|vendemos|se venden?|rento|rentamos|se rentan?|remato|rematamos|compra(?:n|r)? (?:ya|hoy|ahora)|"
    r"compre(?:n)? (?:ya|hoy|ahora)|aprovech[ae]n?|orden[ae]n? (?:ya|hoy|ahora)|ofrezco|ofrecemos|hago|hacemos)\b"
)
_BESIDE = re.compile(rf"\b{_REACH}\b|{_PRICE}|\b(?:mi|nuestra) {_BUSINESS}\b")
_OURS = re.compile(
    r"\b(?:bibliotec\w+|libros?|libreros?|amigos de la|bazar|feria|tarjeta|sucursal|cuentos?|boletos? para la rifa)\b"
)


def look(facts: CommentFacts, text: Normalised) -> Iterable[Sign]:
    """A sign for each mark of an advertisement, or for an offer beside a price or a way to reach the seller."""
    for match in text.runs.each(_MARKS):
        if not _innocent(text, match.start()):
            yield found(__name__, GROUND, text, *match.span(), "Bears the marks of an advertisement, in Spanish.", 0.9)
    for match in text.runs.each(_OFFERS):
        around = text.text[match.start() : match.end() + 160]
        if _BESIDE.search(around) and not _OURS.search(around) and not _innocent(text, match.start()):
            yield found(__name__, GROUND, text, *match.span(), "Offers something for sale, in Spanish.", 0.8)


def _innocent(text: Normalised, start: int) -> bool:
    """A question, a denial, or something the library itself has."""
    sentence = sentence_of(text, start)
    denied = re.search(r"\b(?:no|nunca|jamas|ni|si|dejen de|prohibido)\s(?:\w+ )?$", before(text, start, 20))
    return sentence.rstrip().endswith("?") or bool(_OURS.search(sentence)) or bool(denied)
