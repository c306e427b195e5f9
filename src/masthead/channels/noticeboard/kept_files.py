"""Files of the Noticeboard, kept under the hash of their bytes: the same bytes are one file, however often sent."""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePosixPath

from django.core.files import File
from django.core.files.storage import default_storage


def keep(path: Path, ending: str) -> str:
    """The name under which the bytes at `path` are stored from now on. Never whole in memory: a film need not fit."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        name = str(PurePosixPath("noticeboard") / f"{digest}.{ending}")
        if default_storage.exists(name):
            if default_storage.size(name) == path.stat().st_size:
                return name
            default_storage.delete(name)  # A worker was killed while it wrote it.
        file.seek(0)
        return default_storage.save(name, File(file))
