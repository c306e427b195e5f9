"""Whether a file carries content credentials (C2PA): a signed account of where a picture or video comes from.

Found by the place the standard gives them in each format. They are told, not verified: that needs a list of whom to
trust, and it does not say whether a picture is true.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

BOX = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
"""The UUID of the box in HEIC pictures and MP4 videos."""

_MOST_PARTS = 10_000
_NO_LENGTH = (0x01, *range(0xD0, 0xD8))


def carries_credentials(picture: bytes) -> bool:
    """Whether a JPEG, PNG, WebP or HEIC picture does. Never raises, whatever the bytes are."""
    if picture[:2] == b"\xff\xd8":
        return any(_is_jumbf(segment) for segment in _app11(picture))
    if picture[:8] == b"\x89PNG\r\n\x1a\n":
        return b"caBX" in _chunks(picture, 8, ">I4s", trailer=4)
    if picture[:4] == b"RIFF" and picture[8:12] == b"WEBP":
        return b"C2PA" in _chunks(picture, 12, "<4sI", trailer=0)
    if picture[4:8] == b"ftyp":
        return any(kind == b"uuid" and content == BOX for kind, content in _boxes(picture))
    return False


def _is_jumbf(segment: bytes) -> bool:
    """Of an APP11 segment: common identifier JP, then instance, sequence, length, and a superbox that names C2PA."""
    return segment[:2] == b"JP" and segment[12:16] == b"jumb" and b"c2pa" in segment


def _app11(picture: bytes) -> Iterator[bytes]:
    place = 2
    for _ in range(_MOST_PARTS):
        if place + 4 > len(picture) or picture[place] != 0xFF:
            return
        marker = picture[place + 1]
        if marker == 0xFF or marker in _NO_LENGTH:
            place += 1 if marker == 0xFF else 2
            continue
        if marker in (0xD9, 0xDA):  # the end, or the picture itself
            return
        length = int.from_bytes(picture[place + 2 : place + 4], "big")
        if marker == 0xEB:
            yield picture[place + 4 : place + 2 + length]
        place += 2 + max(2, length)


def _chunks(picture: bytes, place: int, head: str, *, trailer: int) -> Iterator[bytes]:
    """The kinds of chunks of a PNG or WebP file."""
    for _ in range(_MOST_PARTS):
        if place + 8 > len(picture):
            return
        one, other = struct.unpack_from(head, picture, place)
        kind, length = (one, other) if isinstance(one, bytes) else (other, one)
        yield kind
        # RIFF pads to even places; PNG ends each chunk with a checksum.
        place += 8 + length + (trailer or length % 2)


def _boxes(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(kind, first sixteen bytes of its content) of each outermost box."""
    place = 0
    for _ in range(_MOST_PARTS):
        if place + 8 > len(picture):
            return
        length, kind = struct.unpack_from(">I4s", picture, place)
        head = 8
        if length == 1:
            length, head = int.from_bytes(picture[place + 8 : place + 16], "big"), 16
        yield kind, picture[place + head : place + head + 16]
        if length < head:
            return
        place += length
