"""Secrets at rest: sealed with a key that lives beside the database, never in it, and can be rotated.

The key file holds one Fernet key a line; the first seals, all of them open (cryptography's MultiFernet).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from masthead.kernel.keeping import kept_secret


def seal(plain: bytes) -> bytes:
    """Encrypt with the newest key."""
    return _keys(_key_file()).encrypt(plain)


def unseal(sealed: bytes) -> bytes:
    """Decrypt with whichever key fits. Raises ValueError when none does: the key file was lost or replaced."""
    try:
        return _keys(_key_file()).decrypt(sealed)
    except InvalidToken:
        raise ValueError(f"No key in {_key_file()} opens this secret. Restore the key file from the backup.") from None


def seal_mapping(secrets: Mapping[str, str]) -> str:
    return seal(json.dumps(dict(secrets), sort_keys=True).encode()).decode()


def unseal_mapping(sealed: str) -> dict[str, str]:
    return dict(json.loads(unseal(sealed.encode()))) if sealed else {}


def _key_file() -> Path:
    return Path(settings.MASTHEAD_KEYS) / "secrets.key"


@lru_cache(maxsize=4)
def _keys(path: Path) -> MultiFernet:
    return MultiFernet([Fernet(line) for line in kept_secret(path, make=Fernet.generate_key).split()])
