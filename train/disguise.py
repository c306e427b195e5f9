"""The ways people spell around a filter, and the ways they merely misspell. Seeded by the caller."""

from __future__ import annotations

import random
import re

_LEET = {"a": "4@", "e": "3", "i": "1!", "o": "0", "s": "5$", "t": "7"}
_ALIKE = {"a": "а", "e": "е", "o": "о", "c": "с", "p": "р", "x": "х", "y": "у"}


def disguise(text: str, chance: random.Random) -> str:
    """`text` written in one of the ways below."""
    return chance.choice((leet, dotted, drawn_out, invisible, alike, misspelled, misspelled, lower, upper))(
        text, chance
    )


def lower(text: str, chance: random.Random) -> str:
    return text.lower()


def upper(text: str, chance: random.Random) -> str:
    return text.upper()


def _on_words(text: str, chance: random.Random, share: float, least: int = 4) -> list[tuple[int, int]]:
    words = [match.span() for match in re.finditer(rf"[A-Za-z]{{{least},}}", text)]
    return [span for span in words if chance.random() < share]


def _rewrite(text: str, spans: list[tuple[int, int]], change: object) -> str:
    for start, end in reversed(spans):
        text = text[:start] + change(text[start:end]) + text[end:]  # type: ignore[operator]
    return text


def leet(text: str, chance: random.Random) -> str:
    def change(word: str) -> str:
        return "".join(chance.choice(_LEET[c]) if c in _LEET and chance.random() < 0.6 else c for c in word)

    return _rewrite(text, _on_words(text, chance, 0.6), change)


def dotted(text: str, chance: random.Random) -> str:
    return _rewrite(text, _on_words(text, chance, 0.4), lambda word: chance.choice(" .-*").join(word))


def drawn_out(text: str, chance: random.Random) -> str:
    def change(word: str) -> str:
        at = chance.randrange(1, len(word))
        return word[:at] + word[at] * chance.randrange(2, 5) + word[at:]

    return _rewrite(text, _on_words(text, chance, 0.3), change)


def invisible(text: str, chance: random.Random) -> str:
    return _rewrite(text, _on_words(text, chance, 0.5), "\u200b".join)


def alike(text: str, chance: random.Random) -> str:
    return _rewrite(text, _on_words(text, chance, 0.6), lambda word: "".join(_ALIKE.get(c, c) for c in word))


def misspelled(text: str, chance: random.Random) -> str:
    def change(word: str) -> str:
        at = chance.randrange(1, len(word) - 1)
        way = chance.randrange(4)
        if way == 0:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        if way == 1:
            return word[:at] + word[at + 1 :]
        if way == 2:
            return word[:at] + word[at] + word[at:]
        return re.sub(r"[aeiou]", "", word[1:-1]).join((word[0], word[-1]))

    return _rewrite(text, _on_words(text, chance, 0.25, least=5), change)
