"""Marked text is the text: nothing lost, nothing added, nothing run."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masthead.desk.look.marks import Span, mark_up

KINDS = st.sampled_from(["blocks", "asks", "advises", "keeps", "removes", "over"])
SPANS = st.lists(st.builds(Span, st.integers(-3, 40), st.integers(-3, 40), KINDS, st.text(max_size=5)), max_size=6)


def plain(marked: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", marked))


@given(st.text(max_size=30), SPANS)
def test_the_text_is_kept_whatever_the_spans(text: str, spans: list[Span]) -> None:
    assert plain(mark_up(text, spans)) == text


@given(st.text(alphabet="<>&\"'script ", max_size=30), SPANS)
def test_nothing_in_the_text_becomes_markup(text: str, spans: list[Span]) -> None:
    assert set(re.findall(r"<(/?\w+)", mark_up(text, spans))) <= {"mark", "/mark"}


def test_where_spans_overlap_what_blocks_is_shown() -> None:
    marked = mark_up("abcdef", [Span(0, 4, "advises", "a"), Span(2, 6, "blocks", "b")])
    assert re.findall(r"mh-span--(\w+)[^>]*>(\w+)<", marked) == [("advises", "ab"), ("blocks", "cdef")]


SUP = '<sup class="mh-span__letter" aria-hidden="true">{}</sup>'


@given(st.text(max_size=30), SPANS, st.sampled_from("ABC"))
def test_letters_change_no_word_of_the_text(text: str, spans: list[Span], letter: str) -> None:
    marked = mark_up(text, [replace(span, letter=letter) for span in spans])
    assert plain(re.sub(r"<sup .*?</sup>", "", marked)) == text
    within = [span for span in spans if max(0, span.start) < min(len(text), span.end)]
    assert ("<sup" in marked) == bool(within)


@pytest.mark.parametrize(
    ("text", "end", "before"),
    [
        ("a clown here", 7, "clown</mark>"),
        ("a clown, she is", 7, "clown</mark>,"),
        ("a “clown”. She is", 8, "clown</mark>”."),
        ("a clownish thing", 7, "clown</mark>ish"),
        ("a clown", 7, "clown</mark>"),
    ],
    ids=["a word", "a comma", "a quotation", "part of a word", "the end"],
)
def test_a_letter_stands_after_its_phrase_and_never_inside_one(text: str, end: int, before: str) -> None:
    assert before + SUP.format("B") in mark_up(text, [Span(2, end, "keeps", letter="B")])


def test_a_letter_of_a_span_that_a_graver_one_covers_is_not_lost() -> None:
    marked = mark_up("you fat liar, go", [Span(0, 16, "removes", letter="B"), Span(4, 12, "keeps", letter="A")])
    assert "you fat liar," + SUP.format("A") + " go</mark>" + SUP.format("B") in marked


def test_two_reasons_that_end_together_stand_side_by_side() -> None:
    marked = mark_up("go away", [Span(0, 7, "keeps", letter="A"), Span(3, 7, "removes", letter="B")])
    assert marked.endswith("</mark>" + SUP.format("A") + SUP.format("B"))
