"""Pictures small enough for Bluesky: made smaller where they must be, and only there."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from masthead.channels.errors import Rejected
from masthead.channels.post import AssetFile

_QUALITIES = (88, 78, 68, 58)
_LONGEST_SIDE = 2000


@dataclass(frozen=True, slots=True)
class Picture:
    """Bytes to upload. width and height are for the frame an app draws before it has loaded them."""

    content: bytes
    mime: str
    width: int
    height: int


def fitted(asset: AssetFile, limit: int) -> Picture:
    """The picture in at most `limit` bytes. Raises Rejected when the file is no picture."""
    content = asset.path.read_bytes()
    try:
        with Image.open(io.BytesIO(content)) as image:
            if len(content) <= limit:
                width, height = ImageOps.exif_transpose(image).size
                return Picture(content, asset.mime, width, height)
            return _smaller(image, limit)
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise Rejected(f"{asset.called} cannot be read as a picture.", cure="Replace it in the draft.") from error


def _smaller(image: Image.Image, limit: int) -> Picture:
    picture = ImageOps.exif_transpose(image)
    if picture.mode in ("RGBA", "LA", "P"):
        # JPEG knows no transparency; on white it looks as it does on most pages.
        picture = picture.convert("RGBA")
        ground = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(ground, picture)
    picture = picture.convert("RGB")
    side = _LONGEST_SIDE
    while True:
        picture.thumbnail((side, side))
        for quality in _QUALITIES:
            out = io.BytesIO()
            picture.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
            if out.tell() <= limit:
                return Picture(out.getvalue(), "image/jpeg", *picture.size)
        side = side * 3 // 4
