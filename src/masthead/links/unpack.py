"""What a server packed (RFC 9110, 8.4.1) is unpacked as it comes, never further than there is room for."""

from __future__ import annotations

import zlib
from typing import Protocol

_GZIP = frozenset({"gzip", "x-gzip"})
_NOT_READ = frozenset({"br", "zstd", "compress", "x-compress", "dcb", "dcz"})
_MEMBER = b"\x1f"
"""How each member of a gzip file begins (RFC 1952)."""


class CannotUnpack(ValueError):
    """A way of packing that was not asked for, by its name."""


class Unpack(Protocol):
    def __call__(self, chunk: bytes, room: int) -> bytes:
        """What `chunk` adds, at most `room` bytes of it. Raises zlib.error for what is not packed as it was said."""


def unpacker(encoding: str) -> Unpack:
    """What unpacks a body under this Content-Encoding. A name nobody knows means nothing, as to browsers.

    Raises CannotUnpack.
    """
    named = [name for name in (part.strip().lower() for part in encoding.split(",")) if name not in ("", "identity")]
    if len(named) > 1 or (named and named[0] in _NOT_READ):
        raise CannotUnpack(encoding)
    if named and named[0] in _GZIP:
        return _Gzip()
    return _Deflate() if named == ["deflate"] else _plain


def _plain(chunk: bytes, room: int) -> bytes:
    return chunk[:room]


class _Gzip:
    """One member after another: a file of several is one text. What follows the last and is none is left out."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(wbits=31)
        self._first = True

    def __call__(self, chunk: bytes, room: int) -> bytes:
        out, rest = bytearray(), chunk
        while rest and len(out) < room:
            if self._member.eof:
                if not rest.startswith(_MEMBER):
                    break
                self._member, self._first = zlib.decompressobj(wbits=31), False
            try:
                out += self._member.decompress(rest, room - len(out))
            except zlib.error:
                if self._first:
                    raise
                break
            rest = self._member.unused_data
        return bytes(out)


class _Deflate:
    """With the two bytes of zlib before it, as the standard says, or without, as some servers send it."""

    def __init__(self) -> None:
        self._begun = b""
        self._stream: zlib._Decompress | None = None

    def __call__(self, chunk: bytes, room: int) -> bytes:
        if self._stream is None:
            self._begun += chunk
            if len(self._begun) < 2:
                return b""
            first, second = self._begun[:2]
            wrapped = first & 0x0F == 8 and (first << 8 | second) % 31 == 0
            self._stream = zlib.decompressobj(wbits=15 if wrapped else -15)
            chunk = self._begun
        return self._stream.decompress(chunk, room)
