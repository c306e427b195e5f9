"""The header of a film is found wherever it stands, and what is no film tells nothing."""

from __future__ import annotations

import io
import struct

from hypothesis import given
from hypothesis import strategies as st

from films import box, film, track
from masthead.kernel.mp4 import header_of, lasts, shown


def test_length_and_size_are_read() -> None:
    header = header_of(io.BytesIO(film(size=(1080, 1920))))
    assert (lasts(header), shown(header)) == (60_000, (1080, 1920))


def test_a_header_at_the_end_after_a_large_box_is_found() -> None:
    length = struct.pack(">4x2I2I80x", 0, 0, 1000, 2500)
    moov = box(b"moov", box(b"mvhd", length) + track(640, 360))
    large = struct.pack(">I4sQ", 1, b"mdat", 16 + 3000) + bytes(3000)
    whole = box(b"ftyp", b"isom") + large + moov
    assert lasts(header_of(io.BytesIO(whole))) == 2500
    assert header_of(io.BytesIO(whole), most=8) == box(b"mvhd", length)[:8]


@given(st.binary(max_size=200))
def test_whatever_else_is_given_is_no_film_and_no_crash(content: bytes) -> None:
    header = header_of(io.BytesIO(content))
    assert lasts(header) >= 0
    assert shown(header) >= (0, 0)
