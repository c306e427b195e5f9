"""Identifiers that sort by the time they were made (UUID version 7, RFC 9562) and secrets that cannot be guessed."""

from __future__ import annotations

import secrets
import time
import uuid


def new_id() -> uuid.UUID:
    """A UUIDv7: 48 bits of Unix milliseconds, then random bits. Rows made later sort later."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & ((1 << 48) - 1)) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    return uuid.UUID(int=value)


def new_secret() -> str:
    """32 random bytes, URL-safe: for links that are themselves the permission (confirm, appeal)."""
    return secrets.token_urlsafe(32)
