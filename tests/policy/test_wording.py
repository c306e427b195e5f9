"""Two wordings beside each other: nothing of either is lost, whatever they are, and nobody waits for a bomb."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from masthead.policy.wording import Mark, Patience, marks

WORDS = st.lists(st.sampled_from(["the", "a", "post", "link", "is", "read", "."]), max_size=40).map(" ".join)


def read(found: tuple[Mark, ...], without: str) -> str:
    return "".join(text for tag, text in found if tag != without)


@given(WORDS | st.text(max_size=60), WORDS | st.text(max_size=60))
def test_both_wordings_can_be_read_from_the_marks(old: str, new: str) -> None:
    found = marks(old, new)
    assert (read(found, "new"), read(found, "gone")) == (old, new)


def test_a_changed_word_is_marked_and_the_rest_stays() -> None:
    assert marks("A person reads every link.", "A person reads each link.") == (
        ("same", "A person reads "),
        ("gone", "every"),
        ("new", "each"),
        ("same", " link."),
    )


def test_another_sentence_altogether_stands_whole() -> None:
    assert marks("Links are read.", "Nobody posts in haste, ever.") == (
        ("gone", "Links are read."),
        ("new", "Nobody posts in haste, ever."),
    )


def test_a_bomb_costs_no_more_than_there_is_patience_for() -> None:
    patience, began = Patience(), time.process_time()
    for _ in range(40):
        assert marks("a " * 10_000, "a b " * 5_000, patience)
    assert time.process_time() - began < 20
