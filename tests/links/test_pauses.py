"""A host that answered in one run is left alone in the next for what is left of its pause."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import at
from masthead.links.pauses import pauses


def ago(seconds: float) -> datetime:
    return at() - timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("seconds", "left"),
    [([0], {"a": 2.0}), ([1.5], {"a": 0.5}), ([2.0], {}), ([900], {}), ([1.5, 0.5, 1.9], {"a": 1.5})],
)
def test_what_is_left_of_the_pause_counts_from_the_last_answer(seconds: list[float], left: dict[str, float]) -> None:
    assert pauses([("a", ago(each)) for each in seconds], at=at(), between=2.0) == left


def test_each_host_has_its_own() -> None:
    assert pauses([("a", at()), ("b", at(-1))], at=at(), between=90.0) == {"a": 90.0, "b": 30.0}


def test_a_clock_that_was_set_back_makes_nobody_wait_for_an_hour() -> None:
    assert pauses([("a", at(60))], at=at(), between=2.0) == {"a": 2.0}


@given(st.lists(st.tuples(st.sampled_from("ab"), st.floats(-9, 9))), st.floats(0, 5))
def test_no_pause_is_cut_and_none_is_longer_than_it_is(answered: list[tuple[str, float]], between: float) -> None:
    given_ = [(host, at() + timedelta(seconds=seconds)) for host, seconds in answered]
    left = pauses(given_, at=at(), between=between)
    assert all(0 < seconds <= between for seconds in left.values())
    for host, when in given_:
        if when <= at():
            assert (at() - when).total_seconds() + left.get(host, 0.0) >= between - 1e-6
