"""Notices are registered once, under their name, and say whom they tell what."""

from __future__ import annotations

import pytest

from masthead.policy.notices import NOTICES, notice


@pytest.fixture(autouse=True)
def _own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("masthead.policy.notices.NOTICES", {})


def test_a_notice_stays_the_function_it_was() -> None:
    @notice
    def opening_hours(day: str) -> str:
        """Tell visitors when the library opens."""
        return f"Nine on {day}."

    assert opening_hours("Monday") == "Nine on Monday."


def test_two_notices_of_one_name_are_refused() -> None:
    def opening_hours() -> None:
        """Tell visitors when the library opens."""

    notice(opening_hours)
    with pytest.raises(TypeError, match="two notices are called opening_hours"):
        notice(opening_hours)


def test_a_notice_must_say_whom_it_tells_what() -> None:
    def silent() -> None: ...

    with pytest.raises(TypeError, match="notice silent does not say"):
        notice(silent)
    assert "silent" not in NOTICES
