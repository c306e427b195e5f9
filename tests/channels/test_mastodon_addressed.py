"""Whom an answer on Mastodon names, so that they are told of it."""

from __future__ import annotations

import pytest

from masthead.channels.mastodon.account import _addressed


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Thanks, as @anna said.", "@ann"),
        ("Thanks, as @ann@other.example said.", "@ann"),
        ("Thanks, as @ann.b said.", "@ann"),
        ("Write to joe@ann", "@ann"),
        ("Thanks, @ann@other.example.org.", "@ann@other.example"),
    ],
)
def test_whoever_is_not_named_whole_is_named_before_it(text: str, address: str) -> None:
    assert _addressed(text, address) == f"{address} {text}"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Thanks, @Ann.", "@ann"),
        ("@ann: yes", "@ann"),
        ("(@ann@other.example)", "@ann@other.example"),
        ("A note to nobody", ""),
    ],
)
def test_whoever_is_named_already_is_not_named_twice(text: str, address: str) -> None:
    assert _addressed(text, address) == text
