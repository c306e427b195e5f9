"""Walk the whole ledger and find the first thing that is not as it was written.

Each record is checked by itself (words, salt, commitment, leaf, and the columns pages search by), then with its
neighbours (numbers, tree), then against what was signed (checkpoints).
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from masthead.kernel.clock import stamp
from masthead.records.models import Checkpoint, LedgerHead, Record, Tile
from masthead.records.note import NoteRefused, Verifier, open_checkpoint
from masthead.records.seal import commit, leaf_of
from masthead.records.tiles import WIDTH, cut
from masthead.records.tree import CompactRange, root_of

CHUNK = 1000


@dataclass(frozen=True)
class Verdict:
    """`size` records were found whole. `fault` is one sentence, or empty; `record` is where, if known."""

    size: int
    fault: str = ""
    record: int | None = None

    @property
    def ok(self) -> bool:
        return not self.fault


@dataclass(frozen=True)
class Row:
    """A record as the table holds it; its fields are the columns of the query, in order."""

    number: int
    kind: str
    at: datetime
    by: str
    subject: str
    conversation: str
    payload: bytes | None
    salt: bytes | None
    commitment: bytes
    leaf: bytes

    def fault(self) -> str:
        """Why this row is not the record it was, or an empty string. A disposed record has neither words nor salt."""
        sealed = leaf_of(self.commitment) == self.leaf
        if self.payload is None or self.salt is None:
            if self.payload is not None or self.salt is not None:
                return "has lost its words or its salt, and not both, as a disposition would have left it"
            return "" if sealed else "has a leaf that its commitment does not lead to"
        spoken = hmac.compare_digest(commit(self.salt, self.payload), self.commitment)
        if not sealed:
            return "has a leaf that its commitment does not lead to" if spoken else "has a changed commitment"
        if not spoken:
            return "has words or a salt that its commitment was not made from"
        said = json.loads(self.payload.decode())
        shown = {
            "number": self.number,
            "kind": self.kind,
            "at": stamp(self.at),
            "by": self.by,
            "subject": self.subject,
            "conversation": self.conversation,
        }
        wrong = [name for name, value in shown.items() if said.get(name) != value]
        return f"is listed under another {wrong[0]} than its words say" if wrong else ""


class _TilesAgain:
    """The tiles, built a second time from the leaves, and compared as each is full."""

    def __init__(self) -> None:
        self._runs: list[tuple[int, list[bytes]]] = [(0, [])]
        self.fault = ""
        self.suspect: int | None = None

    def push(self, leaf: bytes, level: int = 0) -> None:
        if level == len(self._runs):
            self._runs.append((0, []))
        index, hashes = self._runs[level]
        hashes.append(leaf)
        if len(hashes) == WIDTH:
            self._compare(level, index, hashes)
            self._runs[level] = (index + 1, [])
            self.push(root_of(hashes), level + 1)

    def finish(self) -> None:
        """Compare the tiles above the records that are not yet full."""
        for level, (index, hashes) in enumerate(self._runs):
            if level and hashes:
                self._compare(level, index, hashes)

    def _compare(self, level: int, index: int, hashes: list[bytes]) -> None:
        kept = Tile.objects.filter(level=level, index=index).values_list("hashes", flat=True).first()
        expected = b"".join(hashes)
        if self.fault or (kept is not None and bytes(kept) == expected):
            return
        self.fault = f"The hashes kept in tile {level}/{index} are damaged, though the records are whole."
        if level == 0 and kept is not None:
            pairs = zip(hashes, cut(bytes(kept)), strict=False)
            odd = next((place for place, (leaf, old) in enumerate(pairs) if leaf != old), len(hashes) - 1)
            self.suspect = index * WIDTH + odd


def verify_ledger(verifier: Verifier | None = None) -> Verdict:
    """Walk every record and checkpoint. With `verifier`, the signatures are checked too. Reads in chunks of 1000.

    What is appended meanwhile waits for the next walk: the head is read first, and the walk ends there.
    """
    checkpoints = list(Checkpoint.objects.order_by("-size"))
    head = LedgerHead.objects.first() or LedgerHead()
    tree, tiles = CompactRange(), _TilesAgain()
    for row in _rows(until=head.size):
        if row.number != tree.size:
            break
        if fault := row.fault():
            return Verdict(tree.size, f"Record {row.number} {fault}.", row.number)
        tree.push(row.leaf)
        tiles.push(row.leaf)
        while checkpoints and checkpoints[-1].size <= tree.size:
            if fault := _checkpoint_fault(checkpoints.pop(), tree, verifier):
                return _blame(fault, tree, tiles)
    if tree.size < max([head.size, *(checkpoint.size for checkpoint in checkpoints)]):
        return Verdict(tree.size, f"Record {tree.size} is missing.", tree.size)
    if bytes(head.peaks) != tree.pack():
        return _blame("The head of the ledger does not fit its records.", tree, tiles)
    if _past_the_head():
        return Verdict(tree.size, f"Record {tree.size} was not appended by the ledger.", tree.size)
    tiles.finish()
    return Verdict(tree.size, tiles.fault)


def _rows(*, until: int) -> Iterator[Row]:
    """Every record by number. Each chunk starts after the last, so the walk costs the same anywhere in the table."""
    after = -1
    columns = list(Row.__dataclass_fields__)
    while True:
        run = Record.objects.filter(number__gt=after, number__lt=until).order_by("number")
        chunk = list(run.values_list(*columns)[:CHUNK])
        for values in chunk:
            yield Row(*values[:6], *(None if value is None else bytes(value) for value in values[6:]))
        if len(chunk) < CHUNK:
            return
        after = chunk[-1][0]


def _past_the_head() -> bool:
    """Whether there are records the head does not count. One statement: no append can come between."""
    counted = LedgerHead.objects.filter(size__gt=OuterRef("number"))
    return Record.objects.filter(~Exists(counted)).exists()


def _checkpoint_fault(checkpoint: Checkpoint, tree: CompactRange, verifier: Verifier | None) -> str:
    """Why `checkpoint` does not fit the tree at its size, or an empty string."""
    if bytes(checkpoint.root) != tree.root():
        return f"The records before number {checkpoint.size} are not those its checkpoint was made over."
    if verifier is None:
        return ""
    try:
        signed = open_checkpoint(checkpoint.note, verifier)
    except NoteRefused as refused:
        return f"The checkpoint of {checkpoint.size} records is not signed as it should be: {refused}"
    if (signed.size, signed.root) != (checkpoint.size, bytes(checkpoint.root)):
        return f"The checkpoint of {checkpoint.size} records states another tree than it signs."
    return ""


def _blame(fault: str, tree: CompactRange, tiles: _TilesAgain) -> Verdict:
    """Name the record, where the tiles remember another leaf than the record now has."""
    if tiles.suspect is None:
        return Verdict(tree.size, fault)
    return Verdict(tree.size, f"Record {tiles.suspect} was replaced. {fault}", tiles.suspect)
