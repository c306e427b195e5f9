"""Boxes of ISO/IEC 14496-12, of which MP4 and QuickTime are made, read from a part of a stranger's file.

Every size is held against what surrounds it. Boxes too many, too deep, or longer than they can be are no video.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

MOST, DEEPEST = 20_000, 12
"""Boxes in one part, and how deep in each other: cameras and editors stay below some hundred and ten."""


class Broken(ValueError):
    """A size that lies, or more boxes than any camera writes."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box of a part: where it begins there, where its content begins, and where it ends. depth: 0 for the part's."""

    kind: bytes
    start: int
    inside: int
    end: int
    depth: int = 0


@dataclass(slots=True)
class Part:
    """Bytes of a file that begin at `place` in it."""

    content: bytes
    place: int
    _read: int = field(default=0)

    def within(self, box: Box, *, skip: int = 0) -> Iterator[Box]:
        """The boxes in `box`, after `skip` bytes. Raises Broken. Four zeros may end a list, as QuickTime ends one."""
        yield from self.between(box.inside + skip, box.end, depth=box.depth + 1)

    def between(self, start: int, end: int, *, depth: int = 0) -> Iterator[Box]:
        """The boxes from `start` to `end`, which have to fill it. Raises Broken."""
        if depth > DEEPEST:
            raise Broken("boxes in boxes without end")
        while start < end:
            head = self.content[start : min(end, start + 16)]
            if len(head) < 8:
                if any(head):
                    raise Broken("a box cut short")
                return
            self._read += 1
            length, inside = int.from_bytes(head[:4], "big"), start + 8
            if length == 1 and len(head) == 16:
                length, inside = int.from_bytes(head[8:], "big"), start + 16
            elif length == 0:  # to the end of what surrounds it
                length = end - start
            if self._read > MOST or start + length > end or start + length < inside:
                raise Broken("a size that lies, or boxes without number")
            yield Box(head[4:8], start, inside, start + length, depth)
            start += length

    def held(self, box: Box, *, skip: int = 0, most: int | None = None) -> bytes:
        """What `box` holds after `skip` bytes, at most `most` of them."""
        begin = box.inside + skip
        return self.content[begin : box.end if most is None else min(box.end, begin + most)]
