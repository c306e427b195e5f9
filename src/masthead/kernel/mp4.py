"""What the header of an MP4 tells of the film: how large it is shown, and how long it lasts. By ISO/IEC 14496-12."""

from __future__ import annotations

import struct
from typing import IO

MOST_OF_A_HEADER = 16 * 1024 * 1024
_MOST_BOXES = 10_000


def header_of(file: IO[bytes], *, most: int = MOST_OF_A_HEADER) -> bytes:
    """The content of the box `moov`, wherever it stands, or its first `most` bytes; empty where there is none."""
    end, start = file.seek(0, 2), 0
    for _ in range(_MOST_BOXES):
        file.seek(start)
        head = file.read(16)
        if len(head) < 8:
            break
        length, skipped = int.from_bytes(head[:4], "big"), 8
        if length == 1 and len(head) == 16:
            length, skipped = int.from_bytes(head[8:], "big"), 16
        length = length or end - start
        if length < skipped:
            break
        if head[4:8] == b"moov":
            file.seek(start + skipped)
            return file.read(min(length - skipped, most))
        start += length
    return b""


def shown(header: bytes) -> tuple[int, int]:
    """Width and height of the largest track that is seen; (0, 0) where there is none."""
    best, place = (0, 0), header.find(b"tkhd")
    while place >= 0:
        # Version 1 has three times of eight bytes where version 0 has them of four; both end with width and height.
        length = 96 if header[place + 4 : place + 5] == b"\1" else 84
        track = header[place + 4 : place + 4 + length]
        if len(track) == length:
            width, height = struct.unpack(">II", track[-8:])
            best = max(best, (width >> 16, height >> 16))
        place = header.find(b"tkhd", place + 4)
    return best


def lasts(header: bytes) -> int:
    """Milliseconds the whole film lasts; 0 where that is not told, as in a stream cut into pieces."""
    place = header.find(b"mvhd") + 4
    if place < 4 or len(header) < place + 32:
        return 0
    # Version 1 has two times of eight bytes before the scale, and a length of eight, where version 0 has four.
    scale, units = (
        struct.unpack_from(">IQ", header, place + 20)
        if header[place]
        else struct.unpack_from(">II", header, place + 12)
    )
    return int(units * 1000 // scale) if scale else 0
