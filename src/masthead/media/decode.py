"""An upload is decoded before it is believed: what is not a whole picture of a known kind is refused in words.

HEIC, which browsers and platforms do not show, is published as JPEG.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from masthead.kernel.refusals import Invalid
from masthead.media import file_says, heic
from masthead.media.credentials import carries_credentials
from masthead.media.file_says import FileSays
from masthead.media.likeness import likeness_of
from masthead.media.polyglots import refuse_another_kind
from masthead.media.srgb import in_srgb

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000
_FORMATS = {"JPEG": ("image/jpeg", ".jpg"), "PNG": ("image/png", ".png"), "WEBP": ("image/webp", ".webp")}


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded upload. `published` is a re-encoded copy: upright, in sRGB, and without EXIF, GPS or anything trailing.

    suffix: of the published copy; came_as: of the original. credentials: whether the original carries any (C2PA).
    says: what the original says of itself.
    """

    original: bytes
    published: bytes
    sha256: str
    published_sha256: str
    mime: str
    suffix: str
    width: int
    height: int
    came_as: str
    likeness: str
    credentials: bool
    says: FileSays


def decode(upload: bytes) -> Picture:
    """Decode and re-encode a JPEG, PNG, WebP or HEIC of at most 20 MB and 50 megapixels. Raises Invalid otherwise."""
    if not upload:
        raise Invalid("The file is empty.", field="file")
    if len(upload) > MAX_BYTES:
        raise Invalid(
            f"The file is larger than {MAX_BYTES // 1024 // 1024} MB. Make the picture smaller.", field="file"
        )
    if heic.is_heic(upload[:12]):
        return _from_heic(upload)
    try:
        with Image.open(io.BytesIO(upload), formats=list(_FORMATS)) as opened:
            kind = opened.format or ""
            if opened.width * opened.height > MAX_PIXELS:
                raise Invalid(heic.TOO_MANY_PIXELS, field="file")
            upright = ImageOps.exif_transpose(opened)
            copy = _clean_copy(upright, kind)
            likeness = likeness_of(upright)
            says = file_says.read(opened)
            width, height = upright.size
    except Invalid:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError, MemoryError):
        raise Invalid(
            "This is not a whole JPEG, PNG, WebP or HEIC picture. Save it as one of these first.", field="file"
        ) from None
    return _picture(upload, copy, kind, _FORMATS[kind][1], (width, height), likeness, says)


def _from_heic(upload: bytes) -> Picture:
    copy = heic.as_jpeg(upload, max_pixels=MAX_PIXELS)
    with Image.open(io.BytesIO(copy), formats=["JPEG"]) as picture:
        size = picture.size
        # Decoded at an eighth of its size: this process is no place for fifty megapixels.
        picture.draft("L", (size[0] // 8, size[1] // 8))
        likeness = likeness_of(picture)
    return _picture(upload, copy, "JPEG", heic.SUFFIX, size, likeness, file_says.read_heic(upload))


def _picture(
    upload: bytes, copy: bytes, kind: str, came_as: str, size: tuple[int, int], likeness: str, says: FileSays
) -> Picture:
    refuse_another_kind(io.BytesIO(upload), "picture")
    mime, suffix = _FORMATS[kind]
    return Picture(
        original=upload,
        published=copy,
        sha256=hashlib.sha256(upload).hexdigest(),
        published_sha256=hashlib.sha256(copy).hexdigest(),
        mime=mime,
        suffix=suffix,
        width=size[0],
        height=size[1],
        came_as=came_as,
        likeness=likeness,
        credentials=carries_credentials(upload),
        says=says,
    )


def _clean_copy(picture: Image.Image, kind: str) -> bytes:
    """The picture alone: in sRGB, and as transparent as it was."""
    out = io.BytesIO()
    if kind != "JPEG" and "transparency" in picture.info:
        # A color, or a list beside the palette, that Pillow keeps with what else the file carried.
        picture = picture.convert("RGBA")
    seen = in_srgb(picture)
    bare = Image.new(seen.mode, seen.size)
    bare.paste(seen)
    if seen.mode == "P" and (palette := seen.getpalette()):
        bare.putpalette(palette)
    if kind == "JPEG":
        bare.convert("RGB").save(out, "JPEG", quality=90, optimize=True)
    else:
        bare.save(out, kind, optimize=True) if kind == "PNG" else bare.save(out, kind, quality=90)
    return out.getvalue()
