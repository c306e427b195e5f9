"""When two comments say the same: exact once case, spacing, punctuation and look-alike forms are set aside. Pure."""

from __future__ import annotations

import hashlib
import unicodedata


def fingerprint(text: str) -> str:
    """SHA-256 in hex of the letters and digits of `text`, folded. A text without any keeps its own characters."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    told = "".join(character for character in folded if character.isalnum()) or " ".join(folded.split())
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()
