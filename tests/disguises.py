"""Ways people write around a filter, made apart from those the model was trained on. Seeded by the caller.

Each takes a text and gives it back disguised as one writer would: the same way through the whole comment, in most
of its longer words. What a person reads stays the same.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from itertools import cycle

Way = Callable[[str, random.Random], str]

_LEET = {"a": "4@", "b": "8", "e": "3", "g": "9", "i": "1!|", "l": "1|", "o": "0", "s": "5$", "t": "7+", "z": "2"}
_ALIKE = {
    "a": "аα", "b": "Ь", "c": "сϲ", "d": "ԁ", "e": "еє", "g": "ɡ", "h": "һ", "i": "іι", "j": "ј", "k": "κк", "m": "м",
    "n": "ո", "o": "оοօ", "p": "рρ", "q": "ԛ", "s": "ѕ", "u": "υս", "v": "ν", "w": "ԝω", "x": "хχ", "y": "уγ",
}  # fmt: skip
_MARKS = "\u0301\u0308\u0302\u0303\u0323\u0335\u0336"
_ACCENTS = {"a": "àáâäåã", "e": "èéêë", "i": "ìíîï", "o": "òóôöõ", "u": "ùúûü", "c": "ç", "y": "ýÿ", "s": "š"}
_UNSEEN = ("\u200b", "\u200d", "\u200c", "\u00ad", "\u2060", "\ufeff", "\ufe0f", "\u180e")
_PICTURES = "🔥💩🙂❤⭐🎉💀👏"


def _words(text: str, least: int = 4) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(rf"(?<![\w@/.]){'[A-Za-z]'}{{{least},}}(?![\w@/])", text)]


def _rewrite(text: str, chance: random.Random, change: Callable[[str], str], share: float, least: int = 4) -> str:
    for start, end in reversed(_words(text, least)):
        if chance.random() < share:
            text = text[:start] + change(text[start:end]) + text[end:]
    return text


def spaced(text: str, chance: random.Random) -> str:
    return _rewrite(text, chance, " ".join, 0.5)


def spaced_throughout(text: str, chance: random.Random) -> str:
    return "   ".join(" ".join(word) for word in text.split())


def punctuated(text: str, chance: random.Random) -> str:
    mark = chance.choice([".", "-", "_", "*", "/", "~", "|", ",", "'", "+", ":", "·", "•", ".."])
    return _rewrite(text, chance, mark.join, 0.5)


def punctuated_widely(text: str, chance: random.Random) -> str:
    mark = chance.choice([" . ", " - ", " * ", " _ ", " / "])
    return _rewrite(text, chance, mark.join, 0.5)


def cut_in_two(text: str, chance: random.Random) -> str:
    mark = chance.choice([".", "-", "_", "*", "/", "~", "'", ","])

    def change(word: str) -> str:
        at = chance.randrange(1, len(word))
        return word[:at] + mark + word[at:]

    return _rewrite(text, chance, change, 0.5)


def digits(text: str, chance: random.Random) -> str:
    def change(word: str) -> str:
        return "".join(chance.choice(_LEET[c]) if c in _LEET and chance.random() < 0.5 else c for c in word.lower())

    return _rewrite(text, chance, change, 0.7, 3)


def another_alphabet(text: str, chance: random.Random) -> str:
    def change(word: str) -> str:
        return "".join(chance.choice(_ALIKE[c]) if c in _ALIKE and chance.random() < 0.6 else c for c in word)

    return _rewrite(text, chance, change, 0.7, 3)


def styled(text: str, chance: random.Random) -> str:
    small, capital = chance.choice([(0x1D41A, 0x1D400), (0x1D68A, 0x1D670), (0xFF41, 0xFF21), (0x24D0, 0x24B6)])
    return "".join(
        chr(small + ord(c) - 97) if "a" <= c <= "z" else chr(capital + ord(c) - 65) if "A" <= c <= "Z" else c
        for c in text
    )


def invisible(text: str, chance: random.Random) -> str:
    return _rewrite(text, chance, lambda word: "".join(c + chance.choice((*_UNSEEN, "")) for c in word), 0.8, 3)


def drawn(text: str, chance: random.Random) -> str:
    def change(word: str) -> str:
        at = chance.randrange(1, len(word))
        return word[:at] + word[at] * chance.randrange(2, 6) + word[at:]

    return _rewrite(text, chance, change, 0.5)


def pictures(text: str, chance: random.Random) -> str:
    picture = chance.choice(_PICTURES)
    return _rewrite(text, chance, picture.join, 0.5)


def a_picture(text: str, chance: random.Random) -> str:
    def change(word: str) -> str:
        at = chance.randrange(1, len(word))
        return word[:at] + chance.choice(_PICTURES) + word[at:]

    return _rewrite(text, chance, change, 0.5)


def accented(text: str, chance: random.Random) -> str:
    def change(word: str) -> str:
        return "".join(chance.choice(_ACCENTS[c]) if c in _ACCENTS and chance.random() < 0.6 else c for c in word)

    return _rewrite(text, chance, change, 0.8, 3)


def marked(text: str, chance: random.Random) -> str:
    return "".join(c + "".join(chance.choices(_MARKS, k=chance.randrange(3))) if c.isalpha() else c for c in text)


def mixed_case(text: str, chance: random.Random) -> str:
    turn = cycle((str.lower, str.upper))
    return "".join(next(turn)(c) if c.isalpha() else c for c in text)


def joined(text: str, chance: random.Random) -> str:
    return re.sub(r"(?<=\w) (?=\w)", chance.choice(["_", ".", "-", "*"]), text)


WAYS: tuple[Way, ...] = (
    spaced, spaced_throughout, punctuated, punctuated_widely, cut_in_two, digits, another_alphabet, styled, invisible,
    drawn, pictures, a_picture, accented, marked, mixed_case, joined,
)  # fmt: skip
