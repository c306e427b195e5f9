"""The same picture in other bytes is told, with its permission; others are not, and nothing is merged."""

from __future__ import annotations

import io
import random
import struct
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageEnhance, ImageOps

import films
from factories import at, client_for, person
from masthead.agencies.models import Agency, Person
from masthead.agencies.rights import Role
from masthead.jobs import look_into_older_media
from masthead.media import decode, depict, film, upload
from masthead.media.credentials import BOX, carries_credentials
from masthead.media.likeness import FLAT, alike, likeness_of
from masthead.media.models import Asset
from masthead.media.resembling import resembling, resembling_ids
from masthead.records.models import Record

STORYTIME = (Path(__file__).parent.parent / "data" / "pictures" / "storytime.jpg").read_bytes()
TODAY = at().date()


@pytest.fixture
def communicator(agency: Agency, settings: object, tmp_path: Path) -> Person:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return person(Role.COMMUNICATOR)


def picture() -> Image.Image:
    return Image.open(io.BytesIO(STORYTIME)).convert("RGB")


def saved(shown: Image.Image, kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    shown.save(out, kind, quality=70)
    return out.getvalue()


def kept(by: Person, content: bytes, name: str, minute: float = 0) -> Asset:
    return upload.upload(by=by, at=at(minute), picture=decode.decode(content), name=name)


@pytest.mark.parametrize(
    "change",
    [
        lambda p: p.resize((p.width // 5, p.height // 5)),
        lambda p: p.resize((p.width, p.height // 2)),
        lambda p: ImageEnhance.Brightness(p).enhance(0.7),
        lambda p: p.convert("L"),
        lambda p: ImageOps.crop(p, p.width // 60),
        lambda p: p.convert("RGBA"),
        lambda p: p.quantize(32),
    ],
    ids=["smaller", "squeezed", "darker", "gray", "trimmed", "with transparency", "few colors"],
)
def test_the_same_picture_is_known_again(change) -> None:
    assert alike(likeness_of(picture()), likeness_of(change(picture())))


def test_other_pictures_and_flat_ones_are_like_nothing() -> None:
    flipped = likeness_of(ImageOps.flip(picture()))
    assert not alike(likeness_of(picture()), flipped)
    assert likeness_of(Image.new("RGB", (400, 300), "#225588")) == FLAT
    assert likeness_of(Image.new("RGBA", (400, 300), (0, 0, 0, 0))) == FLAT
    assert not alike(FLAT, FLAT)
    assert not alike("", "")
    noise = random.Random(7)
    drawn = {f"{noise.getrandbits(64):016x}" for _ in range(200)}
    assert not any(alike(one, flipped) for one in drawn)


def test_a_picture_like_one_here_is_told_with_its_permission_and_stays_its_own(communicator: Person) -> None:
    first = kept(communicator, STORYTIME, "storytime.jpg")
    depict.list_person(by=communicator, at=at(), asset=first, kind="adult", name="J. Vale")
    second = kept(communicator, saved(picture(), "PNG"), "copy.png", 1)
    kept(communicator, saved(ImageOps.flip(picture())), "flipped.jpg", 2)
    assert second != first
    [told] = resembling(second, TODAY)
    assert told.asset == first
    assert told.standing == f"license: {first.get_licence_display()}; somebody shown has not signed"
    assert resembling_ids(Asset.objects.all()) == {first.pk: [second.pk], second.pk: [first.pk]}
    assert resembling(first, TODAY)[0].standing.endswith("nobody has said who is in it")


def test_pages_tell_what_a_new_picture_looks_like(communicator: Person) -> None:
    desk, first = client_for(communicator), kept(communicator, STORYTIME, "storytime.jpg")
    depict.nobody_is_shown(by=communicator, at=at(), asset=first)
    sent = {"picture": SimpleUploadedFile("copy.png", saved(picture(), "PNG"), "image/png")}
    page = desk.post("/desk/media/upload", sent, follow=True).content.decode()
    assert "It looks like “storytime.jpg”, already here" in page
    assert "nobody can be recognized" in page
    assert page.count("looks like another one here") == 2
    second = Asset.objects.exclude(pk=first.pk).get()
    page = desk.get(f"/desk/media/{second.pk}").content.decode()
    assert f'href="/desk/media/{first.pk}">storytime.jpg</a>, already here (license: ' in page
    assert "permissions and license of one do not count for the other" in page
    alone = kept(communicator, saved(ImageOps.flip(picture())), "flipped.jpg", 2)
    assert "Looks like" not in desk.get(f"/desk/media/{alone.pk}").content.decode()


def segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


JUMBF = (
    b"JP\0\1\0\0\0\1" + struct.pack(">I4s", 60, b"jumb") + struct.pack(">I4s", 30, b"jumd") + b"c2pa\0\x11\0\x10c2pa\0"
)


def jpeg_with(*segments: bytes) -> bytes:
    whole = saved(picture())
    return whole[:2] + b"".join(segments) + whole[2:]


def chunk(kind: bytes) -> bytes:
    return struct.pack(">I4s", 4, kind) + b"c2pa" + bytes(4)


def png_with(*chunks: bytes) -> bytes:
    whole = saved(picture(), "PNG")
    return whole[:33] + b"".join(chunks) + whole[33:]


def webp_with(*chunks: bytes) -> bytes:
    return saved(picture(), "WEBP") + b"".join(chunks)


@pytest.mark.parametrize(
    ("content", "carries"),
    [
        (jpeg_with(segment(0xE1, b"Exif"), segment(0xEB, JUMBF)), True),
        (jpeg_with(segment(0xEB, JUMBF.replace(b"c2pa", b"else"))), False),
        (jpeg_with(segment(0xE5, JUMBF)), False),
        (saved(picture()) + segment(0xEB, JUMBF), False),
        (b"\xff\xd8" + segment(0xDA, b"") + segment(0xEB, JUMBF), False),
        (png_with(chunk(b"caBX")), True),
        (png_with(chunk(b"tEXt")), False),
        (webp_with(b"JUNK\1\0\0\0x\0C2PA\4\0\0\0c2pa"), True),
        (webp_with(), False),
        (films.box(b"ftyp", b"heic") + films.box(b"uuid", BOX), True),
        (films.box(b"ftyp", b"heic") + films.box(b"uuid", bytes(16)), False),
        (b"", False),
        (b"\xff\xd8\xff\xeb", False),
        (b"\xff\xd8" + b"\xff" * 100, False),
        (b"\0\0\0\0ftyp" + bytes(40), False),
    ],
)
def test_content_credentials_are_found_where_the_standard_puts_them(content: bytes, carries: bool) -> None:
    assert carries_credentials(content) is carries


def test_credentials_are_told_kept_in_the_original_and_not_published(communicator: Person) -> None:
    content = jpeg_with(segment(0xEB, JUMBF))
    asset = kept(communicator, content, "camera.jpg")
    assert asset.credentials is True
    assert default_storage.open(str(asset.original.name)).read() == content
    assert not carries_credentials(default_storage.open(str(asset.published.name)).read())
    page = client_for(communicator).get(f"/desk/media/{asset.pk}").content.decode()
    assert "not verified here. The original keeps them; the published copy is written anew, and goes without." in page


def test_a_video_is_published_with_its_credentials(communicator: Person) -> None:
    made = films.film() + films.box(b"uuid", BOX + b"x")
    asset = upload.upload_film(by=communicator, at=at(), seen=film.look_into(io.BytesIO(made)), name="a.mp4")
    assert asset.credentials is True
    page = client_for(communicator).get(f"/desk/media/{asset.pk}").content.decode()
    assert "published as it came, with them" in page


def test_what_was_kept_before_is_looked_into_once(communicator: Person) -> None:
    old = kept(communicator, jpeg_with(segment(0xEB, JUMBF)), "old.jpg")
    seen = film.look_into(io.BytesIO(films.film()))
    video = upload.upload_film(by=communicator, at=at(), seen=seen, name="a.mp4")
    gone = kept(communicator, saved(ImageOps.flip(picture())), "gone.jpg", 1)
    expected = {asset.pk: (asset.likeness, asset.credentials, asset.length) for asset in (old, video)}
    assert not look_into_older_media.needed(at())
    Asset.objects.update(likeness="", credentials=None, length=None, looked_into=False)
    for file in (gone.original, gone.published):
        default_storage.delete(str(file.name))
    assert look_into_older_media.needed(at())
    assert look_into_older_media.run.call() == 3
    found = {a.pk: (a.likeness, a.credentials, a.length) for a in Asset.objects.exclude(pk=gone.pk)}
    assert found == expected
    assert not look_into_older_media.needed(at())
    assert Record.objects.filter(kind="asset/looked_into").count() == 3
    page = client_for(communicator).get(f"/desk/media/{gone.pk}").content.decode()
    assert "Not known: the file could not be read." in page
