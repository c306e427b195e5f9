"""Words that quote, report, deny or denounce excuse what they speak of, and nothing that only stands beside it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from masthead.policy.in_force import rulebook_of
from masthead.signals.engine.assess import assess, assess_all
from masthead.signals.engine.facts import CommentFacts
from masthead.signals.engine.reports import agreed, parts

BOOK = rulebook_of("mlc-2012")
POST = "Story time moves to ten on Mondays at the Elm Street branch."
FILE = Path(__file__).parents[1] / "data" / "mention" / "comments.txt"
FOUND, STAYS = 93, 65
"""Of 95 that are to go and of 66 that stay: what was reached when the rules were written."""
ATTACKS = (
    "I will kill you, Denise.",
    "Marcus is a brainless moron.",
    "Haitians are vermin.",
    "Somebody ought to shoot that guard.",
    "Mexicans are filthy animals.",
)
HARMLESS = (
    '"Be kind" says the sign.',
    "He called me 'sweetie'.",
    "They said 'no refunds'.",
    "I am not a racist.",
    "Nobody should be rude here.",
    "Bullying is wrong.",
)


def cases() -> list[tuple[str, str]]:
    """(heading, comment) of every line."""
    found, heading = [], ""
    for line in FILE.read_text("utf-8").splitlines():
        if line.startswith("=="):
            heading = line.removeprefix("== ")
        elif line:
            found.append((heading, line))
    return found


def test_each_way_of_mentioning_is_told_from_use(capsys: pytest.CaptureFixture[str]) -> None:
    right: Counter[str] = Counter()
    wrong = []
    for heading, comment in cases():
        stays = heading.endswith("keep")
        if assess(CommentFacts(comment, POST), grounds=BOOK).remove == stays:
            wrong.append(comment)
        else:
            right["stays" if stays else "goes"] += 1
    with capsys.disabled():
        print(f"\nmention and use, {len(cases())}: right {dict(right)}; wrong {wrong}")
    assert right["goes"] >= FOUND and right["stays"] >= STAYS, wrong


def test_they_are_answered_alike_alone_and_together() -> None:
    many = [CommentFacts(comment, POST) for _, comment in cases()]
    assert assess_all(many, grounds=BOOK) == [assess(facts, grounds=BOOK) for facts in many]


@pytest.mark.parametrize("beside", HARMLESS)
@pytest.mark.parametrize("attack", ATTACKS)
def test_a_harmless_sentence_excuses_no_attack_beside_it(attack: str, beside: str) -> None:
    [ground] = assess(CommentFacts(attack), grounds=BOOK).grounds
    for comment in (f"{beside} {attack}", f"{attack} {beside}"):
        answer = assess(CommentFacts(comment), grounds=BOOK)
        assert ground in answer.grounds, comment
        spans = [comment[s.span[0] : s.span[1]] for s in answer.signs if s.direction == "remove" and s.span]
        assert all(span in attack for span in spans), "a person is shown the attack, not what stands beside it"


@pytest.mark.parametrize(
    ("comment", "words"),
    [
        ("my uncle says the fees are fair. he is right.", ["the fees are fair"]),
        ("my uncle says the fees are fair, and i agree with him", ["the fees are fair"]),
        ('"the fees are fair," he said. so do i.', ["the fees are fair,"]),
        ("my uncle says the fees are fair. he is right about the hours.", []),
        ("my uncle says the fees are fair. is he right?", []),
        ("my uncle says the fees are fair. he thinks he is right", []),
        ("nobody says the fees are fair. true.", []),
        ("the fees are fair. true.", []),
        ("my uncle says the fees are fair. true story.", []),
        ("they call me a pig. true.", []),
    ],
)
def test_agreement_makes_reported_words_the_writers_own(comment: str, words: list[str]) -> None:
    assert [comment[start:end] for _, (start, end) in agreed(comment)] == words


@pytest.mark.parametrize(
    ("comment", "cut"),
    [
        ("they said 'no' and i left.", ["they said 'no'", "and i left."]),
        ("she said it was late, but i stayed.", ["she said it was late,", "but i stayed."]),
        ("it was late, but i stayed.", ["it was late, but i stayed."]),
        ("stop calling mr. sutter a pig. thanks!", ["stop calling mr. sutter a pig.", "thanks!"]),
        ('"be quiet." i was.', ['"be quiet."', "i was."]),
    ],
)
def test_a_report_ends_where_the_writer_goes_on(comment: str, cut: list[str]) -> None:
    assert [comment[start:end] for start, end in parts(comment, 0, len(comment))] == cut
