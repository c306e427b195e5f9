"""Reads the part of CBOR that Bluesky's data is written in (DAG-CBOR), and CAR files of it. Bounded, pure.

Written here and not taken from a library: a reader for the network takes what is hostile without a bound on depth, and
what is needed is small. Lengths are believed only as far as there are bytes; blocks are believed only by their hash.
Sources: IPLD's DAG-CBOR and CARv1 specifications, RFC 8949, multiformats' CID.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass

DEEPEST = 40
MOST_BLOCKS = 500_000
LARGEST_BLOCK = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Cid:
    """A link to a block, as its bytes."""

    value: bytes


class Malformed(ValueError):
    """These are not the bytes of such a file. The sentence says where."""


@dataclass(slots=True)
class _Reader:
    raw: bytes
    at: int = 0

    def take(self, count: int) -> bytes:
        if count > len(self.raw) - self.at:
            raise Malformed(f"it ends in the middle of something, at byte {len(self.raw)}")
        self.at += count
        return self.raw[self.at - count : self.at]

    def varint(self) -> int:
        """Unsigned, little end first, at most nine bytes."""
        value = 0
        for step in range(9):
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << (7 * step)
            if not byte & 0x80:
                return value
        raise Malformed(f"a number does not end, at byte {self.at}")


def decode(raw: bytes) -> object:
    """The one value in `raw`. Raises Malformed."""
    reader = _Reader(raw)
    value = _value(reader, 0)
    if reader.at != len(raw):
        raise Malformed(f"something follows the value, at byte {reader.at}")
    return value


def blocks(raw: bytes) -> tuple[list[Cid], dict[bytes, bytes]]:
    """(roots, blocks by their CID) of a CAR file of version 1. Every block is checked against its hash.

    Raises Malformed.
    """
    reader = _Reader(raw)
    header = decode(reader.take(_bounded(reader.varint(), reader)))
    if not isinstance(header, dict) or header.get("version") != 1 or not isinstance(header.get("roots"), list):
        raise Malformed("it does not begin as a CAR file of version 1 does")
    found = dict(_sections(reader))
    return [root for root in header["roots"] if isinstance(root, Cid)], found


def _sections(reader: _Reader) -> Iterator[tuple[bytes, bytes]]:
    count = 0
    while reader.at < len(reader.raw):
        count += 1
        if count > MOST_BLOCKS:
            raise Malformed(f"it has more than {MOST_BLOCKS:,} blocks")
        end = _bounded(reader.varint(), reader) + reader.at
        cid = _cid(reader)
        if end < reader.at:
            raise Malformed(f"a block is shorter than its name, at byte {reader.at}")
        data = reader.take(end - reader.at)
        if hashlib.sha256(data).digest() != cid[-32:]:
            raise Malformed(f"a block is not what its hash says, before byte {reader.at}")
        yield cid, data


def _bounded(length: int, reader: _Reader) -> int:
    if length > LARGEST_BLOCK:
        raise Malformed(f"a block is larger than {LARGEST_BLOCK:,} bytes, at byte {reader.at}")
    return length


def _cid(reader: _Reader) -> bytes:
    """Version 1, any codec, SHA-256: the only kind there is in such files."""
    start = reader.at
    if reader.varint() != 1:
        raise Malformed(f"a link is of an unknown version, at byte {start}")
    reader.varint()
    if (reader.varint(), reader.varint()) != (0x12, 32):
        raise Malformed(f"a link is not by SHA-256, at byte {start}")
    reader.take(32)
    return reader.raw[start : reader.at]


def _value(reader: _Reader, depth: int) -> object:
    if depth > DEEPEST:
        raise Malformed(f"it is nested deeper than {DEEPEST}, at byte {reader.at}")
    first = reader.take(1)[0]
    major, info = first >> 5, first & 0x1F
    if major == 7:
        return _simple(reader, info)
    count = _count(reader, info)
    if major == 0:
        return count
    if major == 1:
        return -1 - count
    if major == 2:
        return reader.take(count)
    if major == 3:
        return _text(reader, count)
    if count > len(reader.raw) - reader.at:
        raise Malformed(f"a list is longer than the file, at byte {reader.at}")
    if major == 4:
        return [_value(reader, depth + 1) for _ in range(count)]
    if major == 5:
        return dict(_pair(reader, depth) for _ in range(count))
    return _link(reader, count, depth)


def _pair(reader: _Reader, depth: int) -> tuple[str, object]:
    key = _value(reader, depth + 1)
    if not isinstance(key, str):
        raise Malformed(f"a name is not text, at byte {reader.at}")
    return key, _value(reader, depth + 1)


def _link(reader: _Reader, tag: int, depth: int) -> Cid:
    inner = _value(reader, depth + 1)
    if tag != 42 or not isinstance(inner, bytes) or not inner.startswith(b"\x00"):
        raise Malformed(f"an unknown tag, at byte {reader.at}")
    return Cid(inner[1:])


def _text(reader: _Reader, count: int) -> str:
    try:
        return reader.take(count).decode()
    except UnicodeDecodeError as reason:
        raise Malformed(f"text that is not UTF-8, at byte {reader.at}") from reason


def _count(reader: _Reader, info: int) -> int:
    if info < 24:
        return info
    if info > 27:
        raise Malformed(f"a length that is not given, at byte {reader.at}")
    return int.from_bytes(reader.take(1 << (info - 24)), "big")


def _simple(reader: _Reader, info: int) -> object:
    if info in (20, 21, 22):
        return {20: False, 21: True, 22: None}[info]
    if info == 27:
        return struct.unpack(">d", reader.take(8))[0]
    raise Malformed(f"an unknown sign, at byte {reader.at}")
