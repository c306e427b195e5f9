"""The Merkle tree of RFC 6962 section 2.1, asked for by its complete subtrees, so that no proof reads every leaf.

A subtree is named (level, index): the 2**level leaves from index * 2**level. Hashes are 32 bytes of SHA-256.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

ReadSubtree = Callable[[int, int], bytes]
"""Answers (level, index) with the hash of that complete subtree."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one leaf. The 0x00 before it keeps a leaf from passing for an inner node."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node over its two children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class CompactRange:
    """A growing tree reduced to its size and peaks: the hashes of its complete subtrees, largest first."""

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        if len(peaks) != size.bit_count():
            raise ValueError(f"a tree of {size} has {size.bit_count()} peaks, got {len(peaks)}")
        self.size = size
        self.peaks = list(peaks)

    @classmethod
    def unpack(cls, size: int, packed: bytes) -> CompactRange:
        """Rebuild from the bytes of `pack`. Raises ValueError when they do not fit the size."""
        return cls(size, [packed[at : at + HASH_BYTES] for at in range(0, len(packed), HASH_BYTES)])

    def pack(self) -> bytes:
        return b"".join(self.peaks)

    def push(self, leaf: bytes) -> None:
        """Add one leaf hash, joining equal subtrees as far as they reach."""
        hash_, joins = leaf, self.size
        while joins & 1:
            hash_ = node_hash(self.peaks.pop(), hash_)
            joins >>= 1
        self.peaks.append(hash_)
        self.size += 1

    def root(self) -> bytes:
        return _join_peaks(self.peaks)


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes, all in hand."""
    tree = CompactRange()
    for leaf in leaves:
        tree.push(leaf)
    return tree.root()


def range_root(start: int, end: int, read: ReadSubtree) -> bytes:
    """The root over the leaves of [start, end), where `start` is where RFC 6962 would split: always aligned."""
    return _join_peaks([read(level, index) for level, index in _subtrees(start, end)])


def inclusion_proof(number: int, size: int, read: ReadSubtree) -> list[bytes]:
    """The audit path of leaf `number` in the tree of `size`, nearest sibling first. Raises ValueError when outside."""
    if not 0 <= number < size:
        raise ValueError(f"leaf {number} is not in a tree of {size}")
    siblings: list[tuple[int, int]] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if number < middle:
            siblings.append((middle, end))
            end = middle
        else:
            siblings.append((start, middle))
            start = middle
    return [range_root(*sibling, read) for sibling in reversed(siblings)]


def consistency_proof(first: int, second: int, read: ReadSubtree) -> list[bytes]:
    """That the tree of `second` extends the tree of `first` (RFC 6962 section 2.1.2). Raises ValueError for no tree."""
    if not 0 < first <= second:
        raise ValueError(f"a tree of {second} cannot be shown to extend a tree of {first}")
    ranges: list[tuple[int, int]] = []
    start, end = 0, second
    while first != end:
        middle = start + _split(end - start)
        if first <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    if start:
        ranges.append((start, end))
    return [range_root(*part, read) for part in reversed(ranges)]


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << ((count - 1).bit_length() - 1)


def _subtrees(start: int, end: int) -> Iterator[tuple[int, int]]:
    """The complete subtrees that make up [start, end), largest first."""
    while start < end:
        level = (end - start).bit_length() - 1
        yield level, start >> level
        start += 1 << level


def _join_peaks(peaks: Sequence[bytes]) -> bytes:
    """One root from peaks, smallest joined first."""
    if not peaks:
        return EMPTY_ROOT
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root
