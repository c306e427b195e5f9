"""The suites of comments written for the tests, answered by signals and model together. The figures are printed."""

from __future__ import annotations

from collections import Counter

import pytest

from comment_sets import Case, free, functional, other_posts
from masthead.policy.in_force import rulebook_of
from masthead.signals.engine.assess import assess

BOOK = rulebook_of("mlc-2012")


def rates(cases: list[Case]) -> tuple[float, float, Counter[str]]:
    """(share of what may go that is proposed, share of what stays that is not, what was answered wrongly by name)."""
    right = {True: [0, 0], False: [0, 0]}
    wrong: Counter[str] = Counter()
    for case in cases:
        meant = bool(case.grounds)
        good = assess(case.facts, grounds=BOOK).remove == meant
        right[meant][0] += good
        right[meant][1] += 1
        wrong[case.name] += not good
    return right[True][0] / right[True][1], right[False][0] / right[False][1], wrong


@pytest.mark.slow
def test_each_function_is_kept_to(capsys: pytest.CaptureFixture[str]) -> None:
    cases = functional()
    assert len(cases) >= 600 and len({case.name for case in cases}) >= 25
    attacks, kept, wrong = rates(cases)
    with capsys.disabled():
        print(f"\nfunctional suite, {len(cases)} cases: attacks {attacks:.1%}, what stays {kept:.1%}; wrong {+wrong}")
    assert attacks >= ATTACKS and kept >= KEPT


@pytest.mark.slow
def test_comments_about_other_posts(capsys: pytest.CaptureFixture[str]) -> None:
    cases = other_posts()
    assert len(cases) >= 1000
    attacks, kept, wrong = rates(cases)
    critical = [case for case in cases if case.critical]
    proposed = sum(assess(case.facts, grounds=BOOK).remove for case in critical) / len(critical)
    with capsys.disabled():
        print(f"\nother posts, {len(cases)}: proposed of what may go {attacks:.1%}, kept of what stays {kept:.1%}")
        print(f"criticism of the agency proposed {proposed:.2%}; wrong {+wrong}")
    assert attacks >= FOUND and proposed <= CRITICAL


# What was reached when the model was made. A change that does worse does not land.
ATTACKS, KEPT, FOUND, CRITICAL = 0.85, 0.85, 0.90, 0.01


@pytest.mark.slow
def test_comments_written_freely(capsys: pytest.CaptureFixture[str]) -> None:
    cases = free()
    attacks, kept, wrong = rates(cases)
    with capsys.disabled():
        print(f"\nwritten freely, {len(cases)}: proposed of what may go {attacks:.1%}, kept of what stays {kept:.1%}")
        print(f"wrong {+wrong}")
    assert attacks >= 0.55 and kept >= 0.9
