"""One page of a long list: its end, or what lies before, after or around one thing; walked, every row is met once."""

from __future__ import annotations

from uuid import UUID

import pytest

from masthead.kernel.window import Window, asked_for

ROWS = [UUID(int=number) for number in range(1, 26)]
PLACES = {key: place for place, key in enumerate(ROWS)}


def test_walking_back_from_the_end_meets_every_row_once() -> None:
    met, window = [], Window(10)
    while True:
        low, high = window.of(PLACES)
        met = ROWS[low:high] + met
        if not low:
            break
        window = Window(10, before=ROWS[low])
    assert met == ROWS


@pytest.mark.parametrize("place", [0, 12, 24])
def test_the_page_around_a_row_is_full_and_holds_it(place: int) -> None:
    low, high = Window(10, around=ROWS[place]).of(PLACES)
    assert low <= place < high
    assert high - low == 10


def test_what_is_no_id_and_what_is_not_there_leave_the_end() -> None:
    for given in ({"before": "<script>"}, {"comment": str(UUID(int=99))}, {}):
        assert asked_for(given, 10).of(PLACES) == (15, 25)


def test_after_the_last_there_is_nothing() -> None:
    assert Window(10, after=ROWS[-1]).of(PLACES) == (25, 25)
