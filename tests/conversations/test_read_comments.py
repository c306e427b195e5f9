"""Comments out of a table or a saved page, as far as they tell; a wrong file costs a sentence and nothing else."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masthead.conversations.read_comments import LARGEST, Brought, _Page, moment, read_comments
from masthead.kernel.refusals import Invalid


def test_a_table_by_the_names_of_its_columns_in_any_order() -> None:
    table = (
        'When,Comment,Address,Name\n"11/20/2026 10:05 AM","When do you open,\nand where?",'
        "https://nextdoor.com/p/1#c1,June\nsoon,Thanks,,Ann\n,,,Nobody\n"
    )
    assert read_comments(table.encode()) == (
        Brought("June", "When do you open,\nand where?", datetime(2026, 11, 20, 10, 5), "https://nextdoor.com/p/1#c1"),
        Brought("Ann", "Thanks", unread="soon"),
    )


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_what_spreadsheets_write(sign: str) -> None:
    table = sign.join(["Author name", "Comment text"]) + "\r\n" + sign.join(["José", "“Merci”"]) + "\r\n"
    for raw in (table.encode("utf-8-sig"), table.encode("utf-16"), table.encode("cp1252")):
        assert read_comments(raw) == (Brought("José", "“Merci”"),)


def test_a_saved_page_gives_each_item_its_first_line_as_the_name() -> None:
    page = """<html><head><title>Post</title></head><body><script>"<li>no</li>"</script><nav><li>Home</li></nav>
      <ul><li><b>June Ross</b><div>When do you open?</div><time datetime="2026-11-20T10:05:00-06:00">2 d</time>
        <button>Like</button><ul><li><p>City Library</p><p>On Monday.</p></li></ul></li></ul></body></html>"""
    assert read_comments(page.encode()) == (
        Brought("June Ross", "When do you open?", datetime.fromisoformat("2026-11-20T10:05:00-06:00")),
        Brought("City Library", "On Monday."),
    )


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "empty"),
        (b"a" * (LARGEST + 1), "larger than 2 MB"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "no text"),
        (b"Title,Number\nA,1\n", "one called Name and one called Comment"),
        (b"Name,Comment\n", "No comment was found"),
        (b"<html><body><p>Nothing</p></body></html>", "No comment was found"),
    ],
)
def test_what_holds_no_comments_costs_one_sentence(raw: bytes, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence) as refused:
        read_comments(raw)
    assert refused.value.field == "file"


def test_times_as_they_are_written_here() -> None:
    assert moment("November 20, 2026 at 10:05\u202fAM") == datetime(2026, 11, 20, 10, 5)
    assert moment("11/20/2026 22:05") == datetime(2026, 11, 20, 22, 5)
    assert moment("2 days ago") is None


@given(st.text(max_size=300))
def test_any_file_is_read_or_refused(text: str) -> None:
    for raw in (text.encode(), f"<ul><li>{text}".encode(), f"name,comment\n{text}".encode()):
        try:
            assert read_comments(raw)
        except Invalid as refused:
            assert refused.sentence


def test_a_page_that_closes_none_of_its_menus_costs_no_more_than_another() -> None:
    page = _Page()
    page.feed("<li>" + "<nav>" * 1000)
    assert len(page._silent) <= 50
