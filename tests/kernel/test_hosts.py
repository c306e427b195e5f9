"""A host is spelled as browsers spell it, or refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masthead.kernel.hosts import ascii_host


@pytest.mark.parametrize(
    ("written", "spelled"),
    [
        ("Library.Example", "library.example"),
        ("straße.de", "xn--strae-oqa.de"),
        ("Bücher.example", "xn--bcher-kva.example"),
        ("пример.рф", "xn--e1afmkfd.xn--p1ai"),
        ("例え。jp", "xn--r8jz45g.jp"),
        ("a\u200b.example", "a.example"),
        ("１２７.0.0.1", "127.0.0.1"),
        ("😀.example", "xn--e28h.example"),
    ],
)
def test_a_host_is_spelled_as_browsers_do(written: str, spelled: str) -> None:
    assert ascii_host(written) == spelled


@pytest.mark.parametrize(
    "written", ["evil.example／.library.example", "é" * 80 + ".de", "é" * 300, "é .example", "⒈.com"]
)
def test_what_is_no_host_is_refused(written: str) -> None:
    with pytest.raises(ValueError):
        ascii_host(written)


@given(st.text(max_size=60))
def test_any_host_is_ascii_or_refused_and_stays_as_it_is_spelled(written: str) -> None:
    try:
        spelled = ascii_host(written)
    except ValueError:
        return
    assert spelled.isascii() and ascii_host(spelled) == spelled
