"""The read side of the ledger: its size, its root, and proofs about what it holds."""

from __future__ import annotations

from masthead.records import tiles
from masthead.records.models import Checkpoint, LedgerHead
from masthead.records.tree import CompactRange, inclusion_proof, range_root


def size() -> int:
    """How many records there are."""
    return LedgerHead.objects.values_list("size", flat=True).first() or 0


def root(at_size: int | None = None) -> bytes:
    """The root over the first `at_size` records; over all of them when not given.

    Raises LookupError when the ledger is not that long.
    """
    if at_size is None:
        head = LedgerHead.objects.first() or LedgerHead()
        return CompactRange.unpack(head.size, bytes(head.peaks)).root()
    return range_root(0, at_size, tiles.reader())


def prove_inclusion(number: int, at_size: int) -> list[bytes]:
    """The audit path of record `number` in the tree of `at_size`; verify with `proof.verify_inclusion`."""
    return inclusion_proof(number, at_size, tiles.reader())


def latest_checkpoint() -> Checkpoint | None:
    """The checkpoint that covers most, or None before the first."""
    return Checkpoint.objects.last()
