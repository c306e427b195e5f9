"""Each way of speaking is seen in words nobody measured with, and what only sounds like it stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from masthead.policy.in_force import rulebook_of
from masthead.signals.engine.assess import assess
from masthead.signals.engine.facts import CommentFacts

BOOK = rulebook_of("mlc-2012")
WRONG = "wrongly proposed"
POST = "Story time moves to ten on Mondays at the Elm Street branch."
FILE = Path(__file__).parents[1] / "data" / "patterns" / "comments.txt"


def cases() -> list[tuple[str, str]]:
    """(comment, ground or "keep") of every line."""
    found, ground = [], ""
    for line in FILE.read_text("utf-8").splitlines():
        if line.startswith("=="):
            ground = line.rpartition("|")[2].strip()
        elif line:
            found.append((line, ground))
    return found


@pytest.mark.parametrize(("comment", "ground"), cases())
def test_it_is_answered_as_labeled(comment: str, ground: str) -> None:
    found = assess(CommentFacts(comment, POST), grounds=BOOK).grounds
    if ground == WRONG:
        assert found, "This is right now: move it among those that stay."
        return
    assert found == () if ground == "keep" else ground in found
