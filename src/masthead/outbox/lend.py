"""A picture or film of a post on its way, lent for an hour to a platform that fetches files instead of taking them.

The address is signed, so nobody can guess one, and it names the very bytes that were approved. It says nothing of the
post. Without a public address there is no lending, and channels that need it say so before anything is sent.
"""

from __future__ import annotations

import hashlib
import io
import ipaddress
from typing import IO
from urllib.parse import urlsplit

from django.core import signing
from django.core.files.storage import default_storage
from PIL import Image, ImageOps

from masthead.agencies.models import Agency
from masthead.kernel.public_addresses import is_public
from masthead.kernel.refusals import NotFound

GOOD_FOR = 60 * 60
"""Seconds. Platforms fetch at once or within minutes, and each attempt to publish lends anew."""

HEAVIEST, LONGEST_SIDE, QUALITY = 8 * 1024 * 1024, 2160, 90
"""Bytes that every platform which fetches will take, and how a picture is made to fit them."""

FILM, FILM_SUFFIX = "video/mp4", ".mp4"
_SALT, _SALT_OF_FILMS = "outbox.lent", "outbox.lent.film"
_GONE = "That file is no longer here."


def public_address(agency: Agency | None) -> str:
    """Where the world reaches the desk of `agency`, "" when it cannot: not set up, without https, a private host."""
    address = agency.public_url.rstrip("/") if agency else ""
    return address if _is_for_the_world(address) else ""


def lent_at(base: str, *, name: str, sha256: str, mime: str) -> str:
    """The address under `base` at which the stored file is lent from now on, "" when `base` is.

    Only pictures and films are lent: "" for anything else, as a file of captions.
    """
    if not base or not (mime == FILM or mime.startswith("image/")):
        return ""
    salt, suffix = (_SALT_OF_FILMS, FILM_SUFFIX) if mime == FILM else (_SALT, ".jpg")
    return f"{base}/lent/{signing.dumps([name, sha256], salt=salt, compress=True)}{suffix}"


def lent(token: str) -> bytes:
    """The picture as a JPEG of at most HEAVIEST bytes. Raises NotFound for an address that is old, cut or forged."""
    with _verified(token, _SALT) as stored:
        return _as_jpeg(stored.read())


def lent_film(token: str) -> IO[bytes]:
    """The film as it was approved, open at its beginning; whoever asks closes it. Raises NotFound as `lent` does."""
    return _verified(token, _SALT_OF_FILMS)


def _verified(token: str, salt: str) -> IO[bytes]:
    """The stored file that the token names, if it still is the very one. Never whole in memory."""
    try:
        name, sha256 = signing.loads(token, salt=salt, max_age=GOOD_FOR)
        stored: IO[bytes] = default_storage.open(name)
        digest = hashlib.file_digest(stored, "sha256").hexdigest()  # type: ignore[arg-type]
    except (signing.BadSignature, ValueError, TypeError, OSError):
        raise NotFound(_GONE) from None
    if digest != sha256:
        stored.close()
        raise NotFound(_GONE)
    stored.seek(0)
    return stored


def _as_jpeg(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content)) as image:
        if image.format == "JPEG" and len(content) <= HEAVIEST:
            return content
        picture = ImageOps.exif_transpose(image).convert("RGBA")
    # JPEG knows no transparency; on white it looks as it does on most pages.
    picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _is_for_the_world(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme != "https" or "." not in host.strip("."):
        return False
    try:
        return is_public(str(ipaddress.ip_address(host)))
    except ValueError:
        return not host.endswith((".local", ".localhost", ".internal", ".lan", ".test"))
