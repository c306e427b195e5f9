"""What a video's file says of itself, and where in it a place is named.

Read are the lists of QuickTime (QuickTime File Format, "User Data" and "Metadata"), of iTunes, of 3GPP (TS 26.244) and
XMP. As of pictures it is told and taken over only by a click; of a place it is known only that one is named. Where one
is, the published copy has zeros: the box stays as long as it was and becomes `free`, so that no frame moves.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from masthead.kernel.text import clean, shorten
from masthead.media import xmp
from masthead.media.boxes import Box, Part
from masthead.media.file_says import FileSays

XMP_BOX = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
"""The UUID box of XMP (Adobe, XMP specification part 3)."""
_HOLD = frozenset({b"moov", b"trak", b"udta", b"ilst", b"mdia", b"minf", b"stbl"})
_PLACES = frozenset({b"\xa9xyz", b"loci"})
_FIELDS = {
    b"\xa9nam": "title",
    b"titl": "title",
    b"\xa9ART": "creator",
    b"\xa9aut": "creator",
    b"auth": "creator",
    b"\xa9cpy": "copyright",
    b"cprt": "copyright",
    b"\xa9des": "caption",
    b"desc": "caption",
    b"dscp": "caption",
    b"\xa9day": "taken",
    b"\xa9mak": "make",
    b"\xa9mod": "model",
}
_KEYS = {
    "title": "title",
    "displayname": "title",
    "author": "creator",
    "artist": "creator",
    "copyright": "copyright",
    "description": "caption",
    "creationdate": "taken",
    "make": "make",
    "model": "model",
}
"""Of the keys of Apple and Android, their last part."""
_TRACKS_OF_PLACES = frozenset({b"gpmd", b"camm", b"rtmd", b"djmd", b"dbgi"})
"""Kinds of tracks in which cameras write where they are, moment by moment (GoPro, Google, Sony, DJI's two)."""
_TRACKS_WITH_KEYS = frozenset({b"mebx", b"mett", b"metx", b"urim"})
"""Kinds of tracks that name what they hold: faces from telephones, sometimes places (Apple, ISO 14496-12)."""
LISTS_OF_PLACES = frozenset({b"gps ", b"gps0", b"GPS "})
"""Boxes in which cameras behind a windshield keep their places, or tell where among the frames these stand."""
_ISO_6709 = re.compile(rb"[+-]\d{2}(?:\d{2}){0,2}(?:\.\d+)?[+-]\d{3}(?:\d{2}){0,2}(?:\.\d+)?(?:[+-]\d+(?:\.\d+)?)?/")
_EPOCH = datetime(1904, 1, 1, tzinfo=UTC)
_LONGEST = {"caption": 2_000}
_SHORT, _MOST_READ = 300, 8_000


class PlaceStays(ValueError):
    """A place is named where it cannot be taken out without the frames being written anew. says: all that is said."""

    def __init__(self, says: FileSays) -> None:
        super().__init__("a place that cannot be taken out")
        self.says = says


@dataclass(slots=True)
class _Found:
    says: dict[str, str] = field(default_factory=dict)
    spans: list[tuple[int, int]] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    stays: bool = False

    def say(self, name: str, value: str) -> None:
        if text := shorten(clean(value.replace("\x00", " ")), _LONGEST.get(name, _SHORT)):
            self.says.setdefault(name, text)

    def place(self, part: Part, box: Box) -> None:
        self.says["place"] = "named"
        self.spans.append((part.place + box.start, part.place + box.end))

    def place_that_stays(self) -> None:
        self.says["place"] = "named"
        self.stays = True


def read(parts: Sequence[tuple[bytes, Part]]) -> tuple[FileSays, tuple[tuple[int, int], ...]]:
    """What these boxes of a file say, given by kind with their heads, and which in them name a place, as (from, to).

    Raises Broken for what is no video, PlaceStays where one is named that cannot be taken out.
    """
    found = _Found()
    for kind, part in parts:
        if kind in LISTS_OF_PLACES:
            found.place_that_stays()
            continue
        head = 16 if part.content[:4] == b"\0\0\0\1" else 8
        if kind == b"uuid":
            _xmp(found, part, Box(kind, 0, head + len(XMP_BOX), len(part.content)))
        else:
            _walk(found, part, Box(kind, 0, head, len(part.content)))
    _find_what_is_left(parts, found)
    told = found.says
    device = told.pop("model", "")
    if (make := told.pop("make", "")) and not device.lower().startswith(make.lower()):
        device = f"{make} {device}".strip()
    taken, place = _day(told.pop("taken", "")) or told.pop("made", ""), bool(told.pop("place", ""))
    told.pop("made", None)
    says = FileSays(**told, device=device, taken=taken, place=place, unread=tuple(sorted(found.unread)))
    if found.stays:
        raise PlaceStays(says)
    return says, tuple(found.spans)


def blank(kept: bytes) -> bytes:
    """The bytes that stand in place of a box that names a place: as many, under the kind `free`, and nothing said."""
    long = kept[:4] == b"\0\0\0\1"
    return kept[:4] + b"free" + (kept[8:16] + bytes(len(kept) - 16) if long else bytes(len(kept) - 8))


def _walk(found: _Found, part: Part, inside: Box) -> None:
    if inside.kind == b"meta":
        _meta(found, part, inside)
        return
    for box in part.within(inside):
        if box.kind in _PLACES:
            found.place(part, box)
        elif box.kind in _FIELDS:
            found.say(_FIELDS[box.kind], _of_user_data(part.held(box, most=_MOST_READ), box.kind))
        elif box.kind == b"XMP_":
            _xmp(found, part, box)
        elif box.kind == b"mvhd":
            _made(found, part.held(box, most=12))
        elif box.kind == b"stsd":
            _find_a_track_of_places(found, part.held(box))
        elif box.kind in LISTS_OF_PLACES:
            found.place_that_stays()
        elif box.kind in _HOLD or box.kind == b"meta":
            _walk(found, part, box)


def _meta(found: _Found, part: Part, inside: Box) -> None:
    """A list of keys and values, or of iTunes' boxes. MP4 gives it four bytes of version, QuickTime does not."""
    skip = 0 if part.held(inside, skip=4, most=4) == b"hdlr" else 4
    keys: list[str] = []
    for box in part.within(inside, skip=min(skip, inside.end - inside.inside)):
        if box.kind == b"keys":
            keys = [_named(part.held(key)) for key in part.within(box, skip=8)]
        elif box.kind == b"ilst":
            for item in part.within(box):
                _item(found, part, item, keys)
        elif box.kind == b"XMP_":
            _xmp(found, part, box)


def _named(key: bytes) -> str:
    """What a key stands for here, "place" among it, or "". Read once: each of many values may name one long key."""
    written = key.decode("utf-8", "replace").lower()
    if "location" in written or "gps" in written:
        return "place"
    return _KEYS.get(written.rpartition(".")[2], "")


def _item(found: _Found, part: Part, item: Box, keys: Sequence[str]) -> None:
    number = int.from_bytes(item.kind, "big")
    key = keys[number - 1] if 0 < number <= len(keys) else ""
    if item.kind in _PLACES or key == "place":
        found.place(part, item)
    elif name := _FIELDS.get(item.kind) or key:
        for data in part.within(item):
            if data.kind == b"data":
                found.say(name, part.held(data, skip=8, most=_MOST_READ).decode("utf-8", "replace"))


def _of_user_data(held: bytes, kind: bytes) -> str:
    """QuickTime: a length and a language before the text. 3GPP: a version and a language. iTunes: a box around it."""
    if held[4:8] == b"data":
        return held[16:].decode("utf-8", "replace")
    if kind.startswith(b"\xa9"):
        length = int.from_bytes(held[:2], "big")
        return held[4 : 4 + length].decode("utf-8", "replace")
    text = held[6:]
    return text.decode("utf-16" if text[:2] in (b"\xfe\xff", b"\xff\xfe") else "utf-8", "replace")


def _xmp(found: _Found, part: Part, box: Box) -> None:
    """What cannot be read may name a place: it goes out of the published copy like one that does."""
    packet = part.held(box).strip(b"\0")
    try:
        said = xmp.read(packet)
    except ValueError:
        found.unread.add("XMP")
        found.spans.append((part.place + box.start, part.place + box.end))
        return
    if said.pop("place", ""):
        found.place(part, box)
    for name, value in said.items():
        found.say(name, value)


def _made(found: _Found, header: bytes) -> None:
    """When the film was begun, as its header says in seconds since 1904; cameras without a clock say nothing."""
    seconds = int.from_bytes(header[4:12] if header[:1] == b"\1" else header[4:8], "big")
    if 0 < seconds < 2**33:
        found.says["made"] = (_EPOCH + timedelta(seconds=seconds)).date().isoformat()


def _day(value: str) -> str:
    try:
        return date.fromisoformat(value.strip()[:10]).isoformat()
    except ValueError:
        return ""


def _find_a_track_of_places(found: _Found, entries: bytes) -> None:
    """By the kinds of its samples, of which it may have several; of those with keys, by these."""
    kinds = set(_kinds_of_samples(entries))
    named = entries.lower() if kinds & _TRACKS_WITH_KEYS else b""
    if kinds & _TRACKS_OF_PLACES or b"location" in named or b"gps" in named:
        found.place_that_stays()


def _kinds_of_samples(entries: bytes) -> Iterator[bytes]:
    place = 8
    while place + 8 <= len(entries):
        yield entries[place + 4 : place + 8]
        place += max(8, int.from_bytes(entries[place : place + 4], "big"))


def _find_what_is_left(parts: Sequence[tuple[bytes, Part]], found: _Found) -> None:
    """Whatever looks like a place where no list has it: there it cannot be taken out by its box."""
    # No box that is blotted out lies in another: of those that begin before a place, the last alone can hold it.
    spans = sorted(found.spans)
    starts = [start for start, _ in spans]
    for _, part in parts:
        for place in _places_in(part):
            before = bisect_right(starts, place)
            if not before or place >= spans[before - 1][1]:
                found.place_that_stays()
                return


def _places_in(part: Part) -> Iterator[int]:
    yield from (part.place + one.start() for one in _ISO_6709.finditer(part.content))
    for kind in _PLACES:
        place = part.content.find(kind)
        while place >= 0:
            yield part.place + place
            place = part.content.find(kind, place + 1)
