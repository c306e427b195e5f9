"""HEIC pictures are kept as they came and published as JPEG; bombs and lies are refused, and nothing heavy stays."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from factories import at, person
from masthead.agencies.models import Agency
from masthead.agencies.rights import Role
from masthead.kernel.refusals import Invalid
from masthead.media import decode, heic, upload

TELEPHONE = (Path(__file__).parent.parent / "data" / "pictures" / "telephone.heic").read_bytes()
"""64 × 48, to be turned by a quarter, with a place and a packet of XMP. Drawn for these tests."""


def test_a_telephones_picture_is_kept_and_published_as_an_upright_jpeg(
    agency: Agency, settings: object, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    seen = decode.decode(TELEPHONE)
    asset = upload.upload(by=person(Role.COMMUNICATOR), at=at(), picture=seen, name="IMG_2041.HEIC")
    assert (asset.mime, asset.width, asset.height) == ("image/jpeg", 48, 64)
    assert str(asset.original.name).endswith(".heic")
    assert default_storage.open(str(asset.original.name)).read() == TELEPHONE
    published = default_storage.open(str(asset.published.name)).read()
    assert b"secret" in TELEPHONE
    assert b"secret" not in published
    picture = Image.open(io.BytesIO(published))
    assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", (48, 64), {})
    red, green, blue = picture.convert("RGB").getpixel((30, 10))  # type: ignore[misc]
    assert red > 180 and green > 160 and blue < 90, "the yellow square, where a quarter turn puts it"


@pytest.mark.parametrize(
    "bad",
    [
        TELEPHONE[:-300],
        TELEPHONE[:40],
        b"\0\0\0\x18ftypheic\0\0\0\0heicmif1" + b"x" * 500,
        b"\0\0\0\x18ftypheic<svg onload=alert(1)>",
        TELEPHONE.replace(b"hvc1", b"av01"),
    ],
    ids=["cut short", "header alone", "lying", "markup", "another codec"],
)
def test_what_is_no_whole_heic_picture_is_refused_in_one_sentence(bad: bytes) -> None:
    with pytest.raises(Invalid, match="not a whole HEIC picture"):
        decode.decode(bad)


def test_a_heic_picture_that_unpacks_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decode, "MAX_PIXELS", 100)
    with pytest.raises(Invalid, match="50 million pixels"):
        decode.decode(TELEPHONE)


def test_a_picture_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*args: object, **kwargs: object) -> None:
        raise subprocess.TimeoutExpired("heic", 60)

    monkeypatch.setattr(heic.subprocess, "run", never)
    with pytest.raises(Invalid, match="takes too long"):
        decode.decode(TELEPHONE)


def test_the_decoder_is_never_loaded_into_the_desk() -> None:
    program = "import sys, masthead.media.decode; sys.exit('pillow_heif' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
