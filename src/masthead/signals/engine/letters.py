"""One character at a time: what plain letter a character stands for. Look-alikes, styled letters, emoji, invisibles."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

QUOTES = {"’": "'", "‘": "'", "´": "'", "`": "'", "ʼ": "'", "“": '"', "”": '"', "«": '"', "»": '"', "„": '"'}
DASHES = dict.fromkeys("‐‑‒–—―", "-")
INVISIBLE = frozenset("\u3164\u115f\u1160\u2800\uffa0\u034f")

# Letters of another alphabet drawn like a Latin one. Used only in text that is mostly Latin: Russian stays Russian.
LOOK_ALIKES = dict(
    zip(
        "абвгеёзікмнопрстухѕјԁһԛԝүѡ" + "αβεικνορτυχγωηϲϳ" + "ɑɡıɩօսһոաց",
        "abbreesikmhonpctyxsjdhqwyw" + "abeikvoptuxywncj" + "agiiouhnwg",
        strict=True,
    )
) | {"в": "b", "р": "p", "с": "c", "ѵ": "v", "г": "r", "з": "3", "п": "n", "о": "o", "н": "h", "є": "e", "ь": "b"}

# Pictures that stand in for a word the signals know. Every other picture is a space.
PICTURES = {
    "🔪": "knife", "🗡": "knife", "🔫": "gun", "💣": "bomb", "🧨": "bomb", "🔥": "fire", "🖕": "middle finger",
    "🐒": "monkeys", "🐵": "monkeys", "🦍": "apes", "🐀": "rats", "🐁": "rats", "🪳": "roaches", "🐷": "pig",
    "🐖": "pig", "🐄": "cow", "💩": "poop", "🤮": "vomit", "🤢": "vomit", "💀": "skull", "☠": "skull",
}  # fmt: skip

BETWEEN = "\ue000"
"""Stands for pictures between two letters until it is known whether they hide a word."""
_A_PICTURE = "\u2190-\u245f\u2500-\u2bff\U0001f000-\U0001f10f\U0001f200-\U0001faff"
_INSIDE_A_WORD = re.compile(rf"(?<=[^\W\d_])[{_A_PICTURE}][{_A_PICTURE}\ufe0f\u200d]{{0,7}}(?=[^\W\d_])")

_NAMED = re.compile(r"LATIN (?:SMALL LETTER|CAPITAL LETTER|LETTER SMALL CAPITAL|SMALL LETTER DOTLESS) ([A-Z])(?: |$)")
_UNSEEN = re.compile(r"[^\s -~]")
_NOT_PLAIN = re.compile(r"([^\n -~]+)")
_BLANKS = {**dict.fromkeys(map(ord, "\t\r\v\f\x1c\x1d\x1e\x1f"), " "), ord("`"): "'"}
_LETTERS = re.compile(r"[^\W\d_]+")
_SQUARED = ((0x1F130, 26), (0x1F150, 26), (0x1F170, 26), (0x1F1E6, 26), (0x1F110, 26))


@lru_cache(maxsize=4096)
def plain(char: str) -> str:
    """What `char` stands for: lower-case letters, a space, itself, or "" for what is not seen. ñ keeps its tilde:
    without it a Spanish word becomes another one."""
    if char in PICTURES:
        return f" {PICTURES[char]} "
    if char in QUOTES or char in DASHES:
        return QUOTES.get(char) or DASHES[char]
    if char in INVISIBLE:
        return ""
    if char in "ñÑ":
        return "ñ"
    category = unicodedata.category(char)
    if char.isspace() or category in ("Zs", "Zl", "Zp"):
        return "\n" if char in "\n\u2028\u2029" else " "
    if category in ("Mn", "Me", "Cf", "Cc"):
        return ""
    if category in ("Cs", "Co", "Cn"):
        return " "
    for first, count in _SQUARED:
        if first <= ord(char) < first + count:
            return chr(97 + ord(char) - first)
    folded = "".join(c for c in unicodedata.normalize("NFKD", char).casefold() if unicodedata.category(c) != "Mn")
    if folded.isascii():
        return folded
    if named := _NAMED.match(unicodedata.name(char, "")):
        return named[1].lower()
    return " " if category == "So" else folded


def written_in_latin(text: str) -> bool:
    """Whether look-alikes in `text` are disguise rather than another language: most of it is Latin, or its words mix
    alphabets and few stand wholly in another."""
    mixed = foreign = latin = 0
    for word in _LETTERS.findall(text.lower()):
        if word.isascii():
            latin += 1
            continue
        ours = sum(1 for char in word if char.isascii())
        alike = sum(1 for char in word if char in LOOK_ALIKES)
        latin += not alike
        mixed += bool(ours and alike)
        foreign += not ours and bool(alike)
    return foreign < latin + mixed if mixed else foreign * 2 < latin


def fold(text: str) -> tuple[str, list[int]]:
    """`text` in plain letters, and for each of them the place it came from. Linear."""
    if text.isascii() and not _UNSEEN.search(text):
        return text.lower().translate(_BLANKS), list(range(len(text)))
    alike = LOOK_ALIKES if written_in_latin(text) else {}
    between = {place for match in _INSIDE_A_WORD.finditer(text) for place in range(*match.span())}
    letters: list[str] = []
    places: list[int] = []
    start = 0
    for number, stretch in enumerate(_NOT_PLAIN.split(text)):
        if number % 2 == 0:  # what is plain already is taken whole
            letters += stretch.lower().translate(_BLANKS)
            places += range(start, start + len(stretch))
        else:
            _fold_each(stretch, start, between, alike, letters, places)
        start += len(stretch)
    return "".join(letters), places


def _fold_each(
    stretch: str, start: int, between: set[int], alike: dict[str, str], letters: list[str], places: list[int]
) -> None:
    """Add each letter of `stretch`, which begins at `start`, to `letters`, and the place it came from to `places`."""
    for place, char in enumerate(stretch, start):
        if char == "\u0303" and letters and letters[-1] == "n":
            letters[-1] = "ñ"
            continue
        if place in between:
            if letters[-1:] != [BETWEEN]:
                letters.append(BETWEEN)
                places.append(place)
            continue
        for letter in alike.get(char) or plain(char):
            letters.append(alike.get(letter, letter))
            places.append(place)
