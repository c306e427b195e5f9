"""The stored files that records speak of: taken from those who keep them, under the SHA-256 of their bytes.

Who keeps files is not known here. An app that does has a module `exported_files.py` with a SOURCE (port.Source).
A file that is not there, or is not what its record says, is listed with its fault: nothing is left out in silence.
"""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from masthead.exporters.port import Files, Kept, Listed, Readable, Source, Spoken
from masthead.kernel.refusals import Invalid

PIECE = 1 << 20
MISSING = "It was not in the desk's storage. Restore it from a backup, then export again."
DAMAGED = "Its bytes were not those of the record. Restore it from a backup, then export again."


@cache
def sources() -> tuple[Source, ...]:
    """Every app's SOURCE, in the order of the apps' names."""
    configs = sorted(apps.get_app_configs(), key=lambda config: config.name)
    having = [config for config in configs if config.module and module_has_submodule(config.module, "exported_files")]
    return tuple(importlib.import_module(f"{config.name}.exported_files").SOURCE for config in having)


class Taking:
    """Files on their way into an export: copied to `folder` one after another, each once."""

    def __init__(self, folder: Path, *, most: int | None = None) -> None:
        self._folder = folder
        self._most = most
        self._bytes = 0
        self._listed: dict[str, Listed] = {}

    def take(self, records: Sequence[Spoken]) -> None:
        """Take what `records` speak of. Raises Invalid beyond `most` bytes, and OSError when the copy fails."""
        for source in sources():
            for kept in source(records):
                known = self._listed.get(kept.sha256)
                if known is None or known.fault:
                    taken = self._taken(kept)
                    self._listed[kept.sha256] = taken if known is None or not taken.fault else known

    def files(self) -> Files:
        return Files(self._folder, [self._listed[digest] for digest in sorted(self._listed)])

    def _taken(self, kept: Kept) -> Listed:
        to = self._folder / kept.sha256
        try:
            opened = kept.open()
        except OSError:
            return Listed(kept.sha256, kept.what, kept.name, None, MISSING)
        digest, size = hashlib.sha256(), 0
        with opened as stored, to.open("wb") as copy:
            while piece := _piece(stored):
                digest.update(piece)
                size += len(piece)
                self._refuse_beyond(size)
                copy.write(piece)
        if piece is None or digest.hexdigest() != kept.sha256:
            to.unlink()
            return Listed(kept.sha256, kept.what, kept.name, None, DAMAGED)
        self._bytes += size
        return Listed(kept.sha256, kept.what, kept.name, size, "")

    def _refuse_beyond(self, size: int) -> None:
        if self._most is not None and self._bytes + size > self._most:
            raise Invalid(
                f"The files of this choice are larger than {self._most / 1024**2:,.0f} MB. Choose a shorter time, or "
                "have whoever keeps the machine run “masthead export”.",
                field="since",
            )


def _piece(stored: Readable) -> bytes | None:
    """The next bytes; None when they cannot be read, which is no fault of the disk that the export goes to."""
    try:
        return stored.read(PIECE)
    except OSError:
        return None
