"""Of vulgar terms: the language of each, the forms it takes, and spellings that plainly stand for it."""

from __future__ import annotations

from masthead.signals.engine.tongue import ENGLISH, FRENCH, GERMAN, SPANISH

OF_TONGUE = {
    "mierda": SPANISH, "pendej": SPANISH, "cabron": SPANISH, "puta": SPANISH, "puto": SPANISH, "ching": SPANISH,
    "verga": SPANISH, "coño": SPANISH, "jod": SPANISH, "culero": SPANISH, "carajo": SPANISH, "hijueputa": SPANISH,
    "putain": FRENCH, "merde": FRENCH, "connard": FRENCH, "scheisse": GERMAN, "arschloch": GERMAN,
}  # fmt: skip
"""What a term begins with that is not English."""

SAME_IN_ALL = ("fuck", "motherfuck", "bullshit", "asshole", "cocksuck", "dickhead", "shithole")
"""What English terms begin with that are taken over into other languages and have no other meaning there."""

INFLECTED = {
    "chingar": r"ching(?:ar(?:te|se|le|los|las|nos)?|as?|an|o|amos|uen?|ues|ad[oa]s?|ando|aron|aste|aba|ate|adera)",
    "joder": r"jod(?:er|es?|en|o|an|id[oa]s?|iendo|ete|anse|iste|ieron)",
    "pendejo": r"pendej(?:[oa]s?|adas?)",
    "cabron": r"cabron(?:es|as?)?",
    "puto": r"putos?",
    "puta": r"putas?",
    "mierda": r"mierdas?",
    "verga": r"vergas?",
    "coño": r"coños?",
}
"""Term of a list, as it is normalised → all its forms, where English endings would not do."""

DISGUISED = {
    "fck": "fuck", "fcking": "fuck", "fuk": "fuck", "fukin": "fuck", "fuking": "fuck", "fuq": "fuck",
    "biatch": "bitch",
}  # fmt: skip
"""Spelling → the term it plainly stands for."""


def tongue_of(term: str) -> str:
    """The language of `term`, as it is normalised."""
    return next((tongue for begins, tongue in OF_TONGUE.items() if term.startswith(begins)), ENGLISH)
