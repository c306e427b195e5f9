"""Sees an insult in Spanish to the one person it speaks to or names: mind, looks, worth.

Does not see blame for work ("es un incompetente", "mentiroso"), insults to the agency or to "ustedes", or words that
are reported. Vulgar words are seen by uses_vulgar_words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from masthead.signals.engine.facts import CommentFacts, Sign
from masthead.signals.engine.grammar import before, found
from masthead.signals.engine.normalise import Normalised
from masthead.signals.engine.sought import Sought

GROUND = "abusive"
SHOWS = ("Eres una idiota.", "Cállate, gorda fea.", "Rosa es una imbécil.", "¡Qué estúpido eres!")
SILENT = (
    "La directora es una incompetente.",
    "Ustedes son unos idiotas.",
    "Esta página es una idiotez.",
    "No eres una idiota.",
    "Le gritó que era una idiota.",
)

_WORD = r"(?:idiota|imbecil|estupid[oa]|tarad[oa]|retrasad[oa]|gord[oa] (?:fe[oa]|asqueros[oa])|asqueros[oa]|"
_WORD += r"basura|cerd[oa]|puerc[oa]|inutil de nacimiento|animal|bestia|rata|escoria|vaca|monstruo)"
_TO_ONE = Sought(
    rf"\b(?:tu )?eres (?:un |una |tan |muy |bien )?(?:pobre |maldit[oa] )?{_WORD}\b|\bque {_WORD} eres\b|"
    rf"\bcallate,? (?:la boca,? )?{_WORD}|\b(?P<name>[a-zñ]+) es (?:un |una |tan )(?:pobre |maldit[oa] )?{_WORD}\b"
)
_DENIED = re.compile(r"\b(?:no|nunca|dijo|dice|grito|llamo|llamaron|que era)\b")


def look(facts: CommentFacts, text: Normalised) -> Iterable[Sign]:
    """A sign for each insult to one person."""
    for match in text.runs.each(_TO_ONE):
        named = match.start("name") if match["name"] else None
        if named is not None and (not text.capital(named) or text.text[max(0, named - 3) : named].strip() in _ARTICLES):
            continue
        if not _DENIED.search(before(text, match.start(), 40)):
            yield found(__name__, GROUND, text, *match.span(), "Insults a person, in Spanish.", 0.9)


_ARTICLES = frozenset({"la", "el", "su", "tu", "mi", "ta", "te"})
