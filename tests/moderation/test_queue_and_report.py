"""What a reviewer sees, and what the public is told."""

from __future__ import annotations

from collections import Counter
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

import factories
from masthead.kernel.refusals import Invalid, NotFound
from masthead.moderation.decide import keep, remove
from masthead.moderation.likeness import fingerprint
from masthead.moderation.models import Case
from masthead.moderation.queue import case_view, how_many, waiting
from masthead.moderation.report import FEW, VEILED, public_report, veil, veil_total


def test_the_queue_is_paged_and_folds_what_says_the_same(case_on) -> None:
    for number in range(5):
        case_on("BUY  now!!" if number % 2 else "buy now", f"c{number}")
    first = waiting(size=2)
    second = waiting(size=2, after=first.after)
    third = waiting(size=2, after=second.after)
    seen = [line.case.pk for page in (first, second, third) for line in page.cases]
    assert len(seen) == len(set(seen)) == 5
    assert third.after == ""
    assert first.cases[0].alike == 4
    assert how_many() == {"open": 5}
    with pytest.raises(Invalid):
        waiting(after="; drop table")


def test_the_queue_asks_no_more_of_a_longer_page(case_on) -> None:
    def queries(size: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            waiting(size=size)
        return len(captured)

    for number in range(6):
        case_on(f"text {number}", f"c{number}")
    assert queries(6) == queries(1) == 2


def test_a_case_shows_thread_grounds_and_what_was_decided_of_the_same_words(
    case_on, comment_saying, ann, rulebook
) -> None:
    earlier = case_on("Buy now!", "c1")
    keep(by=ann, at=factories.at(2), case=earlier, version=earlier.version, why="A joke")
    view = case_view(case_on("BUY NOW", "c2").pk)
    assert [past.why for past in view.past] == ["A joke"]
    assert [neighbor.text for neighbor in view.thread] == ["Buy now!"]
    assert view.grounds == rulebook.grounds
    with pytest.raises(NotFound):
        case_view(uuid4())


def test_no_view_of_the_queue_names_the_author(case_on) -> None:
    case = case_on("Buy now!")
    shown = [repr(waiting()), repr(case_view(case.pk))]
    assert not any("Reader" in text for text in shown)


def test_marks_are_of_the_words_shown(case_on, comment_saying) -> None:
    case = case_on("Buy now!")
    Case.objects.update(proposal={"grounds": ["threatening"], "spans": [
        {"start": 0, "end": 3, "ground": "threatening", "signal": "s", "sentence": "Because"}
    ]})  # fmt: skip
    assert [mark.sentence for mark in case_view(case.pk).marks] == ["Because"]
    comment_saying("Other words", minutes=5, version="2")
    view = case_view(case.pk)
    assert (view.version.text, view.marks, view.proposed) == ("Other words", (), ())


def test_the_public_report_counts_and_veils(case_on, ann) -> None:
    for number in range(6):
        case = case_on("I will burn it", f"t{number}")
        how = {"ground": "threatening", "quote_start": 0, "quote_end": 6, "mirror": True}
        remove(by=ann, at=factories.at(2), case=case, version=case.version, **how)
    case = case_on("Damn", "v1")
    how = {"ground": "abusive", "quote_start": 0, "quote_end": 4, "mirror": True, "why": "why"}
    remove(by=ann, at=factories.at(2), case=case, version=case.version, **how)
    report = public_report(since=factories.at(days=-1), until=factories.at(days=1))
    lines = {line.ground: line for line in report.lines}
    assert (lines["threatening"].removed, lines["abusive"].removed, lines["off_topic"].removed) == ("6", FEW, "0")
    assert report.removed == VEILED
    assert (report.received, report.kept) == ("7", "0")


@given(st.lists(st.integers(0, 20), max_size=8))
def test_no_small_number_can_be_worked_out(counts: list[int]) -> None:
    parts = Counter({str(index): count for index, count in enumerate(counts)})
    total, shown = veil_total(parts), [veil(count) for count in counts]
    assert not any(text.isdecimal() and 0 < int(text) < 5 for text in [total, *shown])
    if shown.count(FEW) == 1:
        assert not total.isdecimal()


def test_the_same_words_have_one_fingerprint() -> None:
    assert fingerprint("Buy NOW!!") == fingerprint("buy\u00a0now") == fingerprint("ｂｕｙ now")
    assert fingerprint("buy now") != fingerprint("buy later")
    assert fingerprint("!!") != fingerprint("??")
    assert fingerprint("\ud800")
