"""The smallest things that are MP4 videos, for tests: boxes, and no picture anybody could look at."""

from __future__ import annotations

import struct

CAPTIONS = b"WEBVTT\n\n00:00.000 --> 00:02.000\nOnce upon a time\n"


def box(kind: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def track(width: int, height: int) -> bytes:
    return box(b"trak", box(b"tkhd", bytes(76) + struct.pack(">II", width << 16, height << 16)))


def film(
    *,
    brand: bytes = b"isom",
    size: tuple[int, int] = (640, 360),
    more: bytes = b"",
    frames: int = 5000,
    lasts: bytes = struct.pack(">4x2I2I80x", 0, 0, 600, 60 * 600),
) -> bytes:
    """A video of a minute with a track of sound and one of pictures; `more` stands in its header.

    lasts: the box that says how long it is, in units of which 600 are a second.
    """
    header = box(b"moov", box(b"mvhd", lasts) + track(0, 0) + track(*size) + more)
    return box(b"ftyp", brand + bytes(4) + brand) + header + box(b"mdat", bytes(frames))
