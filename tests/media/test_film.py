"""A video is a whole MP4 or is refused, and carries no place; without captions it blocks a post, with them both go."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

import films
from factories import at, person
from masthead.agencies.models import Agency, Person
from masthead.agencies.rights import Role
from masthead.checks.videos_have_captions import check
from masthead.kernel.refusals import Invalid, Refused
from masthead.media import caption, film, upload
from masthead.media.exported_files import pictures
from masthead.media.models import Asset
from masthead.outbox.payload import FrozenAsset, freeze, thawed
from masthead.presences.models import Presence
from masthead.publishing import draft as drafting
from masthead.publishing.content import content_of, hash_of
from masthead.publishing.facts import common_facts, load, measure
from masthead.publishing.models import Draft
from masthead.publishing.schedule import payload_for
from masthead.records.models import Record


@pytest.fixture
def communicator(agency: Agency, settings: object, tmp_path: Path) -> Person:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return person(Role.COMMUNICATOR)


@pytest.fixture
def asset(communicator: Person) -> Asset:
    seen = film.look_into(io.BytesIO(films.film()))
    return upload.upload_film(by=communicator, at=at(), seen=seen, name="story-hour.mp4")


@pytest.fixture
def desk(communicator: Person) -> Client:
    client = Client()
    client.force_login(communicator)
    return client


def test_a_video_is_kept_as_it_came_and_once(asset: Asset, communicator: Person) -> None:
    assert (asset.kind, asset.mime, asset.width, asset.height) == ("video", "video/mp4", 640, 360)
    assert asset.original.name == asset.published.name
    assert asset.length == 60_000
    with default_storage.open(str(asset.published.name)) as stored:
        assert stored.read() == films.film()
    again = film.look_into(io.BytesIO(films.film()))
    assert upload.upload_film(by=communicator, at=at(), seen=again, name="again.mp4") == asset
    assert [one.sha256 for one in pictures(published=[asset.sha256])] == [asset.sha256]


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        films.film()[:-1],
        films.film() + b"more",
        films.film(brand=b"qt  "),
        films.film(brand=b"heic"),
        films.film(size=(0, 0)),
        films.box(b"ftyp", b"isom" + bytes(8)) + films.box(b"mdat", bytes(100)),
        films.film().replace(b"mdat", b"free"),
        b"\0\0\0\x18ftypisom<script>alert(1)</script>",
    ],
    ids=["empty", "cut short", "trailing", "quicktime", "heic", "sound alone", "no header", "no frames", "lying"],
)
def test_what_is_not_a_whole_video_is_refused_in_one_sentence(bad: bytes) -> None:
    with pytest.raises(Invalid, match="not a whole MP4"):
        film.look_into(io.BytesIO(bad))


def test_a_video_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(film, "MAX_BYTES", 4000)
    with pytest.raises(Invalid, match="smaller or shorter"):
        film.look_into(io.BytesIO(films.film()))


@pytest.mark.parametrize(
    ("lasts", "told"),
    [
        (struct.pack(">B3x2QIQ68x", 1, 0, 0, 90_000, 90_000 * 75), 75_000),
        (bytes(100), None),
        (struct.pack(">4x2I2I80x", 0, 0, 1, 0xFFFFFFFF), None),
        (b"\1", None),
    ],
    ids=["sixty-four bits", "not told", "absurd", "cut short"],
)
def test_the_length_of_a_video_is_told_by_its_header_or_not_known(lasts: bytes, told: int | None) -> None:
    assert film.look_into(io.BytesIO(films.film(lasts=lasts))).length == told


@given(st.binary(max_size=200), st.integers(0, 300))
def test_any_bytes_are_looked_into_or_refused(junk: bytes, place: int) -> None:
    broken = films.film(frames=50)
    broken = broken[:place] + junk + broken[place + len(junk) :]
    try:
        film.look_into(io.BytesIO(broken))
    except Invalid:
        return


def _draft(asset: Asset, communicator: Person, *presences: Presence) -> Draft:
    words = drafting.Wording(title="Story hour", text="Come and listen.", assets=(asset,), presences=presences)
    return load(drafting.start(by=communicator, at=at(1), wording=words).pk)


def test_captions_are_part_of_what_is_approved_and_go_along(asset: Asset, communicator: Person) -> None:
    channel = Presence.objects.create(
        channel="youtube",
        name="Our channel",
        handle="@citylibrary",
        purpose="Stories",
        audience="Everyone",
        why_channel="Videos",
        run_by=communicator,
        proposed_by=communicator,
        proposed_at=at(),
        state="live",
    )
    draft = _draft(asset, communicator, channel)
    assert [raised.code for raised in check(common_facts(draft, at=at(2)))] == ["missing_captions"]
    before = hash_of(content_of(draft))
    for minute in (2, 3):
        caption.caption(by=communicator, at=at(minute), asset=asset, captions=films.CAPTIONS, language="en")
    draft = load(draft.pk)
    assert list(check(common_facts(draft, at=at(4)))) == []
    assert hash_of(content_of(draft)) != before
    assert Record.objects.filter(kind="asset/captioned").count() == 2
    assert default_storage.listdir("assets/captions")[1] == [f"{asset.pk}.vtt"]
    assert measure(draft, channel, "Come and listen.", at=at(4), agency=None).violations == ()
    with thawed(payload_for(draft, channel.pk, leaves_at=at(9))) as post:
        assert [each.mime for each in post.assets] == ["video/mp4", "text/vtt"]
        assert [each.path.read_bytes() for each in post.assets] == [films.film(), films.CAPTIONS]
        assert [each.url for each in post.assets] == ["", ""]
        assert [each.lang for each in post.assets] == ["", "en"]


def test_bytes_that_are_not_those_approved_do_not_leave(asset: Asset, communicator: Person) -> None:
    other = FrozenAsset("1", str(asset.published.name), "0" * 64, "video/mp4", "")
    payload = freeze(text="Hi", created_at=at(), assets=[other])
    with pytest.raises(Refused, match="not the one that was approved"), thawed(payload):
        pass


def test_whoever_looked_can_say_that_the_words_are_in_the_picture(asset: Asset, communicator: Person) -> None:
    caption.captions_are_shown(by=communicator, at=at(), asset=asset)
    assert list(check(common_facts(_draft(asset, communicator), at=at(2)))) == []


def test_the_library_takes_a_video_shows_it_and_its_captions(desk: Client) -> None:
    for name, content in (("story.mp4", films.film()), ("lie.mp4", films.film()[:-9])):
        desk.post("/desk/media/upload", {"picture": SimpleUploadedFile(name, content, "video/mp4")})
    made = Asset.objects.get()
    page = desk.get(f"/desk/media/{made.pk}")
    assert b"<video" in page.content
    assert b"Nobody has given captions yet" in page.content
    file = desk.get(f"/desk/media/{made.pk}/file")
    assert (file["Content-Type"], b"".join(file)) == ("video/mp4", films.film())
    assert desk.get(f"/desk/media/{made.pk}/captions.vtt").status_code == 404
    desk.post(
        f"/desk/media/{made.pk}/captions", {"captions": SimpleUploadedFile("a.vtt", films.CAPTIONS), "language": "en"}
    )
    assert b"".join(desk.get(f"/desk/media/{made.pk}/captions.vtt")) == films.CAPTIONS
    assert b"<track" in desk.get(f"/desk/media/{made.pk}").content
