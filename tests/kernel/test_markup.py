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
