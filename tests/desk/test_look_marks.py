"""Marked text is the text: nothing lost, nothing added, nothing run."""

from __future__ import annotations

import html
import re

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


def test_a_number_stands_at_the_end_of_its_span() -> None:
    assert mark_up("a clown", [Span(2, 7, "keeps", "k", "b")]).endswith(
        'data-finding="k">clown<span class="mh-span__no">b</span></mark>'
    )
