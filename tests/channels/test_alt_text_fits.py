"""A channel that limits alt text says so before anything is sent, as it says that a text is too long."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from masthead.channels.post import AssetFile, Post
from masthead.channels.registry import connect


@pytest.mark.parametrize(
    ("channel", "settings", "limit"),
    [
        ("bluesky", {"handle": "library.example"}, 2000),
        ("mastodon", {"server": "https://social.example"}, 1500),
        ("x", {}, 1000),
        ("linkedin", {}, 4086),
        ("instagram", {}, 1000),
        ("threads", {}, 1000),
    ],
)
def test_alt_text_longer_than_the_channel_takes_is_a_violation(
    channel: str, settings: dict[str, str], limit: int, tmp_path: Path
) -> None:
    (tmp_path / "shelf.png").write_bytes(b"\x89PNG\r\n\x1a\n")

    def said(alt: str) -> list[str]:
        asset = AssetFile(tmp_path / "shelf.png", "image/png", alt)
        post = Post("Look!", datetime(2026, 3, 2, tzinfo=UTC), assets=(asset,))
        return [told for told in connect(channel, settings, {}).measure(post).violations if "alternative text" in told]

    assert said("x" * limit) == []
    assert said("x" * (limit + 1)) == [f"The alternative text of shelf.png is longer than {limit} characters."]
