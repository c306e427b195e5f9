"""What the benchmark of comments says of the model's scores: how far they are from how often they come true."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

BENCH = runpy.run_path(str(Path(__file__).parents[2] / "bench" / "comments.py"))
reliability, off_topic = BENCH["reliability"], BENCH["_off_topic"]


def test_scores_that_come_true_as_often_as_they_say_have_no_error() -> None:
    told = [(0.8, True)] * 8 + [(0.8, False)] * 2 + [(0.0, False)] * 10
    error, bins = reliability(told)
    assert error == pytest.approx(0)
    assert [(round(said, 2), true, count) for said, true, count in bins] == [(0.0, 0.0, 10), (0.8, 0.8, 10)]


def test_scores_that_say_too_much_are_told_by_how_much() -> None:
    error, bins = reliability([(1.0, False)] * 5 + [(0.0, False)] * 15)
    assert error == pytest.approx(0.25)
    assert bins[-1] == (1.0, 0.0, 5)
    assert reliability([]) == (0.0, [])


def test_pairs_and_off_topic_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    case, assessment = BENCH["Case"], BENCH["Assessment"]
    facts = BENCH["CommentFacts"]("x")
    cases = [case("one", facts, frozenset({"off_topic"})), *(case("other", facts, frozenset()) for _ in range(2))]
    scores = [{"off_topic": 0.4}, {"off_topic": 0.4}, {}]
    off_topic(cases, [assessment(False, (), given, (), "test") for given in scores])
    assert "off topic stands above what stays in 75.0% of 2 pairs" in capsys.readouterr().out
    told = {kind: of_kind[:2] for kind, of_kind in BENCH["pairs"]().items()}
    BENCH["_swapped"].__globals__["pairs"] = lambda: told
    BENCH["_swapped"]()
    shown = capsys.readouterr().out
    assert f"pairs answered differently: 0 of {2 * len(told)}" in shown
    assert all(f"{kind:20} 0 of" in shown for kind in told)
