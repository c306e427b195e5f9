"""A video is looked into before it is believed: a whole MP4 of a size that can be kept.

Its bytes are kept as they came. To write its frames anew takes an encoder of a hundred megabytes, and each platform
encodes a video once more anyway. So what is published are the same bytes, with zeros where a place is named. Where that
cannot be done it is refused, and the cure is named.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO

from masthead.checks.engine.cues import LONGEST
from masthead.kernel import mp4
from masthead.kernel.refusals import Invalid
from masthead.media import film_says
from masthead.media.boxes import Broken, Part
from masthead.media.credentials import BOX
from masthead.media.file_says import FileSays
from masthead.media.polyglots import refuse_another_kind

MAX_BYTES = 100 * 1024 * 1024
MIME, SUFFIX = "video/mp4", ".mp4"
_MOST_BOXES = 10_000
_BRANDS = frozenset({b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash", b"MSNV"})
_SAYS = frozenset({b"moov", b"udta", b"meta"}) | film_says.LISTS_OF_PLACES
"""Outermost boxes in which a file speaks of itself, beside those of XMP."""
_MOST_SAID = 16 * 1024 * 1024

_PLACE_STAYS = (
    "The video says where it was taken, in a way that cannot be taken out here. Export it without its location, and"
    " upload that."
)
_NO_VIDEO = "This is not a whole MP4 video. Export it as MP4 (H.264 and AAC) first."


@dataclass(frozen=True, slots=True)
class Film:
    """A video that was looked into. `file` stands at its beginning; its bytes are `size` long and have this SHA-256.

    length: in milliseconds, or None where its header does not tell; credentials: whether it carries any (C2PA).
    says: what it says of itself; places: where in it a place is named, as (from, to).
    """

    file: IO[bytes]
    sha256: str
    size: int
    width: int
    height: int
    length: int | None
    credentials: bool
    says: FileSays = field(default_factory=FileSays)
    places: tuple[tuple[int, int], ...] = ()


def is_film(beginning: bytes) -> bool:
    """Whether a file that begins so means to be a video: MP4 or its relative, QuickTime."""
    return beginning[4:8] == b"ftyp" and beginning[8:12] in _BRANDS | {b"qt  "}


def look_into(file: IO[bytes], *, kept: bool = False) -> Film:
    """Raises Invalid for what is no whole MP4, is too large, shows no picture, or says where it was taken for good.

    kept: it was taken before. Of one that says for good where it was taken, that is told then, instead of refused.
    """
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
    parts, begin = list[tuple[bytes, Part]](), 0
    for kind, start, length in _boxes(file, 0, size):
        if _speaks(file, kind, start, length):
            file.seek(begin)
            parts.append((kind, Part(file.read(start + length - begin), begin)))
        begin = start + length
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
    if not kept:
        refuse_another_kind(file, "video")
    says, places = _said(parts, kept=kept)
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    file.seek(0)
    lasts = mp4.lasts(header)
    told = lasts if 0 < lasts <= LONGEST else None
    return Film(file, digest, size, width, height, told, credentials, says, places)


@contextmanager
def without_places(seen: Film) -> Iterator[Film]:
    """The same video with zeros where a place is named, looked into once more; its file is gone afterwards.

    Raises Invalid where one would be left.
    """
    with tempfile.TemporaryFile() as copy:
        seen.file.seek(0)
        shutil.copyfileobj(seen.file, copy)
        for start, end in seen.places:
            copy.seek(start)
            kept = copy.read(end - start)
            copy.seek(start)
            copy.write(film_says.blank(kept))
        clean = look_into(copy)
        if clean.places or clean.size != seen.size:
            raise Invalid(_PLACE_STAYS, field="file")
        yield clean


def _speaks(file: IO[bytes], kind: bytes, start: int, length: int) -> bool:
    """Whether an outermost box says something of the video. Raises Invalid for one larger than any camera writes."""
    if kind == b"uuid":
        file.seek(start)
        speaks = file.read(len(film_says.XMP_BOX)) == film_says.XMP_BOX
    else:
        speaks = kind in _SAYS
    if speaks and length > _MOST_SAID:
        raise Invalid(_NO_VIDEO, field="file")
    return speaks


def _said(parts: list[tuple[bytes, Part]], *, kept: bool) -> tuple[FileSays, tuple[tuple[int, int], ...]]:
    try:
        return film_says.read(parts)
    except Broken:
        raise Invalid(_NO_VIDEO, field="file") from None
    except film_says.PlaceStays as stays:
        if kept:
            return stays.says, ()
        raise Invalid(_PLACE_STAYS, field="file") from None


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
