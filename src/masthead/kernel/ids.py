"""Identifiers that sort by the time they were made (UUID version 7, RFC 9562) and secrets that cannot be guessed."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
import uuid

_TICKS = 1 << 12
"""Parts of a millisecond: as many as the twelve bits behind it can tell."""
_lock = threading.Lock()
_latest = 0


def new_id() -> uuid.UUID:
    """A UUIDv7: 48 bits of Unix milliseconds, 12 of the part within it, then random bits (RFC 9562, 6.2, method 3).

    What one process makes later sorts later, also within a millisecond and when the clock is set back.
    """
    global _latest
    with _lock:
        _latest = max(time.time_ns() * _TICKS // 1_000_000, _latest + 1)
        milliseconds, tick = divmod(_latest, _TICKS)
    return uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | tick << 64 | 0b10 << 62 | secrets.randbits(62))


def id_in(text: str) -> uuid.UUID | None:
    """The id that `text` spells, or None: an address or a form may hold anything."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def id_or_none_such(text: str) -> uuid.UUID:
    """The id that `text` spells, or one that nothing has."""
    return id_in(text) or uuid.UUID(int=0)


def new_secret() -> str:
    """32 random bytes, URL-safe: for links that are themselves the permission (confirm, appeal)."""
    return secrets.token_urlsafe(32)


def digest_of_secret(secret: str) -> str:
    """What is kept of a secret: its SHA-256, in hex. A guessed one may be any text, also what UTF-8 cannot spell."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
