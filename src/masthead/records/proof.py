"""Verify Merkle proofs with nothing but the proof in hand (RFC 9162 sections 2.1.3.2 and 2.1.4.2)."""

from __future__ import annotations

from collections.abc import Sequence

from masthead.records.tree import HASH_BYTES, node_hash


class ProofFailed(ValueError):
    """The proof does not show what it claims; the message says which part of it fails."""


def verify_inclusion(*, number: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> None:
    """Raise ProofFailed unless `path` carries the leaf hash at `number` to the `root` of the tree of `size`."""
    if not 0 <= number < size:
        raise ProofFailed(f"Position {number} is not in a tree of {size}.")
    _refuse_odd_hashes(leaf, root, *path)
    position, last, reached = number, size - 1, leaf
    for step in path:
        if last == 0:
            raise ProofFailed("The path is longer than the tree is high.")
        if position & 1 or position == last:
            reached = node_hash(step, reached)
            while position and not position & 1:
                position >>= 1
                last >>= 1
        else:
            reached = node_hash(reached, step)
        position >>= 1
        last >>= 1
    if last:
        raise ProofFailed("The path ends before the root.")
    if reached != root:
        raise ProofFailed("The path leads to another root.")


def verify_consistency(
    *, first: int, second: int, path: Sequence[bytes], first_root: bytes, second_root: bytes
) -> None:
    """Raise ProofFailed unless `path` shows that the tree of `second` extends the tree of `first`."""
    if not 0 < first <= second:
        raise ProofFailed(f"A tree of {second} cannot be shown to extend a tree of {first}.")
    if first == second:
        if path:
            raise ProofFailed("Two trees of one size need no path.")
        if first_root != second_root:
            raise ProofFailed("Two trees of one size have different roots.")
        return
    if not path:
        raise ProofFailed("The path is empty.")
    _refuse_odd_hashes(first_root, second_root, *path)
    steps = [first_root, *path] if first & (first - 1) == 0 else list(path)
    position, last = first - 1, second - 1
    while position & 1:
        position >>= 1
        last >>= 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise ProofFailed("The path is longer than the tree is high.")
        if position & 1 or position == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while position and not position & 1:
                position >>= 1
                last >>= 1
        else:
            new = node_hash(new, step)
        position >>= 1
        last >>= 1
    if last:
        raise ProofFailed("The path ends before the root.")
    if old != first_root:
        raise ProofFailed("The path leads to another root for the earlier tree.")
    if new != second_root:
        raise ProofFailed("The path leads to another root for the later tree.")


def _refuse_odd_hashes(*hashes: bytes) -> None:
    if any(len(hash_) != HASH_BYTES for hash_ in hashes):
        raise ProofFailed(f"Every hash of a proof is {HASH_BYTES} bytes.")
