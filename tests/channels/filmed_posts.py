"""Posts with a film, for tests of the connectors that take one."""

from __future__ import annotations

import struct
from pathlib import Path

from channels.conformance import post
from films import CAPTIONS, film
from masthead.channels.post import AssetFile, Post

LENT = "https://desk.example/lent/token.mp4"


def film_at(folder: Path, *, seconds: int = 60, frames: int = 7000, name: str = "story-hour.mp4") -> AssetFile:
    """A film of so many seconds, with its alternative text, lent by the desk."""
    lasts = struct.pack(">4x2I2I80x", 0, 0, 600, 600 * seconds)
    (folder / name).write_bytes(film(lasts=lasts, frames=frames))
    return AssetFile(folder / name, "video/mp4", "A story is read", LENT)


def captions_at(folder: Path, language: str = "en") -> AssetFile:
    (folder / "words.vtt").write_bytes(CAPTIONS)
    return AssetFile(folder / "words.vtt", "text/vtt", lang=language)


def filmed(film: AssetFile, *more: AssetFile, text: str = "Story hour, again on Tuesday.") -> Post:
    return post(text, assets=(film, *more))
