"""The colors of a picture as screens show them that ask for no profile.

Telephones and cameras record more colors than that, and say so in a profile (ICC.1). The published copy goes without
one, so its colors are brought over; without this they look dull, and those of a print (CMYK) wrong.
"""

from __future__ import annotations

import io

from PIL import Image, ImageCms

_LARGEST = 4 * 1024 * 1024
"""Bytes of a profile: those of printing presses have two megabytes."""
_TAKEN = {"RGB": "RGB", "RGBA": "RGBA", "L": "L", "CMYK": "RGB", "P": "RGB"}
"""What a picture becomes, by its mode. Others have no profile that could be followed."""


def in_srgb(picture: Image.Image) -> Image.Image:
    """The picture in sRGB where it has a profile that can be followed, else as it is."""
    profile = picture.info.get("icc_profile")
    if not profile or len(profile) > _LARGEST or picture.mode not in _TAKEN:
        return picture
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if picture.mode != "CMYK" and ImageCms.getProfileDescription(own).strip().lower().startswith("srgb"):
            return picture
        seen = picture.convert("RGB") if picture.mode == "P" else picture
        wanted = ImageCms.createProfile("sRGB")
        made = ImageCms.profileToProfile(seen, own, wanted, outputMode="RGB" if seen.mode == "L" else _TAKEN[seen.mode])
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture
    return made or picture
