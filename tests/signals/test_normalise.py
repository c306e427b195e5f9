"""Disguises are undone, ordinary text is left alone, and every letter knows its place in what was written."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from masthead.signals.engine.normalise import HEAD, WINDOW, normalise


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("l0s3r", "loser"),
        ("b!tch", "bitch"),
        ("k1ll the b1ll", "kill the bill"),
        ("L o s e r", "loser"),
        ("t h i s   i s   b a d", "this is bad"),
        ("v.o.t.e", "vote"),
        ("lo\u200bs\u00ader", "loser"),
        ("l\u043eser", "loser"),
        ("stuuuupid", "stupid"),
        ("ⓛⓞⓢⓔⓡ", "loser"),
        ("𝖑𝖔𝖘𝖊𝖗", "loser"),
        ("🅻🅾🆂🅴🆁", "loser"),
        ("ʟᴏꜱᴇʀ", "loser"),
        ("l̷̛o̵s̸e̶r̴", "loser"),
        ("fu.ck", "fuck"),
        ("two   spaces", "two spaces"),
    ],
)
def test_disguises_are_undone(written: str, meant: str) -> None:
    assert normalise(written).text == meant


@pytest.mark.parametrize(
    "written",
    [
        "open 9am to 5pm on the 4th, room 12b, $3.50 or 20% off",
        "write to help@library.example or see https://library.example/a1",
        "the 1870 census and the 1040s",
        "a well-known story for each of us",
        "el niño y la cigüeña".replace("ü", "u"),
    ],
)
def test_ordinary_text_is_left_alone(written: str) -> None:
    assert normalise(written).text == written


def test_another_alphabet_is_not_read_as_disguise() -> None:
    assert normalise("Спасибо за книги").text == "спасибо за книги"


def test_a_span_leads_back_to_what_was_written() -> None:
    written = "So: L 0 S E R, you."
    text = normalise(written)
    at = text.text.index("loser")
    start, end = text.span(at, at + 5)
    assert written[start:end] == "L 0 S E R"


def test_what_is_empty_has_no_place() -> None:
    with pytest.raises(ValueError, match="no place"):
        normalise("abc").span(2, 2)


def test_of_a_long_comment_the_beginning_and_the_end_are_read() -> None:
    written = "begin " + "x" * (3 * WINDOW) + " end"
    text = normalise(written)
    assert text.cut and text.text.startswith("begin") and text.text.endswith("end")
    start, end = text.span(len(text.text) - 3, len(text.text))
    assert written[start:end] == "end"
    assert not normalise("x" * HEAD).cut


LETTERS = st.characters() | st.sampled_from(" 013457@$!|.*-'\"\n\u200b\u0301\u0303\u043e\u0435\U0001f52a\U0001f1e6ñ")


@given(st.text(LETTERS, max_size=300))
@settings(max_examples=300, deadline=None)
def test_every_letter_has_a_place_in_order(written: str) -> None:
    text = normalise(written)
    assert len(text.text) == len(text.places)
    assert all(0 <= place < len(written) for place in text.places)
    assert text.places == sorted(text.places)
    assert [s for s, _ in text.sentences] == sorted(s for s, _ in text.sentences)


@given(st.text(st.sampled_from("abcdefghilmnorstuw "), max_size=80).filter(lambda t: "  " not in t))
@settings(deadline=None)
def test_reading_twice_reads_the_same(written: str) -> None:
    once = normalise(written).text
    assert normalise(once).text == once


@pytest.mark.parametrize(
    "written",
    [
        "You closed the branch again. " * 36_000,
        "e" + "\u0301" * 10_000,
        "1!" * 500_000,
        "a.b-" * 250_000,
        "a b " * 250_000,
        "z" * 1_000_000,
        "\ud800\x00" * 500_000,
    ],
    ids=["words", "marks", "signs", "halves", "spaced", "drawn", "broken"],
)
def test_a_megabyte_takes_no_time(written: str) -> None:
    started = time.process_time()
    normalise(written)
    assert time.process_time() - started < 0.25
