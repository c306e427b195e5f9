"""Words weigh on X what X says: by the ranges of the twitter-text configuration 3, emoji and addresses as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.conformance import post
from masthead.channels.post import AssetFile
from masthead.channels.x.words import measured, plain, same, weights


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("Open today", 10),
        ("“Quoted” – with dashes", 22),
        ("日本語", 6),
        ("한국어 and 中文", 15),
        ("Ñandú", 5),
        ("N\u0303andu\u0301", 5),
        ("📚", 2),
        ("👩‍👩‍👧‍👦", 2),
        ("🙋🏽", 2),
        ("🇺🇸", 2),
        ("1️⃣", 2),
        ("©", 1),
        ("€", 2),
        ("See https://library.example/a/very/long/address?with=much&more=of-it.", 4 + 23 + 1),
        ("library.ms.gov", 23),
        ("www.library.org/hours, please", 23 + 8),
        ("Write to desk@library.org", 25),
        ("Ask @citylibrary or #library", 28),
        ("Sat.And then", 12),
        ("It is 3.5 p.m.now", 17),
        ("", 0),
    ],
)
def test_what_a_text_weighs(text: str, weight: int) -> None:
    assert sum(each for _, each in weights(text)) == weight


def test_where_it_grows_too_long_is_in_the_text_as_it_was_typed() -> None:
    measure = measured(post("日" * 150))
    assert (measure.length, measure.over_from) == (300, 140)
    assert measure.violations == ("The text is 20 characters too long for X, as X counts.",)
    link = "https://library.example/" + "a" * 300
    assert measured(post(f"{'b' * 250} {link}")).violations == ()
    assert measured(post(f"{'b' * 260} {link}")).over_from == 261


def test_pictures_that_x_does_not_take(tmp_path: Path) -> None:
    def picture(name: str, mime: str = "image/png", size: int = 10, alt: str = "") -> AssetFile:
        path = tmp_path / name
        path.write_bytes(b"x" * size)
        return AssetFile(path, mime, alt)

    many = tuple(picture(f"{n}.png") for n in range(5))
    assert measured(post(assets=many)).violations == ("X takes 4 pictures at most; this has 5.",)
    mixed = (picture("a.gif", "image/gif"), picture("b.png"))
    assert "a GIF alone" in measured(post(assets=mixed)).violations[0]
    assert "larger than the 5 MB" in measured(post(assets=(picture("c.png", size=5_000_001),))).violations[0]
    assert "image/heic" in measured(post(assets=(picture("d.heic", "image/heic"),))).violations[0]
    assert "longer than 1000" in measured(post(assets=(picture("e.png", alt="a" * 1001),))).violations[0]


@given(st.text(max_size=60))
def test_every_text_is_weighed_and_none_below_its_addresses(text: str) -> None:
    found = list(weights(text))
    assert [start for start, _ in found] == sorted({start for start, _ in found})
    assert all(weight >= 1 for _, weight in found)


def test_both_spellings_of_x_s_fields_are_read() -> None:
    told = {"id": "2", "text": "@citylibrary Yes", "entities": {"mentions": [{"username": "CityLibrary"}]}}
    assert plain({**told, "referenced_tweets": [{"type": "replied_to", "id": "1"}]}) == "Yes"
    assert plain({**told, "referenced_posts": [{"type": "replied_to", "id": "1"}]}) == "Yes"
    assert plain({**told, "referenced_tweets": [{"type": "quoted", "id": "1"}]}) == "@citylibrary Yes"


def test_the_same_words_are_known_in_the_form_x_gives_them_back() -> None:
    assert same("See http://library.gov ", "See library.gov")
    assert not same("See library.gov", "See library.org")
