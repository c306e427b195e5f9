"""What a picture's file says of itself is read with suspicion, shown, and taken over by a click alone."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from checks.rulebooks import everything
from factories import at, client_for, person
from masthead.agencies.models import Agency, Person
from masthead.agencies.rights import Role
from masthead.checks.engine.facts import DraftFacts
from masthead.checks.engine.run import run
from masthead.jobs import look_into_older_media
from masthead.kernel.refusals import Invalid
from masthead.media import decode, upload, xmp
from masthead.media.file_says import FileSays, read, read_heic
from masthead.media.models import Asset
from masthead.publishing.facts import asset_facts
from masthead.records.models import Record

RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"'
PACKET = f"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {RDF}><rdf:Description
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:core="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
 xmlns:r="http://ns.adobe.com/xap/1.0/rights/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
 photoshop:Credit="Tupelo Daily" photoshop:DateCreated="2026-05-06T10:11:12" exif:GPSLatitude="34,15.5N">
<dc:creator><rdf:Seq><rdf:li>Oralee Tidmore</rdf:li><rdf:li>J. Ash</rdf:li></rdf:Seq></dc:creator>
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© 2026 O. Tidmore. All rights reserved.</rdf:li></rdf:Alt></dc:rights>
<dc:description><rdf:Alt><rdf:li xml:lang="fr">Des livres</rdf:li><rdf:li xml:lang="en-US">Books on a
 cart</rdf:li></rdf:Alt></dc:description>
<r:UsageTerms><rdf:Alt><rdf:li xml:lang="x-default">Ask first</rdf:li></rdf:Alt></r:UsageTerms>
<core:AltTextAccessibility><rdf:Alt><rdf:li xml:lang="x-default">A red cart full of books</rdf:li></rdf:Alt>
</core:AltTextAccessibility></rdf:Description></rdf:RDF></x:xmpmeta>"""
WHOLE = FileSays(
    creator="Oralee Tidmore, J. Ash",
    copyright="© 2026 O. Tidmore. All rights reserved.",
    credit="Tupelo Daily",
    usage="Ask first",
    caption="Books on a cart",
    alt="A red cart full of books",
    taken="2026-05-06",
    place=True,
)


def saved(kind: str = "JPEG", **given: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "#225588").save(out, kind, **given)
    return out.getvalue()


def said_by(content: bytes) -> FileSays:
    with Image.open(io.BytesIO(content)) as opened:
        return read(opened)


def exif(*, gps: bool = True) -> Image.Exif:
    tags = Image.Exif()
    tags[0x013B], tags[0x8298], tags[0x010E] = "R. Pruitt", "(c) R. Pruitt", "Story hour, Pere\u00f1a".encode()
    tags.get_ifd(0x8769)[0x9003] = "2024:02:29 10:11:12"
    if gps:
        tags.get_ifd(0x8825)[2] = (34.0, 15.0, 27.5)
    return tags


def with_iptc(*fields: tuple[int, bytes]) -> bytes:
    block = b"".join(b"\x1c\x02" + bytes([tag]) + len(text).to_bytes(2, "big") + text for tag, text in fields)
    resource = b"8BIM\x04\x04\x00\x00" + len(block).to_bytes(4, "big") + block + b"\x00" * (len(block) % 2)
    segment = b"Photoshop 3.0\x00" + resource
    plain = saved()
    return plain[:2] + b"\xff\xed" + (len(segment) + 2).to_bytes(2, "big") + segment + plain[2:]


@pytest.fixture
def communicator(agency: Agency, settings: object, tmp_path: Path) -> Person:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return person(Role.COMMUNICATOR)


@pytest.fixture
def asset(communicator: Person) -> Asset:
    content = saved(xmp=PACKET.encode())
    return upload.upload(by=communicator, at=at(), picture=decode.decode(content), name="cart.jpg")


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_xmp_is_read_in_its_languages(kind: str) -> None:
    assert decode.decode(saved(kind, xmp=PACKET.encode())).says == WHOLE


def test_xmp_of_a_png_stands_in_its_text() -> None:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_itxt("XML:com.adobe.xmp", PACKET)
    assert decode.decode(saved("PNG", pnginfo=info)).says == WHOLE


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_exif_is_read_and_of_a_place_only_that_there_is_one(kind: str) -> None:
    said = decode.decode(saved(kind, exif=exif())).says
    assert said == FileSays(
        creator="R. Pruitt",
        copyright="(c) R. Pruitt",
        caption="Story hour, Pere\u00f1a",
        taken="2024-02-29",
        place=True,
    )
    assert "34" not in str(said.as_json())
    assert not decode.decode(saved(kind, exif=exif(gps=False))).says.place


def test_iptc_is_read_whatever_its_letters() -> None:
    content = with_iptc((80, b"A. Ash"), (80, b"B. Bay"), (110, "Caf\u00e9".encode("cp1252")), (55, b"20240506"))
    said = decode.decode(content).says
    assert said == FileSays(creator="A. Ash, B. Bay", credit="Caf\u00e9", taken="2024-05-06")


def test_a_heic_picture_says_the_same(communicator: Person) -> None:
    """Made in a process of its own, as the desk reads it in one."""
    make = (
        "import sys, pillow_heif; from PIL import Image; pillow_heif.register_heif_opener();"
        "tags = Image.Exif(); tags[0x013B] = 'R. Pruitt'; tags.get_ifd(0x8825)[2] = (34.0, 15.0, 27.5);"
        "Image.new('RGB', (64, 64), '#225588').save(sys.stdout.buffer, 'HEIF', exif=tags.tobytes(),"
        " xmp=sys.stdin.buffer.read())"
    )
    made = subprocess.run([sys.executable, "-c", make], input=PACKET.encode(), capture_output=True, check=True).stdout
    assert decode.decode(made).says == WHOLE
    made = subprocess.run(
        [sys.executable, "-c", make.replace(" xmp=sys.stdin.buffer.read()", "")],
        input=b"",
        capture_output=True,
        check=True,
    ).stdout
    picture = decode.decode(made)
    assert picture.says == FileSays(creator="R. Pruitt", place=True)
    kept = upload.upload(by=communicator, at=at(), picture=picture, name="a.heic")
    Asset.objects.update(looked_into=False, says=None)
    assert look_into_older_media.run.call() == 1
    kept.refresh_from_db()
    assert kept.file_says == picture.says


def test_editors_words_count_before_the_cameras_and_junk_is_left_out() -> None:
    assert decode.decode(saved(exif=exif(), xmp=PACKET.encode())).says == WHOLE
    tags = Image.Exif()
    tags[0x010E], tags[0x013B], tags[0x8298] = "OLYMPUS DIGITAL CAMERA", "   ", "x" * 5_000
    said = decode.decode(saved(exif=tags)).says
    assert (said.caption, said.creator, len(said.copyright)) == ("", "", 300)
    assert decode.decode(saved()).says == FileSays()


@pytest.mark.parametrize(
    "packet",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>',
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'.encode("utf-16"),
        b"<a>" * 60 + b"</a>" * 60,
        b"<a>" + b"<b/>" * 30_000 + b"</a>",
        b"<a>" + b" " * (xmp.LARGEST + 1) + b"</a>",
        b'<?xml version="1.0" encoding="no-such"?><a/>',
        b"<a><b></a>",
        b"\xff\xfe\x00",
        b"<a>&undeclared;</a>",
    ],
    ids=["entities", "utf-16 document type", "deep", "many", "megabytes", "encoding", "broken", "no XML", "undeclared"],
)
def test_hostile_xmp_is_told_as_unread_and_keeps_no_picture_out(packet: bytes) -> None:
    with pytest.raises(ValueError, match=r"read|XML|type"):
        xmp.read(packet)
    said = decode.decode(saved("WEBP", xmp=packet, exif=exif())).says
    assert said.unread == ("XMP",)
    assert said.creator == "R. Pruitt"


def test_too_much_exif_is_told_as_unread() -> None:
    said = decode.decode(saved("WEBP", exif=b"Exif\x00\x00II*\x00" + b"\x00" * 1_100_000)).says
    assert said == FileSays(unread=("EXIF",))


def test_xmp_of_a_heic_picture_that_never_ends_is_told_as_unread() -> None:
    assert read_heic(b"\x00\x00\x00\x18ftypheic" + b"<x:xmpmeta" * 500_000) == FileSays(unread=("XMP",))


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
@given(st.binary(max_size=200))
def test_no_bytes_make_it_fail(junk: bytes) -> None:
    said_by(saved(exif=b"Exif\x00\x00II*\x00" + junk))
    said_by(saved(exif=b"Exif\x00\x00MM\x00*\x00\x00\x00\x08" + junk, xmp=junk or b" "))
    said_by(with_iptc((120, junk), (55, junk), (80, junk)))
    read_heic(b"\x00\x00\x00\x18ftypheicExif\x00\x00MM\x00*" + junk + b"<x:xmpmeta" + junk + b"</x:xmpmeta>")


def test_a_line_for_the_license_and_words_for_the_alt_text() -> None:
    assert WHOLE.note == (
        "By Oralee Tidmore, J. Ash. Credit: Tupelo Daily. © 2026 O. Tidmore. All rights reserved. Ask first"
        " (from the file)"
    )
    assert WHOLE.words == "A red cart full of books"
    assert FileSays(caption="Books").words == "Books"
    assert FileSays(caption="Books", taken="2024-01-01").note == ""


def test_the_page_shows_it_and_offers_what_is_empty(communicator: Person, asset: Asset) -> None:
    desk, address = client_for(communicator), f"/desk/media/{asset.pk}"
    page = desk.get(address).content.decode()
    for words in ("Oralee Tidmore, J. Ash", "Ask first", "It names one.", "May 6, 2026", "Use the file’s alt text"):
        assert words in page
    assert "34,15.5" not in page
    assert (asset.alt_text, asset.licence_note) == ("", "")
    given = {"alt_text": "", "licence": "unknown", "licence_note": "", "text_shown": "none", "from_file": "alt_text"}
    done = desk.post(f"{address}/describe", given, follow=True).content.decode()
    assert "Taken over from the file." in done
    assert 'value="alt_text">Use' not in done
    assert 'value="licence_note">Use' in done
    asset.refresh_from_db()
    assert (asset.alt_text, asset.licence_note, asset.text_shown) == ("A red cart full of books", "", "none")
    given |= {"alt_text": asset.alt_text, "from_file": "licence_note"}
    desk.post(f"{address}/describe", given)
    asset.refresh_from_db()
    assert asset.licence_note == WHOLE.note
    assert asset.licence == "unknown"


def test_written_words_are_kept(communicator: Person, asset: Asset) -> None:
    given = {"alt_text": "My own", "licence": "own", "licence_note": "", "from_file": "alt_text"}
    done = client_for(communicator).post(f"/desk/media/{asset.pk}/describe", given, follow=True).content.decode()
    assert "Described in your own words." in done
    asset.refresh_from_db()
    assert asset.alt_text == "My own"


@pytest.mark.parametrize("field", ["alt_text", "licence_note", "name", "uploaded_at"])
def test_nothing_is_taken_over_where_the_file_says_nothing(communicator: Person, asset: Asset, field: str) -> None:
    if field in ("alt_text", "licence_note"):
        Asset.objects.update(says={})
    with pytest.raises(Invalid, match="says nothing"):
        upload.describe(
            by=communicator, at=at(), asset=asset, alt_text="", licence="own", licence_note="", from_file=field
        )


def test_what_could_not_be_read_is_told(communicator: Person) -> None:
    picture = decode.decode(saved(xmp=b"<!DOCTYPE x><x/>"))
    kept = upload.upload(by=communicator, at=at(), picture=picture, name="a.jpg")
    page = client_for(communicator).get(f"/desk/media/{kept.pk}").content.decode()
    assert "Its XMP could not be read" in page
    Asset.objects.update(says={})
    page = client_for(communicator).get(f"/desk/media/{kept.pk}").content.decode()
    assert "Nothing: no maker, no rights, no caption." in page
    Asset.objects.update(says=None)
    assert "It could not be read." in client_for(communicator).get(f"/desk/media/{kept.pk}").content.decode()


def test_the_records_and_what_is_published_hold_nothing_of_it(asset: Asset) -> None:
    assert all(b"Tidmore" not in bytes(record.payload) for record in Record.objects.all())
    with asset.published.open("rb") as published, asset.original.open("rb") as original:
        assert b"Tidmore" not in published.read()
        assert b"Tidmore" in original.read()


def test_pictures_kept_before_are_looked_into(asset: Asset) -> None:
    Asset.objects.update(looked_into=False, says=None)
    assert look_into_older_media.run.call() == 1
    asset.refresh_from_db()
    assert asset.file_says == WHOLE


def test_a_picture_whose_exif_is_cut_off_is_taken_all_the_same() -> None:
    assert decode.decode(saved(exif=b"Exif\x00\x00II*\x00")).says == FileSays(unread=("EXIF",))


@pytest.mark.django_db
def test_a_picture_called_our_own_whose_file_names_another_is_advised_on(asset: Asset) -> None:
    words = {"alt_text": "A cart", "licence_note": "", "text_shown": "none"}
    own = upload.describe(by=asset.uploaded_by, at=at(1), asset=asset, licence="own", **words)
    post = DraftFacts("Books on wheels.", assets=(asset_facts(own, at().date()),))
    [finding] = run(post, everything(), only=frozenset({"media_is_licensed"}))
    assert (finding.code, finding.level, finding.asset) == ("file_says_otherwise", "advises", str(asset.pk))
    assert "© 2026 O. Tidmore. All rights reserved. Ask first" in finding.message
    ours = replace(post, names=frozenset({"O. Tidmore"}))
    assert run(ours, everything(), only=frozenset({"media_is_licensed"})) == []
