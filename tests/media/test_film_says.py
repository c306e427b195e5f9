"""What a video says of itself is told; the place is blotted out of what is published, and the original is kept."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from hypothesis import given
from hypothesis import strategies as st

import films
from factories import at, client_for, person
from films import box
from masthead.agencies.models import Agency, Person
from masthead.agencies.rights import Role
from masthead.checks.engine.facts import DraftFacts
from masthead.checks.people_gave_permission import check
from masthead.jobs import look_into_older_media
from masthead.kernel.refusals import Invalid
from masthead.media import boxes, film, film_says, upload
from masthead.media.models import Asset
from masthead.publishing.facts import asset_facts

PLACE = b"+32.2988-090.1848+085.000/"
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>%b</rdf:RDF></x:xmpmeta>"
_GPS = b"<rdf:Description xmlns:exif='http://ns.adobe.com/exif/1.0/' exif:GPSLatitude='32,17.9N'/>"
_MAKER = (
    b"<rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:creator><rdf:Seq><rdf:li>Ada Reed</rdf:li>"
    b"</rdf:Seq></dc:creator></rdf:Description>"
)


def said(kind: bytes, text: bytes) -> bytes:
    """A box of QuickTime's user data: length, language, text."""
    return box(kind, struct.pack(">HH", len(text), 0x15C7) + text)


def data(text: bytes) -> bytes:
    return box(b"data", struct.pack(">II", 1, 0) + text)


def apple(*pairs: tuple[bytes, bytes], version: bool = True) -> bytes:
    """A list of keys and values, as telephones write it; QuickTime leaves the version out."""
    keys = b"".join(box(b"mdta", key) for key, _ in pairs)
    values = b"".join(box(struct.pack(">I", n), data(value)) for n, (_, value) in enumerate(pairs, 1))
    inside = box(b"hdlr", bytes(24)) + box(b"keys", struct.pack(">II", 0, len(pairs)) + keys) + box(b"ilst", values)
    return box(b"meta", (bytes(4) if version else b"") + inside)


TELEPHONE = (
    (b"com.apple.quicktime.make", b"Apple"),
    (b"com.apple.quicktime.location.ISO6709", PLACE),
    (b"com.apple.quicktime.model", b"iPhone 15"),
    (b"com.apple.quicktime.creationdate", b"2026-05-06T10:11:12-0500"),
)
PLACES = {
    "user data": box(b"udta", said(b"\xa9nam", b"Story hour") + said(b"\xa9xyz", PLACE)),
    "3GPP": box(b"udta", box(b"loci", bytes(6) + b"Okatoma\0\0" + bytes(12) + b"\0\0")),
    "Apple's keys": apple(*TELEPHONE),
    "QuickTime's keys": apple(*TELEPHONE, version=False),
    "iTunes' list": box(b"udta", box(b"meta", bytes(4) + box(b"ilst", box(b"\xa9xyz", data(PLACE))))),
    "in a track": box(b"trak", box(b"udta", said(b"\xa9xyz", PLACE))),
    "XMP in user data": box(b"udta", box(b"XMP_", XMP % _GPS)),
}


def seen(content: bytes) -> film.Film:
    return film.look_into(io.BytesIO(content))


@pytest.fixture
def communicator(agency: Agency, settings: object, tmp_path: Path) -> Person:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return person(Role.COMMUNICATOR)


def test_what_it_says_is_read_from_wherever_it_stands() -> None:
    user_data = box(
        b"udta",
        said(b"\xa9nam", b"Story hour")
        + said(b"\xa9cpy", "© 2026 Reed".encode())
        + said(b"\xa9ART", b"Ada Reed")
        + bytes(4),
    )
    says = seen(films.film(more=user_data + apple(*TELEPHONE))).says
    assert (says.title, says.copyright, says.creator) == ("Story hour", "© 2026 Reed", "Ada Reed")
    assert (says.device, says.taken, says.place) == ("Apple iPhone 15", "2026-05-06", True)
    itunes = box(
        b"udta", box(b"meta", bytes(4) + box(b"ilst", box(b"\xa9nam", data(b"Seeds")) + box(b"desc", data(b"A talk"))))
    )
    assert (seen(films.film(more=itunes)).says.title, seen(films.film(more=itunes)).says.caption) == ("Seeds", "A talk")
    third = box(
        b"udta", box(b"titl", bytes(6) + "Café".encode("utf-16") + b"\0\0") + box(b"auth", bytes(6) + b"Reed\0")
    )
    assert (seen(films.film(more=third)).says.title, seen(films.film(more=third)).says.creator) == ("Café", "Reed")
    whole = films.film() + box(b"uuid", film_says.XMP_BOX + XMP % _MAKER)
    assert seen(whole).says.creator == "Ada Reed" and seen(whole).places == ()


def test_the_day_is_that_of_the_header_where_nothing_else_tells_it() -> None:
    lasts = struct.pack(">4x4I80x", 3_861_000_000, 0, 600, 60 * 600)
    assert seen(films.film(lasts=lasts)).says.taken == "2026-05-07"
    assert seen(films.film()).says.taken == "", "a camera without a clock"


@pytest.mark.parametrize("where", PLACES)
def test_a_place_is_blotted_out_and_every_other_byte_stays(where: str) -> None:
    content = films.film(more=PLACES[where])
    before = seen(content)
    assert before.says.place and before.places
    with film.without_places(before) as clean:
        clean.file.seek(0)
        published = clean.file.read()
    assert len(published) == len(content) and not seen(published).says.place
    assert PLACE not in published and b"GPS" not in published and b"Okatoma" not in published
    changed = [n for n, (one, other) in enumerate(zip(content, published, strict=True)) if one != other]
    assert all(any(start <= n < end for start, end in before.places) for n in changed)
    assert seen(published).says.title == before.says.title
    assert published.endswith(bytes(5000)) and published.count(b"mdat") == 1


def test_xmp_beside_the_frames_that_names_a_place_or_cannot_be_read_is_blotted_out() -> None:
    for packet in (XMP % _GPS, b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", b"<x:xmpmeta"):
        before = seen(films.film() + box(b"uuid", film_says.XMP_BOX + packet))
        with film.without_places(before) as clean:
            clean.file.seek(0)
            assert packet not in clean.file.read()


def _samples(*entries: bytes) -> bytes:
    """A track of which the samples are of these kinds."""
    kinds = box(b"stsd", struct.pack(">II", 0, len(entries)) + b"".join(entries))
    return box(b"trak", box(b"mdia", box(b"minf", box(b"stbl", kinds))))


@pytest.mark.parametrize(
    "more",
    [
        box(b"udta", box(b"note", b"taken at " + PLACE)),
        *(_samples(box(kind, bytes(20))) for kind in (b"gpmd", b"camm", b"rtmd", b"djmd", b"dbgi")),
        _samples(box(b"avc1", bytes(30)), box(b"gpmd", bytes(20))),
        _samples(box(b"mebx", b"x.location.y")),
        _samples(box(b"mett", b"application/x-GPS\0")),
        box(b"gps ", bytes(24)),
        box(b"udta", box(b"gps ", bytes(24))),
    ],
    ids=[
        "in a box of its own",
        *("GoPro", "Google", "Sony", "DJI", "DJI, too", "a second kind of sample"),
        *("a track with places", "a track that names them", "behind a windshield", "in user data"),
    ],
)
def test_a_place_that_cannot_be_taken_out_is_refused_with_the_cure(more: bytes) -> None:
    with pytest.raises(Invalid, match="without its location"):
        seen(films.film(more=more))


@pytest.mark.parametrize("kind", [b"gps ", b"gps0"])
def test_places_beside_the_header_are_refused_with_the_cure(kind: bytes) -> None:
    with pytest.raises(Invalid, match="without its location"):
        seen(films.film() + box(kind, bytes(24)))


def test_what_telephones_keep_beside_a_film_is_taken() -> None:
    keys = b"mdtacom.apple.quicktime.detected-face.bounds", b"mdtacom.apple.quicktime.video-orientation"
    tracks = (_samples(box(b"mebx", bytes(8) + box(b"keys", box(b"keyd", key)))) for key in keys)
    assert not seen(films.film(more=b"".join(tracks) + _samples(box(b"mett", b"\0application/x-notes\0")))).says.place


def _deep(levels: int) -> bytes:
    inside = b""
    for _ in range(levels):
        inside = box(b"udta", inside)
    return inside


@pytest.mark.parametrize(
    "more",
    [
        _deep(boxes.DEEPEST + 3),
        box(b"udta", struct.pack(">I4s", 4_000_000_000, b"\xa9nam")),
        box(b"udta", struct.pack(">I4s", 3, b"\xa9nam") + bytes(20)),
        box(b"udta", struct.pack(">I4sQ", 1, b"\xa9nam", 2**63)),
        box(b"udta", box(b"name") * (boxes.MOST + 1)),
        box(b"udta", b"\1\2\3"),
    ],
    ids=["deep", "longer than all", "shorter than its head", "longer than any file", "without number", "cut short"],
)
def test_a_header_that_lies_is_no_video(more: bytes) -> None:
    with pytest.raises(Invalid, match="not a whole MP4"):
        seen(films.film(more=more))


_KINDS = st.sampled_from(
    [b"udta", b"meta", b"ilst", b"keys", b"\xa9nam", b"\xa9xyz", b"loci", b"XMP_", b"data", b"trak", b"stsd"]
)
_BOXES = st.recursive(
    st.binary(max_size=60),
    lambda inner: st.lists(st.tuples(_KINDS, inner), max_size=4).map(lambda each: b"".join(box(*one) for one in each)),
    max_leaves=12,
)


@given(_BOXES)
def test_whatever_a_header_says_is_read_blotted_out_or_refused(inside: bytes) -> None:
    try:
        before = seen(films.film(more=box(b"udta", inside), frames=50))
        with film.without_places(before) as clean:
            assert clean.size == before.size and not clean.places
    except Invalid:
        return


@given(st.binary(min_size=8, max_size=100))
def test_a_box_blotted_out_is_as_long_and_says_nothing(content: bytes) -> None:
    for kept in (box(b"loci", content), struct.pack(">I4sQ", 1, b"loci", 16 + len(content)) + content):
        gone = film_says.blank(kept)
        assert (len(gone), gone[4:8]) == (len(kept), b"free")
        assert not any(gone[16:])
        (read,) = boxes.Part(gone, 0).between(0, len(gone))
        assert read.end == len(gone)


def test_the_original_is_kept_and_the_copy_without_the_place_is_published(communicator: Person) -> None:
    content = films.film(more=PLACES["Apple's keys"])
    asset = upload.upload_film(by=communicator, at=at(), seen=seen(content), name="story.mp4")
    assert asset.sha256 != asset.published_sha256
    with default_storage.open(str(asset.original.name)) as stored:
        assert stored.read() == content
    with default_storage.open(str(asset.published.name)) as stored:
        assert PLACE not in stored.read()
    desk = client_for(communicator)
    assert PLACE not in b"".join(desk.get(f"/desk/media/{asset.pk}/file"))  # type: ignore[arg-type]
    page = desk.get(f"/desk/media/{asset.pk}").content.decode()
    for told in ("What the file says of itself", "Apple iPhone 15", "May 6, 2026", "the published copy goes without"):
        assert told in page
    again = upload.upload_film(by=communicator, at=at(), seen=seen(content), name="again.mp4")
    assert again == asset and Asset.objects.count() == 1


def _held(asset: Asset) -> list[tuple[str, str]]:
    facts = DraftFacts("Watch!", assets=(asset_facts(asset, at().date()),))
    return [(one.code, one.asset) for one in check(facts) if one.code == "place_leaves"]


def test_a_video_kept_before_with_a_place_that_stays_is_told_and_held(communicator: Person) -> None:
    asset = upload.upload_film(by=communicator, at=at(), seen=seen(films.film()), name="ride.mp4")
    assert _held(asset) == []
    track = _samples(box(b"gpmd", bytes(20)))
    said_too = box(b"udta", said(b"\xa9nam", b"The ride"))
    with default_storage.open(str(asset.original.name), "wb") as stored:
        stored.write(films.film(more=track + said_too))
    Asset.objects.update(says=None, length=None, looked_into=False)
    assert look_into_older_media.run.call() == 1
    asset.refresh_from_db()
    assert asset.says == {"place": True, "title": "The ride"}
    assert asset.length == 60_000
    assert _held(asset) == [("place_leaves", str(asset.pk))]
    page = client_for(communicator).get(f"/desk/media/{asset.pk}").content.decode()
    assert "would be published with it. Export it without its location, and upload that." in page
    copied = upload.upload_film(by=communicator, at=at(), seen=seen(films.film(more=PLACES["3GPP"])), name="b.mp4")
    assert copied.file_says and copied.file_says.place and _held(copied) == []


def test_places_are_held_against_the_boxes_around_them_without_trying_each(monkeypatch: pytest.MonkeyPatch) -> None:
    gone_through: list[int] = []

    class Counted(list[tuple[int, int]]):
        def __iter__(self) -> Iterator[tuple[int, int]]:
            gone_through.append(len(self))
            return super().__iter__()

    found = film_says._Found
    monkeypatch.setattr(film_says, "_Found", lambda: found(spans=Counted()))
    inside = box(b"udta", box(b"loci", b"loci" * 5) * 40)
    assert len(seen(films.film(more=inside)).places) == 40
    assert sum(gone_through) <= 40 * 3, "240 places in 40 boxes are not compared with each of them"
    with pytest.raises(Invalid, match="without its location"):
        seen(films.film(more=inside + box(b"note", b"loci")))


def test_a_key_is_read_once_however_many_values_name_it(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[bytes] = []
    named = film_says._named

    def counted(key: bytes) -> str:
        read.append(key)
        return named(key)

    monkeypatch.setattr(film_says, "_named", counted)
    values = box(struct.pack(">I", 1), data(b"Reed")) * 50
    keys = box(b"keys", struct.pack(">II", 0, 1) + box(b"mdta", b"com.apple.quicktime.author"))
    said_so = box(b"meta", bytes(4) + box(b"hdlr", bytes(24)) + keys + box(b"ilst", values))
    assert seen(films.film(more=said_so)).says.creator == "Reed"
    assert read == [b"com.apple.quicktime.author"]
