"""Text as Bluesky counts and marks it, for any text whatever."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masthead.channels.bluesky.post import measured, record_key
from masthead.channels.bluesky.richtext import facets, graphemes, index_of_byte, index_of_grapheme, marks
from masthead.channels.post import AssetFile, Post

AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
FAMILY = "👩‍👩‍👧"


def post(text: str, **more: object) -> Post:
    return Post(text=text, created_at=AT, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        ("See https://library.example/hours.", "link", ["https://library.example/hours"]),
        ("(https://library.example/hours)", "link", ["https://library.example/hours"]),
        ("https://en.example/wiki/Library_(building)!", "link", ["https://en.example/wiki/Library_(building)"]),
        ("“https://library.example”", "link", ["https://library.example"]),
        ("library.example is not an address", "link", []),
        ("Thanks @citizen.bsky.social!", "mention", ["citizen.bsky.social"]),
        ("write to desk@library.example", "mention", []),
        ("#SummerReading starts, #öffnungszeiten too", "tag", ["SummerReading", "öffnungszeiten"]),
        ("item #42 and C# and &#39;", "tag", []),
        ("https://library.example/#top", "tag", []),
        ("https://social.example/@library.example", "mention", []),
    ],
)
def test_what_counts_as_a_mark(text: str, kind: str, values: list[str]) -> None:
    assert [mark.value for mark in marks(text) if mark.kind == kind] == values


def test_a_family_counts_as_one_and_weighs_eighteen_bytes() -> None:
    assert graphemes(FAMILY) == 1
    assert measured(post(FAMILY * 160)).over_from is None
    measure = measured(post(FAMILY * 170))
    assert measure.length == 170
    assert "bytes" in measure.violations[0]
    assert measure.over_from is not None
    assert len((FAMILY * 170)[: measure.over_from].encode()) <= 3000


def test_the_three_hundred_and_first_grapheme_is_where_it_grows_too_long() -> None:
    text = "é" * 300
    assert measured(post(text)).violations == ()
    assert measured(post(text + "é!")).over_from == 300
    assert "2 characters too long" in measured(post(text + "é!")).violations[0]


def test_pictures_are_measured_too() -> None:
    picture = AssetFile(Path("a.png"), "image/png", "A map")
    assert measured(post("Map", assets=(picture,) * 4)).violations == ()
    assert "4 images at most" in measured(post("Map", assets=(picture,) * 5)).violations[0]
    assert "is video/webm" in measured(post("Map", assets=(AssetFile(Path("a.webm"), "video/webm"),))).violations[0]
    assert "alternative text" in measured(post("Map", assets=(replace(picture, alt="a" * 2001),))).violations[0]
    assert measured(post("  ")).violations == ("The post is empty.",)


@given(st.text(alphabet=st.characters()))
def test_no_text_breaks_the_measuring_or_the_marking(text: str) -> None:
    raw = text.encode(errors="surrogatepass")
    built = facets(text, lambda handle: "did:plc:x")
    assert measured(post(text)).length == graphemes(text)
    for facet, mark in zip(built, marks(text), strict=True):
        place = facet["index"]
        cut = raw[place["byteStart"] : place["byteEnd"]]  # type: ignore[index]
        assert cut.decode(errors="surrogatepass") == text[mark.start : mark.end]


@given(st.lists(st.sampled_from(["#tag", "@a.example", "https://a.example/ü", "日本", FAMILY, " ", "\n", "."])))
def test_marks_never_overlap_and_bytes_never_drift(parts: list[str]) -> None:
    text = "".join(parts)
    found = marks(text)
    assert all(one.end <= other.start for one, other in pairwise(found))
    built = facets(text, lambda handle: "did:plc:x")
    assert len(built) == len(found)
    for facet, mark in zip(built, found, strict=True):
        place = facet["index"]
        cut = text.encode()[place["byteStart"] : place["byteEnd"]].decode()  # type: ignore[index]
        assert cut == text[mark.start : mark.end]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.integers(0, 20))
def test_where_a_limit_falls_agrees_with_counting(text: str, limit: int) -> None:
    at = index_of_grapheme(text, limit)
    assert (at is None) == (graphemes(text) <= limit)
    cut = index_of_byte(text, limit)
    assert (cut is None) == (len(text.encode()) <= limit)
    assert cut is None or len(text[:cut].encode()) <= limit


def test_a_mention_of_nobody_stays_plain_text() -> None:
    assert facets("@nobody.example", lambda handle: None) == []


@given(st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1)), st.text(max_size=40))
def test_a_record_key_is_a_valid_tid_and_always_the_same(moment: datetime, key: str) -> None:
    words = replace(post("x"), created_at=moment.replace(tzinfo=UTC))
    name = record_key(words, key)
    assert len(name) == 13
    assert set(name) <= set("234567abcdefghijklmnopqrstuvwxyz")
    assert name[0] in "234567abcdefghij"
    assert name == record_key(words, key)


def test_record_keys_sort_by_time_and_differ_by_key() -> None:
    later = replace(post("x"), created_at=AT + timedelta(seconds=2))
    assert record_key(post("x"), "a") < record_key(later, "a")
    assert len({record_key(post("x"), str(number)) for number in range(2000)}) == 2000
