"""A film with its captions on disk, as a delivery hands them to a connector."""

from __future__ import annotations

import struct
from pathlib import Path

from films import CAPTIONS, film
from masthead.channels.port import Channel
from masthead.channels.post import AssetFile, Pending, Post


def filmed(
    folder: Path,
    *,
    frames: int = 90_000,
    seconds: int = 60,
    size: tuple[int, int] = (640, 360),
    lang: str = "en",
    captioned: bool = True,
    alt: str = "A story is read aloud",
) -> tuple[AssetFile, ...]:
    lasts = struct.pack(">4x2I2I80x", 0, 0, 600, 600 * seconds)
    path, words = folder / "story-hour.mp4", folder / "story-hour.vtt"
    # No two pieces are alike, so that two in the wrong order are seen.
    path.write_bytes(film(frames=frames, lasts=lasts, size=size).replace(bytes(frames), _numbered(frames)))
    words.write_bytes(CAPTIONS)
    shown = AssetFile(path, "video/mp4", alt)
    return (shown, AssetFile(words, "text/vtt", lang=lang)) if captioned else (shown,)


def prepared(channel: Channel, words: Post, key: str = "key") -> Pending:
    pending = channel.begin(words, key)
    while not pending.ready:
        pending = channel.advance(pending)
    return pending


def said(channel: Channel, words: Post) -> tuple[str, ...]:
    return channel.measure(words).violations


def _numbered(frames: int) -> bytes:
    return b"".join(struct.pack(">I", number) for number in range(frames // 4 + 1))[:frames]
