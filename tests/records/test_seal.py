"""Canonical words: whichever encoder spells them, they are spelled to the letter as RFC 8785 asks."""

from __future__ import annotations

from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from masthead.records.seal import canonical

# Control characters, quotes, letters beyond ASCII and beyond the first plane; no halves of surrogate pairs.
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
KEYS = TEXT | st.sampled_from(["\ue000", "\U00010000", "a", "B", "\x00", '"'])
SAYABLE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(KEYS, parts, max_size=4),
    max_leaves=12,
)


@given(body=st.dictionaries(KEYS, SAYABLE, max_size=5))
def test_every_body_is_spelled_as_the_rfc_spells_it(body: dict[str, Any]) -> None:
    assert canonical(body) == rfc8785.dumps(body)


def test_keys_beyond_ascii_are_sorted_by_utf_16_units() -> None:
    assert list(canonical({"\ue000": 1, "\U00010000": 2}).decode())[2] == "\U00010000"


@pytest.mark.parametrize("value", [2**53, -(2**53), float("nan"), float("inf"), {1: "a"}, "\ud800", object()])
def test_what_json_cannot_say_is_refused_with_its_place(value: object) -> None:
    with pytest.raises(ValueError, match=r"fact"):
        canonical({"fact": value})
