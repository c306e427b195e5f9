"""What counts in a .tar.gz file, as Mastodon packs its exports: read as it streams by, and nothing is ever unpacked.

What the file says of its sizes is not believed, a link leads nowhere, and a path is only a name to choose by.
"""

from __future__ import annotations

import gzip
import io
import tarfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, cast

from masthead.kernel.refusals import Invalid

MOST_MEMBERS = 20_000
WALKED = 96 * 1024 * 1024
"""Bytes that stream by, pictures among them. Of those that count, as many are read as of a ZIP file."""


def parts(raw: bytes, *, wanted: Callable[[str], bool], most: int, largest: int) -> Iterator[bytes]:
    """The first `most` files that are `wanted` by name. Raises Invalid, in one sentence, for what is no export."""
    left, found = largest, 0
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as packed, _opened(packed) as tar:
            for number, member in enumerate(tar, start=1):
                if number > MOST_MEMBERS:
                    raise Invalid("The packed file holds too many files. Unpack it, and choose one.", field="export")
                _refuse_unless_plain(member)
                if not member.isreg() or not wanted(member.name):
                    continue
                file = tar.extractfile(member)
                part = file.read(left + 1) if file else b""
                left, found = left - len(part), found + 1
                if left < 0:
                    raise _too_large(largest)
                yield part
                if found == most:
                    return
    except tarfile.ReadError as reason:
        if "truncated" in str(reason) or "unexpected end" in str(reason):
            raise _damaged() from reason
        raise Invalid("This is a packed file. Unpack it, and choose outbox.json from it.", field="export") from reason
    except (tarfile.TarError, zlib.error, EOFError, OSError, ValueError, OverflowError, RecursionError) as reason:
        raise _damaged() from reason


def _opened(packed: gzip.GzipFile) -> tarfile.TarFile:
    return tarfile.open(fileobj=cast("IO[bytes]", _Counted(packed)), mode="r|")


def _refuse_unless_plain(member: tarfile.TarInfo) -> None:
    steps = member.name.replace("\\", "/").split("/")
    if not (member.isreg() or member.isdir()) or member.issparse():
        raise Invalid("The packed file holds a link or a device, as no export does.", field="export")
    if member.name.startswith(("/", "\\")) or ".." in steps or ":" in steps[0]:
        raise Invalid("The packed file names a place outside itself, as no export does.", field="export")


def _damaged() -> Invalid:
    return Invalid("The packed file is damaged. Download it again, or unpack it.", field="export")


def _too_large(bytes_: int) -> Invalid:
    return Invalid(
        f"Unpacked, the file is larger than {bytes_ // 1024 // 1024} MB. Unpack it, and choose one file.",
        field="export",
    )


class _Counted:
    """Reads on until too much has streamed by, whatever the file claims."""

    def __init__(self, packed: gzip.GzipFile) -> None:
        self.packed, self.left = packed, WALKED

    def read(self, size: int) -> bytes:
        read = self.packed.read(size)
        self.left -= len(read)
        if self.left < 0:
            raise _too_large(WALKED)
        return read
