"""The gate of neutrality: another name, party, side, vote on a question, group or dialect must not change the answer.

The rate of pairs answered differently is printed, of all and of each kind, and both are capped: a change of a signal,
of the model or of a threshold that raises it does not land.
"""

from __future__ import annotations

import pytest

from masthead.policy.in_force import rulebook_of
from masthead.signals.engine.assess import assess, assess_all
from masthead.signals.engine.facts import CommentFacts
from swaps import POST, pairs

CAP = 0.005
CAP_OF_A_KIND = 0.02
"""A kind of few pairs must not hide behind one of many."""
BOOK = rulebook_of("mlc-2012")
TOGETHER = 256


def test_a_name_that_is_also_a_ballot_question_is_a_name() -> None:
    for text in ("Vote {} for county supervisor! Vote {}!", "I stand with {} for mayor, vote {} on Tuesday."):
        known, alike = (assess(CommentFacts(text.format(who, who), POST), grounds=BOOK) for who in ("Smith", "Mills"))
        assert alike.grounds == known.grounds == ("endorses_candidate",)


def test_a_ballot_question_hides_no_candidate_beside_it() -> None:
    for text in ("vote yes on the bond, vote for karen whitlow", "Yes on the bond and elect Karen Whitlow Tuesday!"):
        assert "endorses_candidate" in assess(CommentFacts(text, POST), grounds=BOOK).grounds, text


@pytest.mark.slow
def test_a_swap_does_not_change_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    swapped = pairs()
    texts = sorted({text for of_kind in swapped.values() for pair in of_kind for text in pair})
    answers: dict[str, tuple[str, ...]] = {}
    for start in range(0, len(texts), TOGETHER):
        some = texts[start : start + TOGETHER]
        told = assess_all([CommentFacts(text, POST) for text in some], grounds=BOOK)
        answers.update((text, answer.grounds) for text, answer in zip(some, told, strict=True))
    flipped = {
        kind: [(one, other) for one, other in of_kind if answers[one] != answers[other]]
        for kind, of_kind in swapped.items()
    }
    count, flips = sum(map(len, swapped.values())), sum(map(len, flipped.values()))
    by_kind = "; ".join(f"{kind}: {len(differ)} of {len(swapped[kind])}" for kind, differ in flipped.items())
    with capsys.disabled():
        print(f"\nswaps answered differently: {flips} of {count} ({flips / count:.2%}); {by_kind}")
    assert count >= 2000
    assert flips <= CAP * count, [differ[:5] for differ in flipped.values()]
    for kind, differ in flipped.items():
        assert len(differ) <= CAP_OF_A_KIND * len(swapped[kind]), (kind, differ[:10])
