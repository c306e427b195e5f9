"""How well the checks judge whole posts: as labeled, post by post, and without touching a clean one."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from checks.rulebooks import everything
from masthead.checks.engine.facts import DraftFacts
from masthead.checks.engine.from_row import from_row
from masthead.judging.post import judged

DATA = Path(__file__).parents[1] / "data" / "checks"
POSTS, DRAFTS = DATA / "posts.txt", DATA / "drafts.jsonl"
GRAVER = frozenset({"harassing", "indecent", "shouting", "text_speak", "possible_defamation"})
MISREAD = {"If you would of told us sooner, we could of saved you a seat.": {"unprofessional_tone"}}
"""What the reader takes for a fault that the labels do not tell: here it hears a reproach."""


def _posts() -> list[tuple[frozenset[str], str]]:
    lines = [line for line in POSTS.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    cells = [line.split("\t") for line in lines]
    return [(frozenset() if codes == "clean" else frozenset(codes.split(",")), text) for codes, text in cells]


@pytest.mark.parametrize(
    ("expected", "text"), _posts(), ids=lambda value: value[:40] if isinstance(value, str) else None
)
def test_a_post_gets_what_it_deserves(expected: frozenset[str], text: str) -> None:
    raised = {finding.code for finding in judged(DraftFacts(text), everything())}
    excused = {"unprofessional_tone"} if expected & GRAVER else set()
    excused |= {"spelling", "grammar"} if "text_speak" in expected else set()
    excused |= MISREAD.get(text, set())
    assert expected <= raised
    assert raised - excused <= expected


def test_every_content_code_of_language_is_tried_by_several_posts() -> None:
    tried = Counter(code for expected, _ in _posts() for code in expected)
    assert len(tried) == 15
    assert min(tried.values()) >= 3


def test_the_labeled_drafts_are_judged_well() -> None:
    """150 labeled drafts of a fictional agency, with media and links: at least nine in ten right, both ways."""
    right = wrong = missed = 0
    for line in DRAFTS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        expected = frozenset(row["expect"])
        raised = frozenset(finding.code for finding in judged(from_row(row), everything()))
        if expected & GRAVER:
            raised -= {"unprofessional_tone"} - expected
        if "text_speak" in expected:
            raised -= {"spelling", "grammar"} - expected
        right, wrong, missed = (
            right + len(raised & expected),
            wrong + len(raised - expected),
            missed + len(expected - raised),
        )
    assert right / (right + wrong) >= 0.9
    assert right / (right + missed) >= 0.9
