"""Secrets kept in files: made once, readable by their owner alone, agreed on by processes that start together."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def kept_secret(path: Path, *, make: Callable[[], bytes]) -> bytes:
    """The secret in `path`, made by `make` on first use. Mode 0600; never printed, never logged.

    The file appears whole or not at all: it is written aside and linked into place, and whoever loses that race reads
    the winner's secret. Raises OSError when the folder cannot be written.
    """
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(make())
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_bytes()
