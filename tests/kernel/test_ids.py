"""Identifiers sort by the time they were made."""

from __future__ import annotations

import time

import pytest

from masthead.kernel.ids import new_id


def test_an_id_is_of_version_seven_and_tells_its_millisecond() -> None:
    before, made = time.time_ns() // 1_000_000, new_id()
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert before <= made.int >> 80


def test_what_is_made_later_sorts_later_also_within_a_millisecond() -> None:
    made = [new_id() for _ in range(5_000)]
    assert made == sorted(made) and len(set(made)) == len(made)


def test_a_clock_set_back_does_not_undo_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    before = new_id()
    monkeypatch.setattr("masthead.kernel.ids.time.time_ns", lambda: 1_000_000)
    assert new_id() > before
