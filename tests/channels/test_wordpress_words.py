"""Words go into WordPress's own markup and come back the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.conformance import post
from masthead.channels.titles import beginning, joined, split
from masthead.channels.wordpress.words import blocks, body_of, plain, slug_of, title_of


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\x00"), min_size=1))
def test_any_words_come_back_from_title_and_blocks(text: str) -> None:
    title, body = split(text)
    assert joined(title, body_of(blocks(body))) == text


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Road closed\n\nElm Street is closed.", "Road closed"),
        ("Elm Street is closed.\nUse Oak.", "Elm Street is closed. Use Oak."),
        ("Elm Street is closed between First and Third until the bridge is mended.", None),
        ("Road closed\n\n", "Road closed"),
    ],
)
def test_the_title_is_the_first_line_or_how_the_text_begins(text: str, title: str | None) -> None:
    found = split(text)[0]
    assert found == title if title else found == "Elm Street is closed between First and Third until the…"


def test_a_long_word_without_spaces_is_cut_all_the_same() -> None:
    assert beginning("a" * 80) == "a" * 60 + "…"


def test_an_address_is_a_link_without_the_full_stop_after_it() -> None:
    assert blocks("See https://a.example/x?y=1&z=2.").count(
        '<a href="https://a.example/x?y=1&amp;z=2">https://a.example/x?y=1&amp;z=2</a>.'
    )


def test_what_a_visitor_wrote_is_read_as_words_and_a_masked_link_is_unmasked() -> None:
    assert plain('Cheap <a href="https://pills.example" rel="nofollow">news</a><br />now &amp; here') == (
        "Cheap news (https://pills.example)\nnow & here"
    )
    assert title_of("A &amp; B <em>c</em>") == "A & B c"


def test_the_name_in_the_address_is_readable_and_belongs_to_one_key() -> None:
    one, other = slug_of(post("Öffnung! Opening hours"), "a"), slug_of(post("Öffnung! Opening hours"), "b")
    assert one.startswith("offnung-opening-hours-")
    assert one != other
    assert slug_of(post("日本語"), "a").isalnum()
