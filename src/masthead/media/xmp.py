"""What a packet of XMP (ISO 16684-1) in a picture says, read as a stranger's XML: no document types, no entities.

Only the properties named here are kept, as the IPTC Photo Metadata Standard calls them: whose it is, by what right it
may be used, what it shows, on which day and whether at a named place.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

LARGEST = 1024 * 1024
"""Bytes. Packets with a history of edits reach some hundred kilobytes."""
_DEEPEST, _MOST = 40, 20_000
_LONGEST = 4_000

_DC = "http://purl.org/dc/elements/1.1/ "
_PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/ "
_EXIF = "http://ns.adobe.com/exif/1.0/ "
_CORE = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/ "
_EXT = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/ "
_LI = "http://www.w3.org/1999/02/22-rdf-syntax-ns# li"
_LANG = "http://www.w3.org/XML/1998/namespace lang"

_NAMED = {
    f"{_DC}creator": "creator",
    f"{_DC}rights": "copyright",
    f"{_DC}description": "caption",
    f"{_PHOTOSHOP}Credit": "credit",
    "http://ns.adobe.com/xap/1.0/rights/ UsageTerms": "usage",
    f"{_CORE}AltTextAccessibility": "alt",
    f"{_PHOTOSHOP}DateCreated": "taken",
    f"{_EXIF}DateTimeOriginal": "taken",
    f"{_EXIF}GPSLatitude": "place",
    f"{_PHOTOSHOP}City": "place",
    f"{_CORE}Location": "place",
    f"{_EXT}LocationCreated": "place",
    f"{_EXT}LocationShown": "place",
}


@dataclass(slots=True)
class _Property:
    """One being read. `values` are its items with their language, "" where none is named."""

    name: str
    depth: int
    values: list[tuple[str, str]] = field(default_factory=list)
    language: str = ""
    text: str = ""

    def end_value(self) -> None:
        if self.text.strip():
            self.values.append((self.language, self.text.strip()))
        self.text = self.language = ""


def read(packet: bytes) -> dict[str, str]:
    """What it says, by the names of `file_says.FileSays`. Raises ValueError where it cannot or must not be read."""
    if len(packet) > LARGEST:
        raise ValueError("larger than is read")
    reader = _Reader()
    try:
        reader.parser.Parse(packet.strip(b"\x00 \r\n\t"), True)
    except (expat.ExpatError, LookupError) as error:
        raise ValueError("no whole XML") from error
    return reader.said


class _Reader:
    def __init__(self) -> None:
        self.said: dict[str, str] = {}
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self._depth = self._count = 0
        self._property: _Property | None = None

    def _refuse(self, *_declared: object) -> None:
        raise ValueError("declares a document type")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._count += 1
        if self._depth > _DEEPEST or self._count > _MOST:
            raise ValueError("deeper or longer than is read")
        for attribute, value in attributes.items():
            if attribute in _NAMED:
                self._keep(_NAMED[attribute], value)
        if self._property is None and name in _NAMED:
            self._property = _Property(_NAMED[name], self._depth)
        elif self._property and name == _LI:
            self._property.end_value()
            self._property.language = attributes.get(_LANG, "")

    def _text(self, text: str) -> None:
        if self._property and len(self._property.text) < _LONGEST:
            self._property.text += text[:_LONGEST]

    def _end(self, name: str) -> None:
        whole = self._property
        if whole and name == _LI:
            whole.end_value()
        if whole and whole.depth == self._depth:
            whole.end_value()
            self._property = None
            self._keep(whole.name, _worded(whole))
        self._depth -= 1

    def _keep(self, name: str, value: str) -> None:
        if value.strip():
            self.said.setdefault(name, value.strip()[:_LONGEST])


def _worded(whole: _Property) -> str:
    """Several makers are all named; of one text in several languages the English one, or the default, is taken."""
    if whole.name == "creator":
        return ", ".join(text for _, text in whole.values[:10])
    ranked = sorted(whole.values, key=lambda value: (not value[0].startswith("en"), value[0] != "x-default"))
    return ranked[0][1] if ranked else ""
