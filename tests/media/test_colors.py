"""The published copy looks as the picture did: in its colors, and as transparent."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageCms

from masthead.media import decode

_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def _other_colors() -> bytes:
    """A profile of a device whose red is what others call green, and the other way round."""
    swapped = _SRGB.replace(b"rXYZ", b"-XYZ").replace(b"gXYZ", b"rXYZ").replace(b"-XYZ", b"gXYZ")
    return swapped.replace("sRGB".encode("utf-16-be"), "Demo".encode("utf-16-be"))


def published(picture: Image.Image, kind: str, **saved: object) -> Image.Image:
    out = io.BytesIO()
    picture.save(out, kind, **saved)
    return Image.open(io.BytesIO(decode.decode(out.getvalue()).published))


def near(color: object, wanted: tuple[int, ...]) -> bool:
    return all(abs(one - other) < 12 for one, other in zip(color, wanted, strict=True))  # type: ignore[call-overload]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_colors_of_another_profile_are_brought_over(kind: str) -> None:
    seen = published(Image.new("RGB", (40, 30), (230, 20, 20)), kind, icc_profile=_other_colors())
    assert near(seen.convert("RGB").getpixel((20, 15)), (20, 230, 20))
    assert "icc_profile" not in seen.info


@pytest.mark.parametrize("profile", [_SRGB, b"", b"no profile", _SRGB[:300]], ids=["srgb", "none", "noise", "cut"])
def test_a_profile_that_changes_nothing_or_cannot_be_read_leaves_the_colors(profile: bytes) -> None:
    seen = published(Image.new("RGB", (40, 30), (230, 20, 20)), "PNG", icc_profile=profile or None)
    assert near(seen.getpixel((20, 15)), (230, 20, 20))


def test_transparency_is_kept_where_colors_are_brought_over() -> None:
    seen = published(Image.new("RGBA", (40, 30), (230, 20, 20, 90)), "PNG", icc_profile=_other_colors())
    assert near(seen.getpixel((20, 15)), (20, 230, 20, 90))


@pytest.mark.parametrize("mode", ["P", "RGB", "L"])
def test_a_color_that_stands_for_nothing_stays_transparent(mode: str) -> None:
    picture = Image.new("RGB", (40, 30), (255, 0, 0))
    picture.paste((0, 0, 255), (10, 10, 30, 20))
    picture = picture.quantize(2) if mode == "P" else picture.convert(mode)
    corner = picture.getpixel((0, 0))
    seen = published(picture, "PNG", transparency=corner).convert("RGBA")
    assert seen.getpixel((0, 0))[3] == 0  # type: ignore[index]
    assert seen.getpixel((20, 15))[3] == 255  # type: ignore[index]
