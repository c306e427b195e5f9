"""The tree against a second, recursive reading of RFC 6962, and its proofs against the verifier."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masthead.records.proof import ProofFailed, verify_consistency, verify_inclusion
from masthead.records.tree import (
    CompactRange,
    ReadSubtree,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    range_root,
    root_of,
)

LEAVES = [leaf_hash(str(number).encode()) for number in range(300)]


def by_the_book(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962 section 2.1, word for word, over leaf hashes."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + by_the_book(leaves[:split]) + by_the_book(leaves[split:])).digest()


def reading(leaves: list[bytes]) -> ReadSubtree:
    return lambda level, index: by_the_book(leaves[index << level : (index + 1) << level])


@given(st.integers(0, 300))
def test_the_root_is_the_root_of_the_rfc(size: int) -> None:
    assert root_of(LEAVES[:size]) == by_the_book(LEAVES[:size]) == range_root(0, size, reading(LEAVES))


@given(st.integers(0, 200), st.integers(0, 100))
def test_a_packed_tree_grows_on_as_if_never_packed(before: int, more: int) -> None:
    tree = CompactRange()
    for leaf in LEAVES[:before]:
        tree.push(leaf)
    tree = CompactRange.unpack(tree.size, tree.pack())
    for leaf in LEAVES[before : before + more]:
        tree.push(leaf)
    assert (tree.size, tree.root()) == (before + more, by_the_book(LEAVES[: before + more]))


def test_peaks_that_do_not_fit_the_size_are_refused() -> None:
    with pytest.raises(ValueError, match="a tree of 3 has 2 peaks"):
        CompactRange.unpack(3, b"\0" * 32)


@given(st.data(), st.integers(1, 300))
def test_inclusion_proofs_hold_and_hold_for_that_leaf_alone(data: st.DataObject, size: int) -> None:
    number = data.draw(st.integers(0, size - 1))
    root, path = root_of(LEAVES[:size]), inclusion_proof(number, size, reading(LEAVES))
    verify_inclusion(number=number, size=size, leaf=LEAVES[number], path=path, root=root)
    other = data.draw(st.integers(0, 299).filter(lambda one: one != number))
    with pytest.raises(ProofFailed):
        verify_inclusion(number=number, size=size, leaf=LEAVES[other], path=path, root=root)


@given(st.data(), st.integers(1, 300))
def test_consistency_proofs_hold_and_hold_for_that_history_alone(data: st.DataObject, second: int) -> None:
    first = data.draw(st.integers(1, second))
    path = consistency_proof(first, second, reading(LEAVES))
    new = root_of(LEAVES[:second])
    verify_consistency(first=first, second=second, path=path, first_root=root_of(LEAVES[:first]), second_root=new)
    forged = root_of([*LEAVES[: first - 1], leaf_hash(b"forged")])
    with pytest.raises(ProofFailed):
        verify_consistency(first=first, second=second, path=path, first_root=forged, second_root=new)


@pytest.mark.parametrize(("number", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_no_proof_of_what_is_not_there(number: int, size: int) -> None:
    with pytest.raises(ValueError, match="is not in a tree"):
        inclusion_proof(number, size, reading(LEAVES))


@pytest.mark.parametrize(("first", "second"), [(0, 3), (4, 3)])
def test_no_proof_of_a_tree_that_is_no_beginning(first: int, second: int) -> None:
    with pytest.raises(ValueError, match="cannot be shown to extend"):
        consistency_proof(first, second, reading(LEAVES))
