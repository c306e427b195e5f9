"""The contract between the export and its formats: what a format is given, and what it must offer.

A format is one file of this package with a `FORMAT`; being there registers it. A source of stored files is an
`exported_files.py` of an app, with a `SOURCE`; being there registers it too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from masthead.records.note import TreeHead


@dataclass(frozen=True)
class Entry:
    """One record. `payload` is its canonical JSON; it and `salt` are None after a lawful disposition."""

    number: int
    payload: bytes | None
    salt: bytes | None
    commitment: bytes
    leaf: bytes


@dataclass(frozen=True)
class Spoken:
    """What a record says, for those who look which stored files it speaks of."""

    kind: str
    conversation: str
    body: Mapping[str, Any]


class Readable(Protocol):
    """What bytes are read from."""

    def read(self, size: int = ..., /) -> bytes: ...


@dataclass(frozen=True)
class Kept:
    """A file that a record speaks of by the SHA-256 of its bytes, in hex. `what` it is, as staff would say.

    `open` gives its bytes from the start, and raises OSError where it is not there or cannot be read.
    """

    sha256: str
    what: str
    name: str
    open: Callable[[], AbstractContextManager[Readable]]


Source = Callable[[Sequence[Spoken]], Iterable[Kept]]
"""Every file that some records speak of. Each is read before the next is asked for, so none need be held."""


@dataclass(frozen=True)
class Listed:
    """A file of an export. `size` is None and `fault` says why where its bytes could not be taken along."""

    sha256: str
    what: str
    name: str
    size: int | None
    fault: str


@dataclass(frozen=True)
class Files:
    """The files of an export in order of their digests. Those without a fault lie in `folder`, named by them."""

    folder: Path
    listed: Sequence[Listed] = ()

    @property
    def lacking(self) -> list[Listed]:
        return [one for one in self.listed if one.fault]


@dataclass(frozen=True)
class Selection:
    """What is exported: `entries` in order of number, the last of them the record of this very export.

    `entries` may be walked again and again; `prove` answers a number with its audit path in the tree of `head`;
    `names` gives the people behind `by`, as the desk knows them at the time of the export.
    """

    agency: str
    at: datetime
    conversation: str
    since: datetime | None
    until: datetime | None
    count: int
    entries: Iterable[Entry]
    prove: Callable[[int], list[bytes]]
    checkpoint: str
    head: TreeHead
    key: str
    names: Mapping[str, str]
    files: Files


@dataclass(frozen=True)
class Format:
    """`name` is what is typed and recorded, `label` what staff read. `write` makes `to`, which does not exist yet.

    `write` gives the same bytes for the same selection: no clock, no chance, no order of a set. It may raise OSError.
    `holds_files`: whether the files that the records speak of go along.
    """

    name: str
    label: str
    write: Callable[[Selection, Path], None]
    holds_files: bool = False
