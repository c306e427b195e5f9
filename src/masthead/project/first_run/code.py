"""The set-up code: printed on the terminal of whoever started the server, so that no stranger can claim the desk."""

from __future__ import annotations

import secrets
from pathlib import Path

from django.conf import settings

from masthead.kernel.keeping import kept_secret

# 12 of 31 letters and digits nobody confuses: 59 bits, far beyond guessing over a network.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ2346789"
GROUPS, GROUP_LENGTH = 3, 4


def set_up_code() -> str:
    """The code of this desk, made on first use, the same until the first run is over: ABCD-EFGH-JKLM."""
    return kept_secret(_path(), make=_new_code).decode()


def fits(given: str) -> bool:
    """Whether `given` is the set-up code, however it was typed: small letters, blanks, without dashes."""
    return _path().exists() and secrets.compare_digest(_plain(given), _plain(set_up_code()))


def use_up() -> None:
    """The code has done its work; nobody can use it again."""
    _path().unlink(missing_ok=True)


def _plain(code: str) -> bytes:
    return "".join(character for character in code.upper() if character.isalnum()).encode()


def _new_code() -> bytes:
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(GROUPS))
    return "-".join(groups).encode()


def _path() -> Path:
    return Path(settings.MASTHEAD_HOME) / "set-up-code"
