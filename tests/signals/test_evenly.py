"""The model reads one word for all of a kind; what it says still points at the words as they were written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masthead.signals.engine.normalise import normalise
from masthead.signals.model.evenly import evenly


def _read(comment: str) -> str:
    return evenly(normalise(comment)).text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Vote Republican in every race.", "Vote Democratic in every race."),
        ("The Green candidate spoke.", "The Libertarian candidate spoke."),
        ("You MAGA clown.", "You woke clown."),
        ("Haitians read here.", "Cubans read here."),
        ("A Black family asked.", "A Native family asked."),
        ("The Chinese are here.", "The Italians are here."),
        ("Muslims and Baptists came.", "Sikhs and Mormons came."),
        ("Gay people read.", "Deaf people read."),
        ("Black lives matter.", "Blue lives matter."),
        ("Go Nguyen!", "Go Brown!"),
        ("We need Karen Whitlow on the board.", "We need Young on the board."),
        ("Impeach Trump.", "impeach biden."),
        ("We finna walk home.", "We are going to walk home."),
        ("VOTE FOR NGUYEN", "VOTE FOR PATEL"),
    ],
)
def test_whoever_is_named_reads_alike(one: str, other: str) -> None:
    assert _read(one) == _read(other)


@pytest.mark.parametrize(
    "comment",
    [
        "The brown chairs and the black table are gone.",
        "Polish the floor, please, and mind the blind spot.",
        "Green books on the left shelf.",
        "May I read the Constitution here?",
        "Young readers meet on Friday.",
        "Long lines again. Rich soil for the garden.",
    ],
)
def test_what_names_nobody_is_read_as_it_is_written(comment: str) -> None:
    assert _read(comment) == comment.lower()


def test_a_place_is_that_of_the_words_written() -> None:
    comment = "I saw Karen Whitlow there."
    even = evenly(normalise(comment))
    start = even.text.index("abernathy")
    assert comment[slice(*even.span(start, start + len("abernathy")))] == "Karen Whitlow"
    after = even.text.index("there")
    assert comment[slice(*even.span(after, after + 5))] == "there"


@given(st.text(st.sampled_from("Karen Brown maga jews, .'\n"), max_size=60))
def test_any_text_keeps_its_places(comment: str) -> None:
    even = evenly(normalise(comment))
    assert len(even.places) == len(even.text)
    assert even.places == sorted(even.places)
    assert all(0 <= place < max(1, len(comment)) for place in even.places)
