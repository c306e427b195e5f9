"""Text as people wrote it, made safe to store: never shortened, never guessed at."""

from __future__ import annotations

import re
import unicodedata

_NOT_KEPT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""NULs, control characters and lone surrogates."""
BIDI_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(text: str) -> str:
    """Return `text` in NFC with line ends as \\n, and with NULs, control characters and lone surrogates as U+FFFD.

    What cannot be stored in a database or shown on a page is replaced one for one, so that spans keep their places.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _NOT_KEPT.sub("\ufffd", text))


def shorten(text: str, length: int) -> str:
    """At most `length` characters on one line, ending in an ellipsis if anything was left out. For lists and logs."""
    flat = " ".join(text.split())
    return flat if len(flat) <= length else flat[: length - 1].rstrip() + "…"
