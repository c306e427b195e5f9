"""An expression is looked for only where its words stand, and finds there what it finds by itself."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

from comment_sets import free, functional, other_posts
from masthead.signals.engine import sought, write_required
from masthead.signals.engine.facts import CommentFacts
from masthead.signals.engine.normalise import normalise
from masthead.signals.engine.registry import signals
from masthead.signals.engine.required import Required, required, tree
from masthead.signals.engine.sought import MADE, Runs, Sought, digest
from masthead.signals.uses_vulgar_words import look as look_for_vulgar_words
from odd_comments import ODD
from spelled import spelled

signals()
list(look_for_vulgar_words(CommentFacts(""), normalise("")))  # makes its expression when it is first asked
OURS = [made for made in MADE if digest(made.pattern) in sought._recorded()]
BEFORE = ("", "x", "the ", "i ", "'", "\n", ". ", "a_", "7", "ñ")
AFTER = ("", " ", ".", "s", "!", "'s", " x", "_", "ing")


def found(made: Sought, text: str) -> list[tuple[tuple[int, int], tuple[str | None, ...]]]:
    return [(match.span(), match.groups()) for match in Runs(text).each(made)]


def found_by_itself(made: Sought, text: str) -> list[tuple[tuple[int, int], tuple[str | None, ...]]]:
    return [(match.span(), match.groups()) for match in re.finditer(made.pattern, text)]


@pytest.mark.parametrize(
    ("pattern", "ways", "whole", "heads"),
    [
        (r"\bkill (?:him|her)\b", [["kill"]], {"kill"}, set()),
        (r"\b(?:i|we)(?: \w+)? (?:hate|despise)\b", [["hate", "despis"], ["i", "we"]], set(), {"i", "we"}),
        (r"\b(?:all ){0,3}cows?\b", [["cow", "cows"]], {"all"}, {"cow", "cows"}),
        (r"\b(?:'s|is) killing", [["killin"]], {"'", "is"}, set()),
        (r"(?<![\w@/])moron\w*", [["moron"]], set(), {"moron"}),
        (r"(?<![^\w])moron", [["moron"]], None, None),
        (r"moron", [["moron"]], None, None),
        (r"\b[a-z]+ moron", [["moron"]], None, None),
        (r"\b(?:\w+ )?moron", [["moron"]], None, None),
        (r"(?:^|\. )moron", [["moron"]], None, None),
    ],
)
def test_what_is_required_is_read_off(
    pattern: str, ways: list[list[str]], whole: set[str] | None, heads: set[str] | None
) -> None:
    told = required(tree(pattern))
    assert told.ways == {frozenset(frozenset(strings) for strings in ways)}
    assert (told.whole, told.heads) == (whole, heads)


def test_one_of_several_ways_is_enough() -> None:
    told = required(tree(r"\bto die for\b|\bdead \w+ end\b"))
    assert told.ways == {
        frozenset({frozenset({"die"})}),
        frozenset({frozenset({"dead"}), frozenset({"end"})}),
    }


@pytest.mark.parametrize(
    "pattern", [r"(?i)moron", r"(\w)\1", r"(?i:moron)", r"(?:moron)?", r"\d+|moron", r"(?m)^moron"]
)
def test_nothing_is_said_of_what_is_not_read(pattern: str) -> None:
    assert required(tree(pattern)) == Required()


@pytest.mark.parametrize("made", OURS, ids=lambda made: digest(made.pattern))
def test_an_expression_finds_what_it_finds_by_itself(made: Sought) -> None:
    chance = random.Random(digest(made.pattern))
    for _ in range(5):
        parts = [
            chance.choice(BEFORE) + spelled(made.pattern, chance) + chance.choice(AFTER)
            for _ in range(chance.randint(1, 2))
        ]
        parts.append(spelled(chance.choice(OURS).pattern, chance))
        text = chance.choice(("", " ", ". ")).join(parts)[:2000]
        assert found(made, text) == found_by_itself(made, text), text


def test_in_comments_every_expression_finds_what_it_finds_by_itself() -> None:
    comments = [case.facts.comment for case in (*functional(), *free(), *other_posts())]
    comments += [example for signal in signals() for example in signal.shows if isinstance(example, str)]
    matched: set[str] = set()
    for start in range(0, len(comments), 100):
        text = normalise("\n".join(comments[start : start + 50])[:5000]).text
        for made in OURS:
            by_itself = found_by_itself(made, text)
            assert found(made, text) == by_itself, made.pattern[:80]
            if by_itself:
                matched.add(made.pattern)
    assert len(matched) > len(OURS) * 3 / 4, "comments that hold no match prove little"


def test_an_expression_made_after_the_text_was_cut_is_found_in_it() -> None:
    runs = Runs("The zyzzogeton sings.")
    assert not runs.may_hold(Sought(r"\bzyzzyva\b"))
    assert [match.span() for match in runs.each(Sought(r"\bzyzzog\w+"))] == [(4, 14)]
    assert runs.first(Sought(r"\bzyzzogeton sinks\b")) is None


@pytest.mark.parametrize("name", ["the", "megabyte", "links", "quotes", "halves of words", "digits and signs"])
def test_of_an_endless_comment_few_expressions_are_run(name: str) -> None:
    """What the 50 ms an answer may take rest on, without a clock."""
    runs = normalise(ODD[name]).runs
    assert sum(runs.may_hold(made) for made in OURS) <= len(OURS) / 5


def test_the_record_is_of_the_expressions_there_are() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "masthead.signals.engine.write_required", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_stale_record_says_how_it_is_written_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write_required, "FILE", tmp_path / "required.json")
    assert "run python -m masthead.signals.engine.write_required" in (write_required.main(["--check"]) or "")
    assert write_required.main([]) is None
    assert write_required.main(["--check"]) is None


@pytest.mark.parametrize("content", [None, "<<<<<<< HEAD", "[]", '{"sets": []}'])
def test_without_a_record_each_is_read_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    if content is not None:
        (tmp_path / "required.json").write_text(content, "utf-8")
    monkeypatch.setattr(sought, "files", lambda _: tmp_path)
    monkeypatch.setattr(sought, "_recorded", sought._recorded.__wrapped__)
    assert Sought(OURS[0].pattern).needs == OURS[0].needs
