"""An upload is decoded before it is believed: what is not a whole picture of a known kind is refused in words."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from masthead.kernel.refusals import Invalid

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000
_FORMATS = {"JPEG": ("image/jpeg", ".jpg"), "PNG": ("image/png", ".png"), "WEBP": ("image/webp", ".webp")}


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded upload. `published` is a re-encoded copy: upright, and without EXIF, GPS or anything trailing."""

    original: bytes
    published: bytes
    sha256: str
    published_sha256: str
    mime: str
    suffix: str
    width: int
    height: int


def decode(upload: bytes) -> Picture:
    """Decode and re-encode a JPEG, PNG or WebP of at most 20 MB and 50 megapixels. Raises Invalid otherwise."""
    if not upload:
        raise Invalid("The file is empty.", field="file")
    if len(upload) > MAX_BYTES:
        raise Invalid(
            f"The file is larger than {MAX_BYTES // 1024 // 1024} MB. Make the picture smaller.", field="file"
        )
    try:
        with Image.open(io.BytesIO(upload), formats=list(_FORMATS)) as opened:
            kind = opened.format or ""
            if opened.width * opened.height > MAX_PIXELS:
                raise Invalid("The picture has more than 50 million pixels. Make it smaller.", field="file")
            upright = ImageOps.exif_transpose(opened)
            copy = _clean_copy(upright, kind)
            width, height = upright.size
    except Invalid:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError, MemoryError):
        raise Invalid(
            "This is not a whole JPEG, PNG or WebP picture. Save it as one of these first.", field="file"
        ) from None
    mime, suffix = _FORMATS[kind]
    return Picture(
        original=upload,
        published=copy,
        sha256=hashlib.sha256(upload).hexdigest(),
        published_sha256=hashlib.sha256(copy).hexdigest(),
        mime=mime,
        suffix=suffix,
        width=width,
        height=height,
    )


def _clean_copy(picture: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    if picture.mode == "P" and (palette := picture.getpalette()):
        bare.putpalette(palette)
    if kind == "JPEG":
        bare.convert("RGB").save(out, "JPEG", quality=90, optimize=True)
    else:
        bare.save(out, kind, optimize=True) if kind == "PNG" else bare.save(out, kind, quality=90)
    return out.getvalue()
