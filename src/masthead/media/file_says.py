"""What a picture's file says of itself: EXIF (CIPA DC-008), IPTC-IIM and XMP, as cameras, agencies and editors write.

Told to staff on the picture's page, and taken over only by their click: a file may say anything. Of a place it is known
only that one is named, never which. What cannot be read is told by name, and keeps no picture out.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from PIL import Image, ImageFile, IptcImagePlugin

from masthead.kernel.text import clean, shorten
from masthead.media import xmp

_LARGEST_EXIF = 1024 * 1024
"""Bytes. It holds a thumbnail of at most 64 kilobytes, and makers' notes."""
_LONGEST = {"caption": 2_000, "alt": 2_000}
_SHORT = 300
"""Characters kept of what is not a caption."""
_BY_MACHINE = re.compile(r"(?:olympus|sony|minolta|kodak|konica|samsung|pentax)?[ _]*(?:digital camera|dsc|exif)", re.I)
_UNREAD = (OSError, ValueError, SyntaxError, LookupError, TypeError, ArithmeticError, MemoryError, struct.error)
"""What Pillow raises, over the years, for tags that are cut off or lie about their length."""

_ARTIST, _COPYRIGHT, _DESCRIPTION, _EXIF_PART, _TAKEN, _GPS_PART = 0x013B, 0x8298, 0x010E, 0x8769, 0x9003, 0x8825
_IPTC = {80: "creator", 116: "copyright", 110: "credit", 120: "caption", 55: "taken", 90: "place", 92: "place"}
_XMP_BEGINS, _XMP_ENDS = b"<x:xmpmeta", b"</x:xmpmeta>"
_EXIF_IN_HEIC = re.compile(rb"Exif\x00\x00(?=II\*\x00|MM\x00\*)")


@dataclass(frozen=True, slots=True)
class FileSays:
    """taken: an ISO date or ""; place: whether one is named; unread: which of EXIF, IPTC and XMP could not be read.

    title, device: of a video; what it was taken with, as its maker and model.
    """

    creator: str = ""
    copyright: str = ""
    credit: str = ""
    usage: str = ""
    caption: str = ""
    alt: str = ""
    taken: str = ""
    place: bool = False
    unread: tuple[str, ...] = ()
    title: str = ""
    device: str = ""

    def as_json(self) -> dict[str, Any]:
        """What it says and no more: an empty mapping for a file that says nothing."""
        return {name: value for name, value in asdict(self).items() if value}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> FileSays:
        return cls(**{**kept, "unread": tuple(kept.get("unread", ()))})

    @property
    def says_something(self) -> bool:
        return self != FileSays(unread=self.unread)

    @property
    def taken_on(self) -> date | None:
        return date.fromisoformat(self.taken) if self.taken else None

    @property
    def note(self) -> str:
        """What it says of rights, in one line, for the note beside the license. "" where it says nothing of them."""
        maker = f"By {self.creator}" if self.creator else ""
        credit = f"Credit: {self.credit}" if self.credit and self.credit != self.creator else ""
        parts = [part.rstrip(".") for part in (maker, credit, self.copyright, self.usage) if part]
        return f"{'. '.join(parts)} (from the file)" if parts else ""

    @property
    def rights(self) -> str:
        """The copyright notice and the terms of use, as they stand there."""
        return ". ".join(part.rstrip(".") for part in (self.copyright, self.usage) if part)

    @property
    def words(self) -> str:
        """What it says of what is shown, for the alt text: words written for that, else the caption."""
        return self.alt or self.caption


def read(picture: ImageFile.ImageFile) -> FileSays:
    """What an opened JPEG, PNG or WebP says of itself. Never raises for what it says."""
    said = _Said()
    with said.reading("EXIF"):
        if picture.format == "PNG":
            picture.load()  # Its words may stand after the picture.
        said.exif(picture.info.get("exif") or b"")
    with said.reading("XMP"):
        said.xmp(picture.info.get("xmp") or b"")
    with said.reading("IPTC"):
        said.iptc(IptcImagePlugin.getiptcinfo(picture) or {})
    return said.whole()


def read_heic(original: bytes) -> FileSays:
    """The same of a HEIC picture, whose decoder is not loaded here: both parts stand in it as they are."""
    said = _Said()
    with said.reading("XMP"):
        if (begins := original.find(_XMP_BEGINS)) >= 0:
            ends = original.find(_XMP_ENDS, begins, begins + xmp.LARGEST)
            said.xmp(original[begins : ends + len(_XMP_ENDS)] if ends > 0 else b"<")
    with said.reading("EXIF"):
        if begin := _EXIF_IN_HEIC.search(original):
            # Where it ends is told by the container alone; its offsets do not lead beyond.
            said.exif(original[begin.start() : begin.start() + _LARGEST_EXIF])
    return said.whole()


class _Said:
    """Gathers what the three say; of XMP, then IPTC, then EXIF the first counts: editors write the former later."""

    def __init__(self) -> None:
        self._by: dict[str, dict[str, str]] = {"XMP": {}, "IPTC": {}, "EXIF": {}}
        self._unread: list[str] = []

    @contextmanager
    def reading(self, which: str) -> Iterator[None]:
        try:
            yield
        except _UNREAD:
            self._by[which] = {}
            self._unread.append(which)

    def xmp(self, packet: bytes | str) -> None:
        if packet:
            self._by["XMP"] = xmp.read(packet.encode() if isinstance(packet, str) else packet)

    def iptc(self, fields: Mapping[tuple[int, int], bytes | list[bytes] | None]) -> None:
        for (part, number), value in fields.items():
            if part == 2 and number in _IPTC:
                text = ", ".join(_decoded(one) for one in (value if isinstance(value, list) else [value])[:10] if one)
                self._by["IPTC"].setdefault(_IPTC[number], text)

    def exif(self, block: bytes) -> None:
        if not block:
            return
        if len(block) > _LARGEST_EXIF:
            raise ValueError("larger than is read")
        tags = Image.Exif()
        tags.load(block)
        into = self._by["EXIF"]
        into["creator"], into["copyright"] = _text(tags.get(_ARTIST)), _text(tags.get(_COPYRIGHT))
        into["caption"] = _text(tags.get(_DESCRIPTION))
        into["taken"] = _text(tags.get_ifd(_EXIF_PART).get(_TAKEN))
        # The first tag is the version of the rest.
        into["place"] = "named" if set(tags.get_ifd(_GPS_PART)) - {0} else ""

    def whole(self) -> FileSays:
        first: dict[str, str] = {}
        for said in self._by.values():
            for name, value in said.items():
                if (text := _tidy(name, value)) and name not in first:
                    first[name] = text
        place = bool(first.pop("place", ""))
        return FileSays(**first, place=place, unread=tuple(sorted(self._unread)))


def _tidy(name: str, value: str) -> str:
    if name == "taken":
        return _day(value)
    text = shorten(clean(value.replace("\x00", " ")), _LONGEST.get(name, _SHORT))
    return "" if name == "caption" and _BY_MACHINE.fullmatch(text) else text


def _day(value: str) -> str:
    """2024:05:06 10:11:12, 2024-05-06T10:11 and 20240506 as an ISO date; "" for what names no day."""
    if not (found := re.match(r"(\d{4})[:-]?(\d\d)[:-]?(\d\d)(?!\d)", value.strip())):
        return ""
    try:
        return date(*map(int, found.groups())).isoformat()
    except ValueError:
        return ""


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return _decoded(value)
    if not isinstance(value, str):
        return ""
    try:
        # ASCII by the standard, so Pillow reads byte by byte; cameras and editors write UTF-8.
        return value.encode("latin-1").decode()
    except UnicodeError:
        return value


def _decoded(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeError:
        return value.decode("cp1252", "replace")
