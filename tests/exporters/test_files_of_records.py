"""An export holds the files its records speak of, each under its digest; what is missing or damaged is named."""

from __future__ import annotations

import hashlib
import io
import json
import random
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

import bags
import factories
from masthead.agencies.models import Agency, Person
from masthead.agencies.rights import Role
from masthead.conversations.hand_over import Handed, hand_over
from masthead.conversations.models import Conversation, RawCapture
from masthead.exporters import bagit
from masthead.exporters.export import ExportResult, export
from masthead.exporters.verify import verify_bag
from masthead.kernel.refusals import Invalid
from masthead.media import decode, upload
from masthead.media.models import Asset
from masthead.outbox.models import Delivery
from masthead.outbox.payload import FrozenAsset, freeze
from masthead.project.command import masthead
from masthead.records.models import Record
from moderated import comment_saying

pytestmark = pytest.mark.django_db
SINGLE_FILE = bags.loaded(bagit.BAG_FILES / "verify.py")


@pytest.fixture
def officer(agency: Agency, settings: Any, tmp_path: Path) -> Person:
    settings.MASTHEAD_HOME, settings.MEDIA_ROOT = tmp_path / "home", tmp_path / "home" / "media"
    return factories.person(Role.RECORDS_OFFICER)


@pytest.fixture
def asset(officer: Person) -> Asset:
    """A picture whose original holds what the published copy does not: the camera's metadata."""
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x010E] = "taken by the camera"
    Image.new("RGB", (40, 30), "#225588").save(out, "JPEG", exif=exif)
    picture = decode.decode(out.getvalue())
    return upload.upload(by=factories.person("communicator"), at=factories.at(), picture=picture, name="rug.jpg")


@pytest.fixture
def thread(asset: Asset) -> Conversation:
    """Two wordings of a comment under a post with a picture."""
    comment_saying("When do you open?", minutes=60)
    comment = comment_saying("When do you open on Sundays?", minutes=61)
    frozen = FrozenAsset(str(asset.pk), asset.published.name, asset.published_sha256, asset.mime, "A rug")
    Delivery.objects.create(
        purpose="publication",
        subject="publication:1",
        presence=comment.presence,
        payload=freeze(text="A rug", created_at=factories.at(), assets=[frozen]),
        payload_hash="0" * 64,
        content_hash="0" * 64,
        key="k",
        not_before=factories.at(),
        created_at=factories.at(),
        updated_at=factories.at(),
    )
    Conversation.objects.update(publication_subject="publication:1")
    return Conversation.objects.get()


def take(officer: Person, to: Path, **given: Any) -> ExportResult:
    return export(by=officer, at=factories.at(days=1), to=to, **given)


def held(bag: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (bag / "data" / "files").iterdir()}


def pictures_of(asset: Asset) -> set[str]:
    return {asset.sha256, asset.published_sha256}


def found_whole(bag: Path) -> bool:
    assert list(verify_bag(bag).problems) == SINGLE_FILE.check(bag)
    return verify_bag(bag).ok


def test_every_wording_as_received_and_the_pictures_of_the_post_go_along(
    officer: Person, thread: Conversation, asset: Asset, tmp_path: Path
) -> None:
    made = take(officer, tmp_path / "out", conversation=str(thread.pk))
    files = held(made.path)
    assert all(hashlib.sha256(content).hexdigest() == name for name, content in files.items())
    assert set(files) == pictures_of(asset) | set(RawCapture.objects.values_list("sha256", flat=True))
    assert len(files) == 4 and found_whole(made.path)
    own = json.loads(bytes(Record.objects.get(kind="records/exported").payload or b""))["body"]
    assert (own["files"], own["files_lacking"]) == (4, 0)
    assert own["files_list"] == hashlib.sha256((made.path / bagit.LISTING).read_bytes()).hexdigest()
    assert f"data/files/{asset.sha256}" in (made.path / bagit.MANIFEST).read_text()
    assert asset.sha256 in (made.path / "data" / "view.html").read_text()


def test_what_is_outside_the_choice_stays_here(
    officer: Person, thread: Conversation, asset: Asset, tmp_path: Path
) -> None:
    """The picture was uploaded in the first hour, the comments came in the second; theirs is the post's picture."""
    first = take(officer, tmp_path / "one", until=factories.at(minutes=30)).path
    assert set(held(first)) == pictures_of(asset)
    Conversation.objects.update(publication_subject="")
    second = take(officer, tmp_path / "two", since=factories.at(minutes=30)).path
    assert set(held(second)) == set(RawCapture.objects.values_list("sha256", flat=True))
    table = take(officer, tmp_path / "t.csv", form="csv")
    assert table.files.listed == ()


def test_an_exchange_handed_over_brings_the_bytes_kept_of_it(officer: Person, tmp_path: Path) -> None:
    said = [Handed("Reader", "Is it free?", said_at=factories.at()), Handed("Ione", "Yes.", mine=True)]
    thread = hand_over(by=factories.person("employee"), at=factories.at(), where="Facebook", messages=said)
    bag = take(officer, tmp_path / "out", conversation=str(thread.pk)).path
    assert set(held(bag)) == set(RawCapture.objects.values_list("sha256", flat=True)) and len(held(bag)) == 2


def test_a_damaged_and_a_missing_file_are_named_and_the_rest_goes_along(
    officer: Person, thread: Conversation, asset: Asset, tmp_path: Path
) -> None:
    default_storage.delete(asset.published.name)
    default_storage.save(asset.published.name, ContentFile(b"other bytes"))
    default_storage.delete(asset.original.name)
    raw = RawCapture.objects.first()
    RawCapture.objects.filter(pk=raw.pk).update(content=b"{}")
    made = take(officer, tmp_path / "out")
    lacking = {one.sha256: one.fault for one in made.files.lacking}
    assert set(lacking) == {*pictures_of(asset), raw.pk}
    assert "was not in the desk's storage" in lacking[asset.sha256]
    assert "were not those of the record" in lacking[asset.published_sha256]
    assert len(held(made.path)) == 1 and found_whole(made.path)
    for name in ("bag-info.txt", "data/view.html", bagit.LISTING):
        assert all(digest in (made.path / name).read_text() for digest in lacking), name
    assert len(verify_bag(made.path).lacking) == 3


def test_bytes_no_longer_kept_at_all_are_named(officer: Person, asset: Asset, tmp_path: Path) -> None:
    digests = pictures_of(asset)
    Asset.objects.all().delete()
    made = take(officer, tmp_path / "out")
    assert {one.sha256 for one in made.files.lacking} <= digests and made.files.lacking


def test_the_command_says_what_is_lacking(officer: Person, asset: Asset, tmp_path: Path) -> None:
    default_storage.delete(asset.original.name)
    said = CliRunner().invoke(masthead, ["export", str(tmp_path / "out"), "--as", officer.email])
    assert said.exit_code == 0 and "and 1 file are in" in said.stdout
    assert f"Lacking: Picture as it came rug.jpg ({asset.sha256})" in said.stderr
    assert asset.sha256 in CliRunner().invoke(masthead, ["verify", str(tmp_path / "out")]).stdout


def test_two_exports_hold_the_same_files_and_list_them_alike(
    officer: Person, thread: Conversation, tmp_path: Path
) -> None:
    one, two = (take(officer, tmp_path / name, until=factories.at(hours=2)).path for name in ("one", "two"))
    assert held(one) == held(two)
    assert (one / bagit.LISTING).read_bytes() == (two / bagit.LISTING).read_bytes()


def test_any_flipped_byte_of_any_file_is_found_and_named(officer: Person, thread: Conversation, tmp_path: Path) -> None:
    bag, dice = take(officer, tmp_path / "out").path, random.Random(2026)
    files = sorted(path for path in bag.rglob("*") if path.is_file())
    for path in files:
        whole = path.read_bytes()
        for _ in range(4):
            changed = bytearray(whole)
            changed[dice.randrange(len(whole))] ^= 1 << dice.randrange(8)
            path.write_bytes(changed)
            named = verify_bag(bag).problems
            assert any(path.relative_to(bag).as_posix() in problem for problem in named)
            assert list(named) == SINGLE_FILE.check(bag)
        path.write_bytes(whole)
    assert found_whole(bag)


def test_too_much_for_a_browser_is_refused_before_it_is_recorded(officer: Person, asset: Asset, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="Choose a shorter time"):
        take(officer, tmp_path / "out", most_bytes=10)
    assert not Record.objects.filter(kind="records/exported").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["home"]
