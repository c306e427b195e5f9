"""A video is looked into before it is believed: a whole MP4 of a size that can be kept, and without the place in it.

Its bytes are kept and published as they came. To write them anew takes an encoder of a hundred megabytes, and each
platform encodes a video once more anyway. So one that carries where it was taken is refused, and the cure is named.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from masthead.checks.engine.cues import LONGEST
from masthead.kernel import mp4
from masthead.kernel.refusals import Invalid
from masthead.media.credentials import BOX

MAX_BYTES = 100 * 1024 * 1024
MIME, SUFFIX = "video/mp4", ".mp4"
_MOST_BOXES = 10_000
_BRANDS = frozenset({b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash", b"MSNV"})
_PLACES = (b"\xa9xyz", b"loci", b"location.ISO6709")
"""Where cameras write the place: two boxes, and a key of Apple's."""

_NO_VIDEO = "This is not a whole MP4 video. Export it as MP4 (H.264 and AAC) first."


@dataclass(frozen=True, slots=True)
class Film:
    """A video that was looked into. `file` stands at its beginning; its bytes are `size` long and have this SHA-256.

    length: in milliseconds, or None where its header does not tell; credentials: whether it carries any (C2PA).
    """

    file: IO[bytes]
    sha256: str
    size: int
    width: int
    height: int
    length: int | None
    credentials: bool


def is_film(beginning: bytes) -> bool:
    """Whether a file that begins so means to be a video: MP4 or its relative, QuickTime."""
    return beginning[4:8] == b"ftyp" and beginning[8:12] in _BRANDS | {b"qt  "}


def look_into(file: IO[bytes]) -> Film:
    """Raises Invalid for what is no whole MP4, is too large, shows no picture, or tells where it was taken."""
    size = file.seek(0, 2)
    if size > MAX_BYTES:
        raise Invalid(
            f"The video is larger than {MAX_BYTES // 1024 // 1024} MB. Export it smaller or shorter.", field="file"
        )
    file.seek(0)
    beginning = file.read(12)
    if not is_film(beginning) or beginning[8:12] == b"qt  ":
        raise Invalid(_NO_VIDEO, field="file")
    header, has_frames, credentials = b"", False, False
    for kind, start, length in _boxes(file, 0, size):
        has_frames = has_frames or kind == b"mdat"
        if kind == b"uuid" and length >= len(BOX):
            file.seek(start)
            credentials = credentials or file.read(len(BOX)) == BOX
        if kind == b"moov":
            if length > mp4.MOST_OF_A_HEADER:
                raise Invalid(_NO_VIDEO, field="file")
            file.seek(start)
            header = file.read(length)
    width, height = mp4.shown(header)
    if not has_frames or not width or not height:
        raise Invalid(_NO_VIDEO, field="file")
    if any(place in header for place in _PLACES):
        raise Invalid(
            "The video says where it was taken. Export it without its location, and upload that.", field="file"
        )
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    file.seek(0)
    lasts = mp4.lasts(header)
    return Film(file, digest, size, width, height, lasts if 0 < lasts <= LONGEST else None, credentials)


def _boxes(file: IO[bytes], start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """(kind, where its content begins, how long that is) of each box, which have to fill the file exactly."""
    for _ in range(_MOST_BOXES):
        if start == end:
            return
        file.seek(start)
        head = file.read(16)
        if len(head) < 8:
            break
        length, kind, skipped = int.from_bytes(head[:4], "big"), head[4:8], 8
        if length == 1 and len(head) == 16:
            length, skipped = int.from_bytes(head[8:], "big"), 16
        elif length == 0:
            length = end - start
        if length < skipped or start + length > end:
            break
        yield kind, start + skipped, length - skipped
        start += length
    raise Invalid(_NO_VIDEO, field="file")
