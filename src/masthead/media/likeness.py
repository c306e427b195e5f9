"""What a picture looks like in 64 bits (a difference hash), so that the same picture is known again in other bytes.

Each bit says whether one of nine columns in one of eight rows is darker than the next. Scaling, saving anew and another
brightness leave almost all of them; another picture shares about half. No face is compared, and nothing is recognized.
"""

from __future__ import annotations

from PIL import Image

FLAT = "flat"
"""Of a picture that is nearly one tone: its bits would be noise, and all such pictures would look alike."""
CLOSE = 10
"""Bits that may differ. docs/adr/media.md says what was measured."""
_COLUMNS, _ROWS = 9, 8
_LEAST_RANGE = 12


def likeness_of(picture: Image.Image) -> str:
    """Sixteen hexadecimal digits, or FLAT. Transparent pictures are seen on white, as most channels show them."""
    if picture.mode not in ("RGB", "L"):
        seen = picture.convert("RGBA")
        picture = Image.new("RGB", seen.size, "white")
        picture.paste(seen, mask=seen)
    small = picture.convert("L").resize((_COLUMNS, _ROWS), Image.Resampling.BOX)
    tones = small.tobytes()
    if max(tones) - min(tones) < _LEAST_RANGE:
        return FLAT
    bits = 0
    for place, tone in enumerate(tones):
        if place % _COLUMNS < _COLUMNS - 1:
            bits = bits << 1 | (tone < tones[place + 1])
    return f"{bits:016x}"


def alike(one: str, other: str) -> bool:
    """Whether two likenesses are of what people would call the same picture. FLAT and "" are like nothing."""
    if len(one) != 16 or len(other) != 16:
        return False
    return (int(one, 16) ^ int(other, 16)).bit_count() <= CLOSE
