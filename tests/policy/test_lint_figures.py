"""A figure that was changed in one place only is told: in the words, in a check, in a gate."""

from __future__ import annotations

from pathlib import Path

import pytest

import masthead
from masthead.policy.enforcers import find_keepers
from masthead.policy.lint import lint
from masthead.policy.pack import find_pack

KEEPERS = find_keepers(Path(masthead.__file__).parent)
GOOD = find_pack("okatoma-city-library").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("A post waits five minutes", "A post waits fifteen minutes", "works with 5 minutes, and the duty says 15"),
        ("A post waits five minutes", "A post waits twenty-five minutes", "the duty says 25"),
        ("A post waits five minutes", "A post waits 15 minutes", "the duty says 15"),
        (
            'gate = "pause_has_passed", params = { minutes = 5 }',
            'gate = "pause_has_passed", params = { minutes = 15 }',
            "writers are told works with 5 minutes, and what holds the post with 15",
        ),
    ],
)
def test_a_figure_that_was_changed_in_one_place_only_is_told(old: str, new: str, says: str) -> None:
    assert old in GOOD
    findings = lint(GOOD.replace(old, new).encode(), KEEPERS)
    assert {(finding.code, finding.where, finding.level) for finding in findings} == {
        ("figures_disagree", "clause rules.wait", "asks")
    }
    assert any(says in finding.message for finding in findings)


def test_a_duty_that_names_no_figure_of_the_kind_disagrees_with_none() -> None:
    text = GOOD.replace("A post waits five minutes", "A post waits a while, as two of us wished,")
    assert text != GOOD and lint(text.encode(), KEEPERS) == ()
