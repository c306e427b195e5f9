"""Whatever is in the file, the loader returns a policy or raises ValueError in one line: never anything else."""

from __future__ import annotations

import tomllib
from collections.abc import Callable

from hypothesis import example, given
from hypothesis import strategies as st

from masthead.policy.clause import Policy
from masthead.policy.pack import find_pack, known_packs, parse_pack
from masthead.policy.reading import read_policy


def keys(node: object) -> set[str]:
    """Every key of a parsed file, at any depth: those a stranger's file would use, and some that stand elsewhere."""
    if isinstance(node, list):
        return set().union(*map(keys, node))
    return set(node).union(*map(keys, node.values())) if isinstance(node, dict) else set()


KEYS = st.sampled_from(sorted(keys(tomllib.loads(find_pack("okatoma-city-library").read_text(encoding="utf-8")))))
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates() | st.datetimes() | st.times()
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(max_size=5), inner, max_size=6),
    max_leaves=20,
)
TREES = st.dictionaries(KEYS | st.text(max_size=5), VALUES, max_size=6)


def accepted(read: Callable[[], object]) -> bool:
    """True for a policy, False for a ValueError that says something; any other exception fails the test."""
    try:
        policy = read()
    except ValueError as refusal:
        assert str(refusal)
        return False
    assert isinstance(policy, Policy)
    return True


@given(st.binary(max_size=2000))
@example(b"a = " + b"[" * 50_000)
@example(b"a = " + b"9" * 5000)
@example(b'[policy]\nid = "\\u0000"')
def test_arbitrary_bytes(raw: bytes) -> None:
    assert not accepted(lambda: parse_pack(raw, name="any"))


@given(TREES)
def test_arbitrary_trees(values: dict[str, object]) -> None:
    accepted(lambda: read_policy(values, digest=""))


@given(pack=st.sampled_from(known_packs()), data=st.data())
def test_a_good_pack_with_one_value_replaced(pack: str, data: st.DataObject) -> None:
    """Deep in a good file, where the shallow checks have long passed."""
    values = tomllib.loads(find_pack(pack).read_text(encoding="utf-8"))
    node: dict[str, object] | list[object] = values
    while True:
        keys: list[object] = list(node) if isinstance(node, dict) else list(range(len(node)))
        key = data.draw(st.sampled_from(keys))
        child = node[key]  # type: ignore[index,call-overload]
        if isinstance(child, dict | list) and child and data.draw(st.integers(0, 4)):
            node = child
            continue
        node[key] = data.draw(VALUES)  # type: ignore[index,call-overload]
        break
    accepted(lambda: read_policy(values, digest=""))


@given(pack=st.sampled_from(known_packs()), data=st.data())
def test_a_good_pack_with_a_byte_replaced(pack: str, data: st.DataObject) -> None:
    raw = bytearray(find_pack(pack).read_bytes())
    raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    accepted(lambda: parse_pack(bytes(raw), name=pack))
