"""How well the checks judge posts that nothing was made with in view: floors a little under what was reached."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from masthead.checks.engine.facts import DraftFacts
from masthead.judging.post import judged
from masthead.policy.in_force import rulebook_of

DATA = Path(__file__).parents[1] / "data" / "checks"
GRAVER = frozenset({"harassing", "indecent", "shouting", "text_speak", "possible_defamation"})
FLOORS = {"measured": (0.90, 0.80), "fresh": (0.92, 0.85), "apart": (0.90, 0.87), "hinted": (0.84, 0.60)}
HELD = 0.03
TEXT_CHECKS = frozenset(
    {
        "voice_is_professional",
        "spelling_and_grammar_are_standard",
        "language_is_fit",
        "subject_is_ours",
        "no_endorsement",
        "patron_privacy_is_kept",
        "no_defamation_risk",
    }
)


def _posts(part: str) -> list[tuple[frozenset[str], str]]:
    lines = (line for file in sorted((DATA / "labeled" / part).glob("*.tsv")) for line in file.read_text().splitlines())
    return [(frozenset(codes.split(",")) - {"clean"}, text) for codes, text in (line.split("\t") for line in lines)]


@cache
def _judged(part: str) -> tuple[Counter[str], Counter[str], Counter[str], int, int]:
    """Right, false and missed by code; clean posts held back, and clean posts in all."""
    book = rulebook_of("mlc-2012")
    right, wrong, missed = Counter[str](), Counter[str](), Counter[str]()
    held = clean = 0
    for expected, text in _posts(part):
        findings = judged(DraftFacts(text), book, only=TEXT_CHECKS)
        raised = {finding.code for finding in findings}
        right.update(raised & expected)
        wrong.update(raised - expected - ({"unprofessional_tone"} if expected & GRAVER else set()))
        missed.update(expected - raised)
        clean += not expected
        held += not expected and any(finding.level == "blocks" for finding in findings)
    return right, wrong, missed, held, clean


@pytest.mark.slow
@pytest.mark.parametrize("part", FLOORS)
def test_fresh_posts_are_judged_no_worse_than_was_reached(part: str) -> None:
    right, wrong, missed, _, _ = _judged(part)
    precision, recall = FLOORS[part]
    assert right.total() / (right.total() + wrong.total()) >= precision
    assert right.total() / (right.total() + missed.total()) >= recall


@pytest.mark.slow
@pytest.mark.parametrize("part", [part for part in FLOORS if part != "hinted"])
def test_few_clean_posts_are_held_back(part: str) -> None:
    _, _, _, held, clean = _judged(part)
    assert clean > 100
    assert held / clean <= HELD


@pytest.mark.slow
def test_announcements_are_left_in_peace() -> None:
    book = rulebook_of("mlc-2012")
    lines = (DATA / "announcements.txt").read_text(encoding="utf-8").splitlines()
    texts = [line for line in lines if line and not line.startswith("#")]
    alarmed = [text for text in texts if judged(DraftFacts(text), book, only=TEXT_CHECKS)]
    assert len(texts) == 300
    assert len(alarmed) <= 6, alarmed


def test_no_measured_post_is_learned_from() -> None:
    learned = {text for _, text in _posts("learned")}
    assert not any(learned & {text for _, text in _posts(part)} for part in (*FLOORS, "later"))
    assert len(learned) >= 600
