"""Faces are counted to help whoever lists the people; nobody is recognized, and only the number stays."""

from __future__ import annotations

import io
import json
import tempfile
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models
from django.test import Client
from PIL import Image

import films
from factories import at, client_for, person
from masthead import records
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency, Person
from masthead.agencies.rights import Role
from masthead.jobs import count_faces
from masthead.kernel.refusals import NotPermitted
from masthead.media import decode, depict, faces, film, upload
from masthead.media.models import Asset
from masthead.publishing.facts import asset_facts
from masthead.records.models import Record

KINDS = Path(records.__file__).parent / "kinds"
STORYTIME = Path(__file__).parent.parent / "data" / "pictures" / "storytime.jpg"


def plain(size: tuple[int, int] = (400, 300), mode: str = "RGB", kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind)
    return out.getvalue()


@pytest.fixture
def writer(agency: Agency, settings: object, tmp_path: Path) -> Person:
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    return person(Role.COMMUNICATOR)


@pytest.fixture
def asset(writer: Person) -> Asset:
    picture = decode.decode(STORYTIME.read_bytes())
    return upload.upload(by=writer, at=at(), picture=picture, name="storytime.jpg")


@pytest.fixture
def desk(writer: Person) -> Client:
    return client_for(writer)


@pytest.fixture
def without_library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As where it was never installed: neither this process nor the one that counts finds it."""
    (tmp_path / "hidden").mkdir()
    (tmp_path / "hidden" / "cv2.py").write_text("raise ImportError('not installed')\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "hidden"))
    real = faces.importlib.util.find_spec
    monkeypatch.setattr(faces.importlib.util, "find_spec", lambda name: None if name == "cv2" else real(name))


def seen_as(monkeypatch: pytest.MonkeyPatch, number: int | None) -> None:
    monkeypatch.setattr(count_faces, "count", lambda picture: number)


def recorded() -> dict[str, object]:
    """The body of the one record of a count."""
    envelope = json.loads(bytes(Record.objects.get(kind="asset/faces_counted").payload or b""))
    body: dict[str, object] = envelope["body"]
    return body


def page(desk: Client, asset: Asset) -> str:
    return " ".join(desk.get(f"/desk/media/{asset.pk}").content.decode().split())


def test_faces_are_seen_and_a_wall_is_none() -> None:
    seen = faces.count(STORYTIME.read_bytes())
    assert seen is not None and 1 <= seen <= 5, "five are drawn, and not all are found"
    assert faces.count(plain()) == 0


@pytest.mark.parametrize("picture", [b"", b"no picture", plain()[:200], b"\xff\xd8\xff" + b"\0" * 100])
def test_what_is_no_picture_is_not_counted(picture: bytes) -> None:
    assert faces.count(picture) is None


@pytest.mark.parametrize(
    ("mode", "kind"), [("P", "PNG"), ("RGBA", "PNG"), ("L", "JPEG"), ("CMYK", "JPEG"), ("RGB", "WEBP")]
)
def test_every_kind_of_picture_is_read(mode: str, kind: str) -> None:
    assert faces.count(plain((3, 900), mode, kind)) == 0


def test_a_picture_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faces, "LONGEST", 0.0)
    assert faces.count(plain()) is None


def test_a_process_that_dies_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faces.sys, "executable", "/bin/false")
    assert faces.count(plain()) is None


@pytest.mark.usefixtures("without_library")
def test_a_missing_library_is_told_from_a_bad_picture() -> None:
    with pytest.raises(faces.NoLibrary):
        faces.count(STORYTIME.read_bytes())


@pytest.mark.django_db
def test_a_new_picture_is_counted_once(asset: Asset) -> None:
    assert count_faces.needed(at())
    assert count_faces.run.func() == 1
    asset.refresh_from_db()
    assert asset.faces_seen and asset.faces_counted_at
    assert recorded() == {"seen": asset.faces_seen}
    assert not count_faces.needed(at()) and count_faces.run.func() == 0


@pytest.mark.django_db
def test_a_picture_that_cannot_be_counted_is_tried_once(desk: Client, asset: Asset) -> None:
    default_storage.delete(str(asset.published.name))
    assert (count_faces.run.func(), count_faces.run.func()) == (1, 0)
    asset.refresh_from_db()
    assert (asset.faces_seen, asset.faces_counted_at is None) == (None, False)
    assert "could not be counted: look yourself" in page(desk, asset)


@pytest.mark.django_db
def test_videos_are_not_counted_and_say_so(desk: Client, writer: Person) -> None:
    seen = film.look_into(io.BytesIO(films.film()))
    shown = upload.upload_film(by=writer, at=at(), seen=seen, name="story-hour.mp4")
    assert not count_faces.needed(at())
    assert "Faces are not counted in videos" in page(desk, shown)


@pytest.mark.django_db
@pytest.mark.usefixtures("without_library")
def test_without_the_library_nothing_is_tried_and_the_page_says_so(desk: Client, asset: Asset) -> None:
    assert not count_faces.needed(at())
    assert count_faces.run.func() == 0
    assert not Record.objects.filter(kind="asset/faces_counted").exists()
    assert "opencv-python-headless is missing" in page(desk, asset)


@pytest.mark.django_db
def test_only_the_machine_counts(asset: Asset, writer: Person) -> None:
    with pytest.raises(NotPermitted):
        faces.note(by=writer, at=at(), asset=asset, seen=2)  # type: ignore[arg-type]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("seen", "kinds", "says"),
    [
        (0, [], "A machine saw no face; nobody is listed. It may be wrong"),
        (3, ["adult", "child"], "A machine saw 3 faces; 2 people are listed. Look whether somebody is missing."),
        (1, ["adult"], "A machine saw 1 face; 1 person is listed. It may be wrong"),
        (9, ["crowd"], "A machine saw 9 faces; a crowd is listed. It may be wrong"),
    ],
)
def test_the_page_says_what_was_seen_beside_who_is_listed(
    desk: Client, writer: Person, asset: Asset, monkeypatch: pytest.MonkeyPatch, seen: int, kinds: list[str], says: str
) -> None:
    assert "A machine is about to count" in page(desk, asset)
    for kind in kinds:
        depict.list_person(by=writer, at=at(), asset=asset, kind=kind, name="" if kind == "crowd" else "A. R.")
    seen_as(monkeypatch, seen)
    count_faces.run.func()
    assert says in page(desk, asset)


@pytest.mark.django_db
def test_the_checks_are_told_the_number(asset: Asset) -> None:
    assert asset_facts(asset, at().date()).faces is None
    faces.note(by=Worker(), at=at(), asset=asset, seen=4)
    asset.refresh_from_db()
    assert asset_facts(asset, at().date()).faces == 4


@pytest.mark.django_db
def test_of_a_face_nothing_but_the_number_is_kept(
    asset: Asset, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "scratch").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "scratch"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "media").rglob("*") if path.is_file()}
    row = Asset.objects.filter(pk=asset.pk).values().get()
    count_faces.run.func()
    changed = {name for name, value in Asset.objects.filter(pk=asset.pk).values().get().items() if value != row[name]}
    assert changed == {"faces_seen", "faces_counted_at"}
    assert isinstance(Asset._meta.get_field("faces_seen"), models.PositiveIntegerField)
    assert isinstance(Asset._meta.get_field("faces_counted_at"), models.DateTimeField)
    schema = json.loads((KINDS / "asset" / "faces_counted.json").read_text())
    assert set(schema["properties"]) == {"seen"} and schema["additionalProperties"] is False
    assert [*recorded()] == ["seen"]
    after = {path: path.stat().st_mtime_ns for path in (tmp_path / "media").rglob("*") if path.is_file()}
    assert after == before and not list((tmp_path / "scratch").rglob("*")), "no file was written"


def test_no_table_has_a_place_for_what_a_face_looks_like() -> None:
    named = ("face", "biometr", "embedding", "landmark", "encoding")
    fields = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if any(word in field.name.lower() for word in named)
    }
    assert fields == {"media.Asset.faces_seen", "media.Asset.faces_counted_at"}
