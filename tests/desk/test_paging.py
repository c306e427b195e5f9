"""Pages by cursor: every row once, in order, in both directions, while the list grows."""

from __future__ import annotations

import pytest

from masthead.agencies.models import Bureau
from masthead.desk.paging import page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def _bureaus() -> None:
    for number in range(7):
        Bureau.objects.create(name=f"Bureau {number}")


@pytest.mark.usefixtures("_bureaus")
def test_walking_older_meets_every_row_once_newest_first() -> None:
    rows, query = Bureau.objects.all(), {}
    met: list[str] = []
    while True:
        page = page_of(rows, query, key="name", size=3)
        met += [row.name for row in page.rows]
        if not page.older:
            break
        query = {"before": page.older}
    assert met == [f"Bureau {number}" for number in range(6, -1, -1)]


@pytest.mark.usefixtures("_bureaus")
def test_going_back_shows_the_rows_one_came_from() -> None:
    rows = Bureau.objects.all()
    first = page_of(rows, {}, key="name", size=3)
    second = page_of(rows, {"before": first.older}, key="name", size=3)
    assert page_of(rows, {"after": second.newer}, key="name", size=3).rows == first.rows
    assert first.newer == ""


@pytest.mark.usefixtures("_bureaus")
def test_a_row_added_meanwhile_repeats_nothing() -> None:
    rows = Bureau.objects.all()
    first = page_of(rows, {}, key="name", size=3)
    Bureau.objects.create(name="Bureau 9")
    second = page_of(rows, {"before": first.older}, key="name", size=3)
    assert not set(first.rows) & set(second.rows)


@pytest.mark.usefixtures("_bureaus")
def test_a_cursor_that_is_nonsense_shows_the_newest() -> None:
    assert (
        page_of(Bureau.objects.all(), {"before": "<script>"}, size=3).rows
        == page_of(Bureau.objects.all(), {}, size=3).rows
    )
