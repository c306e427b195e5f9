"""How long the worker sleeps: not past the moment a post is due, and not so short that an idle desk is busy."""

from __future__ import annotations

from time import monotonic

import pytest

from masthead.jobs.worker import LOOK_SECONDS, LOOK_SOON, Pulse, Queue


@pytest.mark.parametrize(
    ("stirs_in", "least", "most"),
    [
        pytest.param(3600.0, LOOK_SECONDS, LOOK_SECONDS, id="nothing is near: the longest sleep"),
        pytest.param(-3600.0, LOOK_SOON, LOOK_SOON, id="the timetable is being asked: the shortest"),
        pytest.param(0.3, LOOK_SOON, LOOK_SOON + 0.3, id="a moment is near: until just after it"),
    ],
)
def test_it_wakes_with_the_timetable(stirs_in: float, least: float, most: float) -> None:
    pulse = Pulse("worker-1")
    pulse._stirs_at = monotonic() + stirs_in
    assert least <= Queue(pulse).interval <= most
