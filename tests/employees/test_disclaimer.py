"""The disclaimer: exact, to copy, and told from words that only come close."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masthead.employees.disclaimer import carries, disclaimer, near_miss
from masthead.policy.in_force import rulebook_of
from masthead.policy.rulebook import Rulebook

BOOK = rulebook_of("mlc-2012")
EXACT = "Postings are my own and do not represent the opinion of the Mississippi Library Commission."


def test_the_words_to_copy_cite_their_clause() -> None:
    words = disclaimer(BOOK)
    assert words is not None
    assert (words.text, words.clause, words.label) == (EXACT, "employees.2", "Employees 2")


def test_a_policy_that_asks_for_none_has_none() -> None:
    assert disclaimer(Rulebook(replace(BOOK.policy, disclaimer=""))) is None
    assert disclaimer(Rulebook(replace(BOOK.policy, clauses=()))) is None


@pytest.mark.parametrize("around", ["{}", "“{}”", '  "{}"\n', "My view.\n\n{}", "{} #libraries"])
def test_quotes_and_blanks_around_it_do_not_matter(around: str) -> None:
    assert carries(around.format(EXACT), EXACT)


@pytest.mark.parametrize(
    "words",
    [
        EXACT.lower(),
        EXACT.rstrip("."),
        EXACT.replace("Postings", "Posts"),
        EXACT.replace("do not", "don't"),
        EXACT.replace(" the opinion", "  the opinion"),
    ],
)
def test_other_words_are_not_the_disclaimer_but_are_recognized(words: str) -> None:
    text = f"Budget day again! {words}"
    assert not carries(text, EXACT)
    span = near_miss(text, EXACT)
    assert span is not None
    assert text[slice(*span)] == words


def test_of_two_attempts_the_closest_is_shown() -> None:
    close, closer = EXACT.replace("Postings", "All my views"), EXACT.replace("Postings", "Posts")
    span = near_miss(f"{close} {closer}", EXACT)
    assert span is not None
    assert f"{close} {closer}"[slice(*span)] == closer


@pytest.mark.parametrize(
    "text", ["", "Views are my own.", "The Mississippi Library Commission voted today.", "x" * 5000]
)
def test_ordinary_sentences_are_not_attempts(text: str) -> None:
    assert near_miss(text, EXACT) is None


@given(st.text(max_size=300), st.text(max_size=300))
def test_whatever_stands_around_it(before: str, after: str) -> None:
    assert carries(before + EXACT + after, EXACT)
