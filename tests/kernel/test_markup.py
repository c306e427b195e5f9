"""HTML that a parser of the standard library gives up at is read to its end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masthead.kernel.markup import Markup


class _Words(Markup):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def words(markup: str) -> str:
    reader = _Words()
    reader.feed(markup)
    reader.close()
    return "".join(reader.words)


@pytest.mark.parametrize("mark", ["<![x y]>", "<![9]>", "<![ ]>", "<![if IE]>", "<!x[>"])
def test_what_follows_a_mark_nobody_knows_is_read(mark: str) -> None:
    assert words(f"<p>Open {mark}at ten</p>") == "Open at ten"


@given(st.text(alphabet="<>![]-/ab &;'\"=\n9 ", max_size=60))
def test_nothing_written_as_html_is_given_up_at(markup: str) -> None:
    assert isinstance(words(markup), str)


class _Counted(_Words):
    """Counts the characters over which an end was looked for in vain, and stops where they are too many."""

    in_vain = 0

    def _found(self, end: int, begin: int) -> int:
        self.in_vain += len(self.rawdata) - begin if end < 0 else 0
        assert self.in_vain < 10_000_000, "each unfinished mark is looked at up to the end of the page"
        return end

    def parse_starttag(self, i: int) -> int:
        return self._found(super().parse_starttag(i), i)

    def parse_endtag(self, i: int) -> int:
        return self._found(super().parse_endtag(i), i)

    def parse_comment(self, i: int, report: bool = True) -> int:
        return self._found(super().parse_comment(i, report), i)

    def parse_pi(self, i: int) -> int:
        return self._found(super().parse_pi(i), i)

    def parse_html_declaration(self, i: int) -> int:
        return self._found(super().parse_html_declaration(i), i)


@pytest.mark.parametrize(
    "mark", ["<a ", "<div ", "<a b='", "<!--", "<!-- >", "<![CDATA[", "<!x", "<?", "&", "</", "</ "]
)
def test_a_page_of_unfinished_marks_costs_no_more_than_its_length(mark: str) -> None:
    reader = _Counted()
    reader.feed("Open at ten. " + mark * (2 * 1024 * 1024 // len(mark)))
    reader.close()
    assert "".join(reader.words).startswith("Open at ten. ")


def test_an_unfinished_mark_at_the_end_is_read_as_it_was_and_a_long_text_whole() -> None:
    assert words("<p>Open 1 <b") == "Open 1 <b"
    assert words("<p>" + "a" * 5000 + "&amp") == "a" * 5000 + "&"
    assert words("<p>Open <!-- " + "a" * 5000) == "Open "


def test_a_character_of_thousands_of_digits_is_none() -> None:
    assert words("<p>Open &#" + "9" * 5000 + "; at ten") == "Open \ufffd at ten"
