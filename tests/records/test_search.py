"""Finding records, and walking through what was found, forwards and back."""

from __future__ import annotations

from typing import Any

import pytest

import factories
from masthead.agencies.actors import Citizen, Worker
from masthead.records.append import append
from masthead.records.models import Record
from masthead.records.search import Page, Wanted, search

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _records(db: None) -> None:
    for number in range(12):
        append(
            "presence/discussed" if number % 3 == 0 else "agency/bureau_added",
            by=Citizen("c7") if number == 5 else Worker(),
            at=factories.at(hours=number),
            subject=f"presence:{number}" if number % 3 == 0 else f"bureau:{number}",
            conversation="talk" if number in (2, 4) else "",
            body={"text": f'He said "no {number}"\nand left 100%'} if number % 3 == 0 else {"name": f"Łódź {number}"},
        )


def numbers(wanted: Wanted, **given: Any) -> list[int]:
    return [record.number for record in search(wanted, **given).records]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]),
        (Wanted(kind="presence/discussed"), [9, 6, 3, 0]),
        (Wanted(kind="presence/"), [9, 6, 3, 0]),
        (Wanted(kind="presence"), []),
        (Wanted(subject="bureau:5"), [5]),
        (Wanted(subject="presence:"), [9, 6, 3, 0]),
        (Wanted(by=("citizen:c7",)), [5]),
        (Wanted(by=("citizen:c7", "citizen:nobody")), [5]),
        (Wanted(conversation="talk"), [4, 2]),
        (Wanted(since=factories.at(hours=9)), [11, 10, 9]),
        (Wanted(until=factories.at(hours=2)), [1, 0]),
        (Wanted(text="Łódź 1"), [11, 10, 1]),
        (Wanted(text="HE SAID"), [9, 6, 3, 0]),
        (Wanted(text='"no 6"\nand'), [6]),
        (Wanted(text="100%"), [9, 6, 3, 0]),
        (Wanted(text="1%0"), []),
        (Wanted(kind="presence/", text="no 3", since=factories.at(hours=1)), [3]),
    ],
)
def test_what_is_found(wanted: Wanted, found: list[int]) -> None:
    assert numbers(wanted) == found


def test_pages_meet_without_gap_or_repetition_in_both_directions() -> None:
    pages: list[Page] = [search(Wanted(), size=5)]
    while (older := pages[-1].older) is not None:
        pages.append(search(Wanted(), older_than=older, size=5))
    assert [[record.number for record in page.records] for page in pages] == [
        [11, 10, 9, 8, 7],
        [6, 5, 4, 3, 2],
        [1, 0],
    ]
    assert pages[0].newer is None
    newer = pages[2].newer
    assert newer is not None
    assert numbers(Wanted(), newer_than=newer, size=5) == [6, 5, 4, 3, 2]
    back = search(Wanted(), newer_than=6, size=5)
    assert ([record.number for record in back.records], back.newer, back.older) == ([11, 10, 9, 8, 7], None, 7)


def test_what_comes_in_meanwhile_moves_no_page() -> None:
    first = search(Wanted(), size=5)
    append("agency/bureau_added", by=Worker(), at=factories.at(), subject="bureau:x", body={"name": "late"})
    assert numbers(Wanted(), older_than=first.older, size=5) == [6, 5, 4, 3, 2]


def test_a_disposed_record_is_listed_but_its_words_are_not_found() -> None:
    Record.objects.filter(number=3).update(payload=None, salt=None)
    assert numbers(Wanted(text="He said")) == [9, 6, 0]
    assert 3 in numbers(Wanted())


def test_one_cursor_at_a_time() -> None:
    with pytest.raises(ValueError, match="one cursor"):
        search(Wanted(), older_than=3, newer_than=1)
