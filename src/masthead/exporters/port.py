"""The contract between the export and its formats: what a format is given, and what it must offer.

A format is one file of this package with a `FORMAT`; being there registers it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

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


@dataclass(frozen=True)
class Format:
    """`name` is what is typed and recorded, `label` what staff read. `write` makes `to`, which does not exist yet.

    `write` gives the same bytes for the same selection: no clock, no chance, no order of a set. It may raise OSError.
    """

    name: str
    label: str
    write: Callable[[Selection, Path], None]
