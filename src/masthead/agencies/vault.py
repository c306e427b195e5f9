"""Secrets at rest: sealed with a key that lives beside the database, never in it, and can be rotated.

The key file holds one Fernet key a line; the first seals, all of them open. What is sealed begins with the name of its
key, so that what waits to be sealed again can be told without opening it; secrets of before names were written have
none, and open with whichever key fits.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets as random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from masthead.kernel.keeping import kept_secret

_NAME = 8
"""Letters of a key's name: the beginning of a digest, which tells nothing of the key."""


def seal(plain: bytes) -> bytes:
    """Encrypt with the newest key."""
    newest = _keys()[0]
    return newest.name.encode() + b"." + newest.fernet.encrypt(plain)


def unseal(sealed: bytes) -> bytes:
    """Decrypt with whichever key fits. Raises ValueError when none does: the key file was lost or replaced."""
    named = key_name(sealed)
    token = sealed[_NAME + 1 :] if named else sealed
    for key in _keys():
        if named in ("", key.name):
            try:
                return key.fernet.decrypt(token)
            except InvalidToken:
                continue
    raise ValueError(f"No key in {_key_file()} opens this secret. Restore the key file from the backup.")


def seal_mapping(secrets: Mapping[str, str]) -> str:
    return seal(json.dumps(dict(secrets), sort_keys=True).encode()).decode()


def unseal_mapping(sealed: str) -> dict[str, str]:
    return dict(json.loads(unseal(sealed.encode()))) if sealed else {}


def key_name(sealed: bytes) -> str:
    """The name of the key something was sealed with, "" for what was sealed before keys had names."""
    return sealed[:_NAME].decode("ascii", "replace") if sealed[_NAME : _NAME + 1] == b"." else ""


def newest_key() -> str:
    """The name of the key that seals now."""
    return _keys()[0].name


def add_key() -> str:
    """Put a new key before the others and return its name. Nothing sealed before is lost: the others still open.

    The file is replaced whole, so a machine that stops in between has either the old one or the new one.
    """
    path = _key_file()
    _keys()  # makes the first one where there is none
    draft = path.with_name(f".{path.name}.{os.getpid()}.{random.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(Fernet.generate_key() + b"\n" + path.read_bytes())
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    return newest_key()


@dataclass(frozen=True, slots=True)
class _Key:
    name: str
    fernet: Fernet


def _key_file() -> Path:
    return Path(settings.MASTHEAD_KEYS) / "secrets.key"


def _keys() -> tuple[_Key, ...]:
    path = _key_file()
    kept_secret(path, make=Fernet.generate_key)
    found = path.stat()
    # Another process may have put a new key there: a file that changed is read again.
    return _read(path, found.st_mtime_ns, found.st_ino)


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int, _inode: int) -> tuple[_Key, ...]:
    lines = path.read_bytes().split()
    return tuple(_Key(hashlib.sha256(b"masthead key " + line).hexdigest()[:_NAME], Fernet(line)) for line in lines)
