"""Passwords of other systems, kept sealed: the key is a file beside the database, never in it.

Fernet (AES-128-CBC with HMAC-SHA256, from `cryptography`). A copy of the database alone opens nothing.
"""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from masthead.kernel.keeping import kept_secret
from masthead.kernel.refusals import Refused


def seal(secret: str) -> bytes:
    """`secret` in a form that is safe to store in the database."""
    return _lock().encrypt(secret.encode())


def unseal(sealed: bytes) -> str:
    """The secret again. Raises Refused when the key beside the database is not the one that sealed it."""
    try:
        return _lock().decrypt(sealed).decode()
    except InvalidToken:
        raise Refused(
            "A stored password cannot be read with the key in the keys folder. Restore that folder, or enter it again."
        ) from None


def _lock() -> Fernet:
    return Fernet(kept_secret(settings.MASTHEAD_KEYS / "sealing.key", make=Fernet.generate_key))
