"""Uploads that lie are refused, metadata does not leave, and nobody recognizable is published without a signature."""

from __future__ import annotations

import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from factories import at, person
from masthead.agencies.models import Agency, Person
from masthead.agencies.rights import Role
from masthead.agencies.vault import unseal
from masthead.kernel.refusals import Invalid
from masthead.media import decode, depict, permit, upload
from masthead.media.models import Asset, Permission


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30), **saved: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#225588").save(out, kind, **saved)
    return out.getvalue()


def form(**changes: object) -> permit.SignedForm:
    settled: dict[str, object] = {
        "signer": "A. Parent",
        "guardian": True,
        "relation": "mother",
        "purpose": "Library news",
        "signed_on": date(2026, 11, 1),
        "expires_on": None,
        "scan": b"%PDF-1.4 signed",
        "scan_name": "form.pdf",
    }
    return permit.SignedForm(**{**settled, **changes})  # type: ignore[arg-type]


@pytest.fixture
def communicator(agency: Agency) -> Person:
    return person(Role.COMMUNICATOR)


@pytest.fixture
def asset(communicator: Person) -> Asset:
    return upload.upload(by=communicator, at=at(), picture=decode.decode(picture()), name="rug.jpg")


def with_gps() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    exif.get_ifd(0x8825)[1] = "N"
    return picture(exif=exif)


def test_the_published_copy_carries_no_metadata_and_the_original_is_kept() -> None:
    original = with_gps()
    decoded = decode.decode(original)
    assert b"secret place" in decoded.original
    assert b"secret place" not in decoded.published
    assert not dict(Image.open(io.BytesIO(decoded.published)).getexif())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_known_kinds_are_decoded(kind: str) -> None:
    decoded = decode.decode(picture(kind))
    assert (decoded.width, decoded.height) == (40, 30)
    assert Image.open(io.BytesIO(decoded.published)).format == kind


@pytest.mark.parametrize(
    "bad",
    [b"", b"<svg onload=alert(1)>", b"GIF89a" + b"\0" * 20, picture()[:60], b"\xff\xd8\xff" + b"x" * 500],
    ids=["empty", "svg", "gif", "cut short", "lying"],
)
def test_what_is_not_a_whole_picture_is_refused_in_one_sentence(bad: bytes) -> None:
    with pytest.raises(Invalid):
        decode.decode(bad)


def test_a_picture_that_unpacks_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decode, "MAX_PIXELS", 100)
    with pytest.raises(Invalid, match="pixels"):
        decode.decode(picture())


@given(st.binary(max_size=400))
def test_no_bytes_make_the_decoder_fail_otherwise(data: bytes) -> None:
    try:
        decode.decode(data)
    except Invalid as refusal:
        assert refusal.sentence


def test_the_same_bytes_are_one_asset(communicator: Person, asset: Asset) -> None:
    again = upload.upload(by=communicator, at=at(1), picture=decode.decode(picture()), name="other name.jpg")
    assert again == asset


def test_a_child_needs_a_guardian(communicator: Person, asset: Asset) -> None:
    child = depict.list_person(by=communicator, at=at(), asset=asset, kind="child", name="M. L.")
    assert child.permission_on(at().date()) == "none"
    with pytest.raises(Invalid, match="parent or guardian"):
        permit.permit(by=communicator, at=at(), depiction=child, form=form(guardian=False))
    with pytest.raises(Invalid, match="related"):
        permit.permit(by=communicator, at=at(), depiction=child, form=form(relation=" "))
    permit.permit(by=communicator, at=at(), depiction=child, form=form())
    assert child.permission_on(at().date()) == "guardian"


def test_permissions_expire_and_are_revoked_but_never_vanish(communicator: Person, asset: Asset) -> None:
    adult = depict.list_person(by=communicator, at=at(), asset=asset, kind="adult", name="J. Vale")
    given_once = permit.permit(
        by=communicator, at=at(), depiction=adult, form=form(guardian=False, expires_on=date(2026, 12, 1))
    )
    assert adult.permission_on(date(2026, 12, 1)) == "written"
    assert adult.permission_on(date(2026, 12, 2)) == "expired"
    permit.revoke(by=communicator, at=at(5), permission=given_once, reason="She called.")
    assert adult.permission_on(date(2026, 11, 25)) == "revoked"
    assert Permission.objects.filter(pk=given_once.pk).exists()
    with pytest.raises(Invalid, match="already revoked"):
        permit.revoke(by=communicator, at=at(6), permission=given_once, reason="Again.")


def test_the_signed_form_is_sealed_at_rest(communicator: Person, asset: Asset) -> None:
    adult = depict.list_person(by=communicator, at=at(), asset=asset, kind="adult", name="J. Vale")
    kept = permit.permit(by=communicator, at=at(), depiction=adult, form=form(guardian=False))
    stored = bytes(Permission.objects.get(pk=kept.pk).form)
    assert b"signed" not in stored
    assert unseal(stored) == b"%PDF-1.4 signed"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"scan": b""}, "Add the signed form"),
        ({"scan": b"MZ\x90"}, "PDF, JPEG or PNG"),
        ({"signer": ""}, "name of whoever signed"),
        ({"purpose": ""}, "what the permission is for"),
        ({"signed_on": date(2030, 1, 1)}, "future"),
        ({"expires_on": date(2020, 1, 1)}, "before it was signed"),
    ],
)
def test_a_faulty_form_names_its_fault(
    communicator: Person, asset: Asset, changes: dict[str, object], words: str
) -> None:
    adult = depict.list_person(by=communicator, at=at(), asset=asset, kind="adult", name="J. Vale")
    with pytest.raises(Invalid, match=words):
        permit.permit(by=communicator, at=at(), depiction=adult, form=form(**changes))
    assert not Permission.objects.exists()


def test_a_form_dated_tomorrow_is_of_the_future_also_in_the_evening(communicator: Person, asset: Asset) -> None:
    evening, tomorrow = at(hours=10), date(2026, 11, 24)
    assert evening.date() == tomorrow, "the day in Greenwich, while it is Monday in Jackson"
    adult = depict.list_person(by=communicator, at=at(), asset=asset, kind="adult", name="J. Vale")
    with pytest.raises(Invalid, match="future"):
        permit.permit(by=communicator, at=evening, depiction=adult, form=form(guardian=False, signed_on=tomorrow))
    permit.permit(by=communicator, at=evening, depiction=adult, form=form(guardian=False, signed_on=date(2026, 11, 23)))


def test_a_listing_with_a_permission_is_not_taken_back(communicator: Person, asset: Asset) -> None:
    adult = depict.list_person(by=communicator, at=at(), asset=asset, kind="adult", name="J. Vale")
    permit.permit(by=communicator, at=at(), depiction=adult, form=form(guardian=False))
    with pytest.raises(Invalid, match="Revoke it instead"):
        depict.unlist_person(by=communicator, at=at(), depiction=adult, reason="mistake")
    with pytest.raises(Invalid, match="People are listed"):
        depict.nobody_is_shown(by=communicator, at=at(), asset=asset)
