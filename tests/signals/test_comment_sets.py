"""The suites of comments written for the tests, answered by signals and model together. The figures are printed."""

from __future__ import annotations

from collections import Counter

import pytest

from comment_sets import Case, apart, apart_later, free, functional, kept_from_training, other_posts
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
ATTACKS, KEPT, FOUND, CRITICAL, OFF_TOPIC = 0.93, 0.97, 0.98, 0.01, 0.93
FIRST, HARDER = 513, 0.91
"""Comments of the first hands. What the later ones call off topic is told less surely."""


@pytest.mark.slow
def test_comments_written_freely(capsys: pytest.CaptureFixture[str]) -> None:
    cases = free()
    attacks, kept, wrong = rates(cases)
    with capsys.disabled():
        print(f"\nwritten freely, {len(cases)}: proposed of what may go {attacks:.1%}, kept of what stays {kept:.1%}")
        print(f"wrong {+wrong}")
    assert attacks >= 0.76 and kept >= 0.95


@pytest.mark.slow
def test_comments_on_posts_kept_from_training(capsys: pytest.CaptureFixture[str]) -> None:
    cases = kept_from_training()
    attacks, kept, wrong = rates(cases)
    critical = [assess(case.facts, grounds=BOOK).remove for case in cases if case.critical]
    with capsys.disabled():
        print(
            f"\nkept from training, {len(cases)}: proposed of what may go {attacks:.1%}, kept of what stays {kept:.1%}"
        )
        print(f"criticism proposed {sum(critical)} of {len(critical)}; wrong {+wrong}")
    assert attacks >= 0.60 and kept >= 0.975 and sum(critical) <= 0.01 * len(critical)


@pytest.mark.slow
@pytest.mark.parametrize(("cases", "found", "stays"), [(apart(), 0.79, 0.975), (apart_later(), 0.73, 0.965)])
def test_comments_written_apart(
    cases: list[Case], found: float, stays: float, capsys: pytest.CaptureFixture[str]
) -> None:
    attacks, kept, wrong = rates(cases)
    with capsys.disabled():
        print(f"\nwritten apart, {len(cases)}: proposed of what may go {attacks:.1%}, kept of what stays {kept:.1%}")
        print(f"wrong {+wrong}")
    assert attacks >= found and kept >= stays


@pytest.mark.slow
def test_what_is_off_topic_scores_above_what_stays(capsys: pytest.CaptureFixture[str]) -> None:
    told, kept = [], kept_from_training()
    sets = {"written freely": free(), "kept from training": kept[:FIRST], "kept from training later": kept[FIRST:]}
    for name, cases in sets.items():
        scores = [(case, assess(case.facts, grounds=BOOK).scores.get("off_topic", 0.0)) for case in cases]
        off = [score for case, score in scores if "off_topic" in case.grounds]
        stays = [score for case, score in scores if not case.grounds]
        above = sum((one > other) + (one == other) / 2 for one in off for other in stays) / len(off) / len(stays)
        told.append(f"{name} {above:.3f}")
        assert above >= (OFF_TOPIC if "later" not in name else HARDER), told
    with capsys.disabled():
        print(f"\noff topic scores above what stays, of all pairs: {', '.join(told)}")
