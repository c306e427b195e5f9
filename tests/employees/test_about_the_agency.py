"""What in a text touches the agency, and where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masthead.employees.about import mentions, mentions_in_profile

FACTS: dict[str, object] = {
    "agency_names": ["Okatoma City Library", "City Library", "OCL"],
    "work_words": ["the library", "story time", "the city"],
    "email_domains": ["library.okatoma.example"],
}
DISCLAIMER = "I speak for myself, not for the Okatoma City Library."


def found(text: str) -> list[tuple[str, str]]:
    return [(mention.kind, mention.words) for mention in mentions(text, FACTS, disclaimer=DISCLAIMER)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I love my dog.", []),
        ("The OKATOMA city\nlibrary is closed.", [("agency", "OKATOMA city\nlibrary")]),
        ("OCL and ocl and OCLC", [("agency", "OCL")]),
        ("At the Library City Library", [("work", "the Library"), ("agency", "City Library")]),
        ("The City Library", [("agency", "City Library")]),
        ("Story time at the library!", [("work", "Story time"), ("work", "the library")]),
        ("Write dale@branch.library.okatoma.example.", [("email", "dale@branch.library.okatoma.example")]),
        ("dale@notlibrary.okatoma.example", []),
        ("I am a reference librarian", [("employment", "I am a reference librarian")]),
        ("My boss said so", [("employment", "My boss")]),
        ("A librarian told me", []),
    ],
)
def test_each_kind_is_found_with_its_words(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_a_name_inside_the_disclaimer_says_nothing_of_the_rest() -> None:
    assert found(f"My dog ate my book. {DISCLAIMER}") == []
    assert found(f"City Library ate my book. {DISCLAIMER}") == [("agency", "City Library")]


def test_a_title_counts_in_a_profile_but_not_in_a_post() -> None:
    (title,) = mentions_in_profile("Librarian. Dogs.", FACTS)
    assert (title.kind, title.words) == ("employment", "Librarian")
    assert found("Librarian. Dogs.") == []


def test_a_policy_without_facts_finds_no_agency() -> None:
    assert [mention.kind for mention in mentions("I work for the City Library", {})] == ["employment"]


def test_the_desk_may_add_an_address_domain() -> None:
    (email,) = mentions("ione@agency.example", FACTS, email_domains=["agency.example"])
    assert email.kind == "email"


@given(
    st.lists(st.sampled_from(["OCL", "the library", " ", "\n", "City Library", "é", "I work for", DISCLAIMER, "x@y"]))
)
def test_spans_are_the_words(parts: list[str]) -> None:
    text = "".join(parts)
    for mention in mentions(text, FACTS, disclaimer=DISCLAIMER):
        assert text[slice(*mention.span)] == mention.words
