"""What is proposed is proposed however it is spelled; what stays stays, however odd it looks."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pytest

from comment_sets import functional, other_posts
from disguises import WAYS, Way
from masthead.policy.in_force import rulebook_of
from masthead.signals.engine.assess import assess
from masthead.signals.engine.facts import CommentFacts
from masthead.signals.engine.normalise import normalise

BOOK = rulebook_of("mlc-2012")
PLAIN = Path(__file__).parents[1] / "data" / "plain" / "comments.txt"
EACH, ALL = 0.8, 0.95


def grounds(facts: CommentFacts) -> tuple[str, ...]:
    return assess(facts, grounds=BOOK).grounds


@cache
def proposed() -> tuple[tuple[CommentFacts, tuple[str, ...]], ...]:
    """Some comments that are proposed as they are written."""
    rows = [case.facts for case in functional() + other_posts() if case.grounds][3::26]
    return tuple((facts, found) for facts in rows if (found := grounds(facts)))


@pytest.mark.slow
def test_a_disguise_keeps_its_proposal(capsys: pytest.CaptureFixture[str]) -> None:
    told, kept, tried = [], 0, 0
    low = []
    for way in WAYS:
        chance = random.Random(way.__name__)
        same = sum(
            grounds(CommentFacts(way(facts.comment, chance), facts.post, facts.thread)) == found
            for facts, found in proposed()
        )
        kept, tried = kept + same, tried + len(proposed())
        told.append(f"{way.__name__} {same / len(proposed()):.0%}")
        low += [way.__name__] if same < EACH * len(proposed()) else []
    with capsys.disabled():
        print(f"\ndisguised, the same proposal: {kept / tried:.1%} of {tried}; {', '.join(told)}")
    assert len(proposed()) >= 30
    assert not low and kept >= ALL * tried


@pytest.mark.parametrize("comment", PLAIN.read_text("utf-8").splitlines())
def test_what_only_looks_disguised_stays(comment: str) -> None:
    room = "The projector in the meeting room is back."
    post = room if "projector" in comment else "Summer reading starts on June 1 at all branches."
    assert grounds(CommentFacts(comment, post)) == ()


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_what_stays_stays_when_it_is_spelled_oddly(way: Way) -> None:
    chance = random.Random(way.__name__)
    rows = [case.facts for case in other_posts() if not case.grounds][5::19]
    plainly = [facts for facts in rows if not grounds(facts)]
    turned = [
        odd
        for facts in plainly
        if grounds(CommentFacts(odd := way(facts.comment, chance), facts.post, facts.thread)) != ()
    ]
    assert len(turned) <= 0.05 * len(plainly), turned


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_span_shows_the_words_as_they_were_spelled(way: Way) -> None:
    written = way("You worthless pathetic moron.", random.Random(4))
    text = normalise(written)
    assert all(0 <= place < len(written) for place in text.places)
    spans = [s.span for s in assess(CommentFacts(written), grounds=BOOK).signs if s.signal == "insults_a_person"]
    assert spans and spans[0] is not None
    start, end = spans[0]
    assert start == 0 and normalise(written[start:end]).text.replace(" ", "") == "youworthlesspatheticmoron"
