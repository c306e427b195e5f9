"""When two comments say the same, or the like. Pure.

The same: exact once case, spacing, punctuation and look-alike forms are set aside. The like: by the groups of three
letters that their words share; a sketch of these, as of a meaning, is a row of bits that finds the like among many.
"""

from __future__ import annotations

import hashlib
import math
import re
import unicodedata
from collections.abc import Set

BITS = 384
LONGEST = 4_000
"""Letters of a comment that are sketched."""

_WORD = re.compile(r"[^\W_]+")


def fingerprint(text: str) -> str:
    """SHA-256 in hex of the letters and digits of `text`, folded. A text without any keeps its own characters."""
    folded = _folded(text)
    told = "".join(character for character in folded if character.isalnum()) or " ".join(folded.split())
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()


def sketch(text: str) -> bytes:
    """BITS bits of the letter groups of `text`, such that texts with like groups share most; b"" of one without words.

    A bit is set where most groups have it in their hash (Charikar 2002). The groups are counted bit by bit, side by
    side, in as many whole numbers as the count has digits: a thousand times fewer steps than one counter to a bit.
    """
    groups = groups_of(text)
    counts: list[int] = []
    for group in groups:
        digest = hashlib.blake2b(group.encode("utf-8", "replace"), digest_size=BITS // 8).digest()
        carry, place = int.from_bytes(digest, "little"), 0
        while carry:
            if place == len(counts):
                counts.append(0)
            counts[place], carry = counts[place] ^ carry, counts[place] & carry
            place += 1
    return _above(counts, len(groups) // 2).to_bytes(BITS // 8, "little") if groups else b""


def near(apart: int) -> float:
    """The cosine of the angle between what two rows of BITS bits stand for that differ in `apart` of them."""
    return math.cos(math.pi * apart / BITS)


def overlap(ours: Set[str], theirs: Set[str]) -> float:
    """The share that two texts' letter groups (`groups_of`) have in common, in [0, 1]: the cosine of the two sets."""
    return len(ours & theirs) / math.sqrt(len(ours) * len(theirs)) if ours and theirs else 0.0


def _above(counts: list[int], least: int) -> int:
    """The places whose count is greater than `least`."""
    every = (1 << BITS) - 1
    greater, equal = 0, every
    for place in reversed(range(max(len(counts), least.bit_length()))):
        digit = counts[place] if place < len(counts) else 0
        if least >> place & 1:
            equal &= digit
        else:
            greater |= equal & digit
            equal &= ~digit & every
    return greater


def groups_of(text: str) -> frozenset[str]:
    """Each three letters that follow one another in a word, its beginning and end among them."""
    words = (f" {word} " for word in _WORD.findall(_folded(text[:LONGEST])))
    return frozenset(word[start : start + 3] for word in words for start in range(max(1, len(word) - 2)))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
