"""Links, pictures and the people in them: what is missing, and what is enough."""

from __future__ import annotations

from time import perf_counter

import pytest

from masthead.checks.children_have_guardian_permission import check as guardian
from masthead.checks.engine.facts import AssetFacts, DraftFacts, LinkFacts, PersonShown
from masthead.checks.engine.finding import Raised
from masthead.checks.images_have_alt_text import check as alt_text
from masthead.checks.links_are_researched import check as researched
from masthead.checks.people_gave_permission import check as permission

SIGNED = LinkFacts("https://www.library.example/hours/", "researched", signed_by="Inez")


def _codes(raised: object) -> list[str]:
    return [point.code for point in raised]  # type: ignore[attr-defined]


@pytest.mark.parametrize("typed", ["library.example/hours", "https://library.example/hours", "library.example"])
def test_an_address_in_the_text_is_covered_by_its_signed_link(typed: str) -> None:
    assert list(researched(DraftFacts(f"Hours: {typed}.", links=(SIGNED,)))) == []


def test_an_address_typed_and_not_attached_is_a_link_nobody_researched() -> None:
    draft = DraftFacts("Hours: library.example/other.", links=(SIGNED,))
    [raised] = researched(draft)
    assert raised.code == "link_not_researched"
    assert draft.text[slice(*raised.span)] == "library.example/other"


@pytest.mark.parametrize(
    "text", ["Write to desk@library.example.", "Open 9 a.m.to noon", "#books.com @us.gov", "Version 2.0"]
)
def test_what_only_looks_like_a_link_is_none(text: str) -> None:
    assert list(researched(DraftFacts(text))) == []


def test_a_page_that_keeps_machines_out_is_fine_once_a_person_looked() -> None:
    assert _codes(researched(DraftFacts("x", links=(LinkFacts("https://a.example", "blocked"),)))) == [
        "link_not_researched"
    ]
    assert (
        _codes(researched(DraftFacts("x", links=(LinkFacts("https://a.example", "blocked", signed_by="Inez"),)))) == []
    )


@pytest.mark.parametrize("url", ["https://[::1", "http://", "not a url", "https://a.example:port/"])
def test_a_broken_address_is_told_like_any_other(url: str) -> None:
    assert _codes(researched(DraftFacts("x", links=(LinkFacts(url, "unresearched"),)))) == ["link_not_researched"]


def _alt(alt: str, **more: object) -> list[Raised]:
    return list(alt_text(DraftFacts("Look", assets=(AssetFacts("image", alt=alt, **more),))))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "alt", ["", "photo.PNG", "IMG_0001", "Image of a dog", "a picture of the lobby", "123", "photo", "MVI_4410.mov"]
)
def test_alt_text_that_tells_nothing_is_missing(alt: str) -> None:
    assert [raised.code for raised in _alt(alt)] == ["missing_alt_text"]


@pytest.mark.parametrize(
    "alt", ["Cover of 'Horse'", "Photographs pinned to a cork board", "Imagine a purple cow", "Vidalia onions"]
)
def test_alt_text_that_tells_something_is_enough(alt: str) -> None:
    assert _alt(alt) == []


@pytest.mark.parametrize(
    ("alt", "left"),
    [
        ("Photograph of the old depot", "The old depot"),
        ("Image: a cat on a mat", "A cat on a mat"),
        ("An image which shows a cat", "A cat"),
        ("Foto del gato", "El gato"),
        ("Imagen de una plaza", "Una plaza"),
        ("A graphic with the hours", "The hours"),
    ],
)
def test_one_press_leaves_out_the_words_that_only_say_it_is_a_picture(alt: str, left: str) -> None:
    [raised] = _alt(alt)
    first, second = raised.remedies
    assert (first.kind, first.text, second.kind) == ("alt_text", left, "go")
    assert _alt(left) == []


@pytest.mark.parametrize("alt", ["Photo of", "Photo of x", "Image: IMG_2041.jpg", "Photo of a photo of a cat"])
def test_no_press_is_offered_where_what_is_left_says_nothing(alt: str) -> None:
    [raised] = _alt(alt)
    assert [remedy.kind for remedy in raised.remedies] == ["go"]


def test_alt_text_of_any_length_is_read_in_no_time() -> None:
    for piece in ("a-", "a ", "x_", "asd", "_ ", "1.", "image of ", "blah "):
        began = perf_counter()
        _alt(piece * 20_000)
        assert perf_counter() - began < 1


def test_alt_text_must_differ_between_pictures() -> None:
    twin = AssetFacts("image", alt="A cat on a cart")
    raised = list(alt_text(DraftFacts("Look", assets=(twin, twin))))
    assert len(raised) == 2
    assert "share the alt text" in raised[0].message


@pytest.mark.parametrize("kind", ["adult", "child", "crowd"])
@pytest.mark.parametrize("held", ["none", "written", "guardian", "expired", "revoked", "other_use"])
def test_each_person_and_permission_gives_exactly_one_answer(kind: str, held: str) -> None:
    person = PersonShown(kind, held)  # type: ignore[arg-type]
    draft = DraftFacts("Look", assets=(AssetFacts("image", people=(person,)),))
    told = _codes(permission(draft)) + _codes(guardian(draft))
    named = {
        "expired": "permission_expired",
        "revoked": "permission_revoked",
        "other_use": "permission_for_another_use",
    }
    expected = [named[held]] if held in named else None
    if kind == "crowd":
        expected = []
    elif expected is None:
        enough = "written" if kind == "adult" else "guardian"
        expected = [] if held == enough else [f"missing_permission_{kind}"]
    assert told == expected


@pytest.mark.parametrize("kind", ["adult", "child", "crowd"])
@pytest.mark.parametrize("held", ["none", "written", "guardian", "expired", "revoked", "other_use"])
def test_a_public_event_is_an_exception_only_where_the_policy_says_so(kind: str, held: str) -> None:
    people = (PersonShown(kind, held),)  # type: ignore[arg-type]
    inside = DraftFacts("Look", assets=(AssetFacts("image", people=people),))
    open_to_all = DraftFacts("Look", assets=(AssetFacts("image", people=people, public_event=True),))
    as_always = _codes(permission(inside)) + _codes(guardian(inside))
    assert _codes(permission(open_to_all)) + _codes(guardian(open_to_all)) == as_always, "no word, no exception"
    excepted = _codes(permission(open_to_all, public_event="adults")) + _codes(guardian(open_to_all))
    assert excepted == ([] if kind == "adult" and held != "revoked" else as_always)
    assert _codes(permission(inside, public_event="adults")) + _codes(guardian(inside)) == as_always


def test_a_word_for_public_events_that_means_nothing_blocks() -> None:
    with pytest.raises(ValueError, match="no exception"):
        list(permission(DraftFacts("Look"), public_event="sometimes"))
