"""The bounded reader: what it reads, and that nothing hostile costs more than a sentence."""

from __future__ import annotations

import time

import pytest
from fido2.cbor import encode
from hypothesis import given, settings
from hypothesis import strategies as st

from cars import car, cid_of
from masthead.employees.exports.dag_cbor import DEEPEST, Cid, Malformed, blocks, decode

VALUES = st.recursive(
    st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(st.characters(codec="utf-8")) | st.binary(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(VALUES)
def test_what_another_library_writes_is_read_the_same(value: object) -> None:
    assert decode(encode(value)) == value


@settings(max_examples=500)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_value_or_a_sentence(raw: bytes) -> None:
    for read in (decode, blocks):
        try:
            read(raw)
        except Malformed as reason:
            assert str(reason)


@settings(max_examples=200)
@given(st.data())
def test_a_car_file_with_any_byte_changed_is_refused_or_says_the_same(data: st.DataObject) -> None:
    whole = car([encode({"text": "Hello", "n": 3})])
    place = data.draw(st.integers(0, len(whole) - 1))
    changed = bytearray(whole)
    changed[place] ^= data.draw(st.integers(1, 255))
    try:
        _, found = blocks(bytes(changed))
    except Malformed:
        return
    # What is read is what its hash says; only the header (which names no block's content) may differ.
    assert all(cid[-32:] == cid_of(block)[-32:] for cid, block in found.items())


def test_a_block_under_a_false_name_is_refused() -> None:
    with pytest.raises(Malformed, match="hash"):
        blocks(car([b"\xa0"], named=[cid_of(b"\xa1")]))


def test_roots_are_links() -> None:
    block = encode({})
    roots, found = blocks(car([block]))
    assert roots == [Cid(cid_of(block))]
    assert found == {cid_of(block): block}


@pytest.mark.parametrize(
    "raw",
    [
        b"\x81" * (DEEPEST + 10) + b"\x00",
        b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\x5b\x7f\xff\xff\xff\xff\xff\xff\xff",
        b"\xbb\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\xd8\x2a" * 500,
        b"\x81" * 1_000_000,
        b"\xff" * 1_000_000,
    ],
    ids=["nested", "endless list", "endless bytes", "endless map", "tags", "a million lists", "varints"],
)
def test_hostile_bytes_are_refused_at_once(raw: bytes) -> None:
    started = time.process_time()
    for read in (decode, blocks):
        with pytest.raises(Malformed):
            read(raw)
    assert time.process_time() - started < 20
