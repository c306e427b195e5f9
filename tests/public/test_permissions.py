"""Whoever is asked for a permission answers on a page without a cookie, and nobody gets in without the link."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

import asked
import factories
from asked import GUARDIAN, PERSON, listed, picture
from masthead.agencies.models import Agency, MailSettings, Person
from masthead.agencies.rights import Role
from masthead.media.models import AskedPermission, Asset, Depiction, Permission, PermissionMail
from masthead.media.signing_links import own_path, sign_path
from masthead.public import form_token, permissions
from masthead.public.callers import Callers


@pytest.fixture(autouse=True)
def _nobody_guessed_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(permissions, "_guesses", Callers(permissions.GUESSES))
    monkeypatch.setattr(permissions, "now", lambda: factories.at(3))


@pytest.fixture
def writer(agency: Agency, settings: object, tmp_path: Path) -> Person:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    MailSettings.objects.create(host="mail.invalid", sender="desk@agency.invalid")
    return factories.person(Role.COMMUNICATOR)


@pytest.fixture
def asset(writer: Person) -> Asset:
    return picture(writer)


@pytest.fixture
def adult(writer: Person, asset: Asset) -> Depiction:
    return listed(writer, asset)


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found, name
    return found[1]


def answer(reader: Client, path: str, do: str = "give", **changes: str) -> object:
    page = reader.get(path).content.decode()
    sent = {"do": do, "form_token": hidden(page, "form_token")}
    if do == "give":
        sent |= {"name": PERSON, "signed_on": "2026-11-23", "confirmed": "on"}
        sent["page_sha256"] = hidden(page, "page_sha256")
    return reader.post(path, {**sent, **changes})


def test_the_page_says_everything_before_anything_is_signed(reader: Client, writer: Person, adult: Depiction) -> None:
    _, token = asked.asked(writer, adult, channels=["noticeboard"], until=factories.at(days=30).date())
    answered = reader.get(sign_path(token))
    page = answered.content.decode()
    for said in (
        PERSON,
        "News of the summer program",
        "Noticeboard",
        "December 23, 2026",
        "I may take this permission back",
    ):
        assert said in page
    assert "A reader at a teal table." in page and "mlc-2012, 1" in page
    assert answered["Referrer-Policy"] == "no-referrer" and "no-store" in answered["Cache-Control"]
    assert "<script" not in page and 'src="http' not in page
    assert AskedPermission.objects.get().state == "asked", "opening a link changes nothing"
    assert reader.head(sign_path(token)).status_code == 200


def test_signed_it_leads_to_a_receipt_with_a_link_of_its_own(reader: Client, writer: Person, adult: Depiction) -> None:
    _, token = asked.asked(writer, adult)
    answered = answer(reader, sign_path(token), address="z@home.invalid")
    own = answered["Location"]  # type: ignore[index]
    assert own.startswith("/permission/yours/") and PermissionMail.objects.get().purpose == "own"
    page = reader.get(own)
    said = page.content.decode()
    assert PERSON in said and f"http://testserver{own}" in said and "<svg viewBox" in said
    assert page["Referrer-Policy"] == "no-referrer"
    receipt = reader.get(f"{own}receipt.txt")
    assert receipt["Content-Disposition"].startswith("attachment")
    assert f"Signed by: {PERSON}" in receipt.content.decode()
    assert adult.permission_on(factories.at().date()) == "written"
    assert (
        reader.get(sign_path(token)).status_code == 404
        and "used already" in reader.get(sign_path(token)).content.decode()
    )


def test_saying_no_takes_one_button(reader: Client, writer: Person, adult: Depiction) -> None:
    _, token = asked.asked(writer, adult)
    answered = answer(reader, sign_path(token), "decline")
    assert answered["Location"] == "/permission/declined"  # type: ignore[index]
    assert reader.get("/permission/declined").status_code == 200
    assert AskedPermission.objects.get().state == "declined" and not Permission.objects.exists()


def test_taking_it_back_says_what_happens_next(reader: Client, writer: Person, adult: Depiction) -> None:
    _, token = asked.asked(writer, adult)
    own = answer(reader, sign_path(token))["Location"]  # type: ignore[index]
    assert answer(reader, own, "take_back")["Location"] == own  # type: ignore[index]
    page = reader.get(own).content.decode()
    assert "You took your permission back." in page and "out of our reach" in page
    assert adult.permission_on(factories.at().date()) == "revoked"
    again = {"form_token": form_token.token_for(f"own_permission:{AskedPermission.objects.get().pk}")}
    answered = reader.post(own, again)
    assert answered.status_code == 422 and "taken back" in answered.content.decode()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": " "}, "Type your name"),
        ({"signed_on": ""}, "Give today’s date"),
        ({"signed_on": "2031-01-01"}, "Give today’s date"),
        ({"signed_on": "9999-99-99"}, "Give today’s date"),
        ({"confirmed": ""}, "Check the box"),
        ({"address": "nobody"}, "not a whole e-mail address"),
        ({"page_sha256": "0" * 64}, "changed since you opened it"),
        ({"form_token": "forged"}, "did not come from this page"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    reader: Client, writer: Person, adult: Depiction, changes: dict[str, str], said: str
) -> None:
    _, token = asked.asked(writer, adult)
    answered = answer(reader, sign_path(token), **changes)
    page = answered.content.decode()  # type: ignore[attr-defined]
    assert answered.status_code == 422 and said in page  # type: ignore[attr-defined]
    assert PERSON in page and not Permission.objects.exists()


@pytest.mark.parametrize("do", ["", "nothing", "take_back"])
def test_an_answer_that_is_none_changes_nothing(reader: Client, writer: Person, adult: Depiction, do: str) -> None:
    _, token = asked.asked(writer, adult)
    assert answer(reader, sign_path(token), do).status_code == 422  # type: ignore[attr-defined]
    assert AskedPermission.objects.get().state == "asked"


def test_a_form_of_one_question_answers_no_other(reader: Client, writer: Person, adult: Depiction) -> None:
    _, one = asked.asked(writer, adult)
    _, two = asked.asked(writer, adult)
    borrowed = hidden(reader.get(sign_path(one)).content.decode(), "form_token")
    assert answer(reader, sign_path(two), "decline", form_token=borrowed).status_code == 422  # type: ignore[attr-defined]


def test_a_link_shows_its_own_pictures_and_no_others(reader: Client, writer: Person, adult: Depiction) -> None:
    other = picture(writer, "red")
    listed(writer, other)
    _, token = asked.asked(writer, adult)
    mine = reader.get(f"{sign_path(token)}pictures/{adult.asset_id}")
    assert mine.status_code == 200 and mine["Content-Type"] == "image/png" and b"".join(mine)
    assert reader.get(f"{sign_path(token)}pictures/{other.pk}").status_code == 404
    own = answer(reader, sign_path(token))["Location"]  # type: ignore[index]
    assert reader.get(f"{own}pictures/{adult.asset_id}").status_code == 200
    assert reader.get(f"{own}pictures/{other.pk}").status_code == 404
    assert reader.get(f"{sign_path(token)}pictures/{adult.asset_id}").status_code == 404, "used, it shows nothing"


def test_links_do_not_do_each_others_work(reader: Client, writer: Person, adult: Depiction) -> None:
    row, token = asked.asked(writer, adult)
    for path in (own_path(token), f"{own_path(token)}receipt.txt", sign_path("yours"), sign_path("x" * 500)):
        assert reader.get(path).status_code == 404 and reader.post(path).status_code in (404, 405)
    own = answer(reader, sign_path(token))["Location"]  # type: ignore[index]
    assert reader.get(own.replace("/yours", "")).status_code == 404
    assert row.pk


def test_one_that_ran_out_opens_nothing(
    reader: Client, writer: Person, adult: Depiction, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, token = asked.asked(writer, adult)
    monkeypatch.setattr(permissions, "now", lambda: factories.at(days=14))
    answered = reader.get(sign_path(token))
    assert answered.status_code == 404 and "run out" in answered.content.decode()


def test_guessing_is_slowed_down(reader: Client, writer: Person, adult: Depiction) -> None:
    _, token = asked.asked(writer, adult)
    tried = [reader.get(sign_path(f"guess-{number}")).status_code for number in range(permissions.GUESSES)]
    assert set(tried) == {404}
    refused = reader.get(sign_path(token))
    assert refused.status_code == 429 and refused["Retry-After"] == "60"
    elsewhere = Client(REMOTE_ADDR="203.0.113.9").get(sign_path(token))
    assert elsewhere.status_code == 200, "another network is not held up"


def test_a_child_is_signed_for(reader: Client, writer: Person, asset: Asset) -> None:
    child = listed(writer, asset, "child", "Q.")
    _, token = asked.asked(writer, child, kind="child", guardian=GUARDIAN, relation="mother")
    page = reader.get(sign_path(token)).content.decode()
    assert "your child" in page and GUARDIAN in page and "You sign as mother of" in page
    answer(reader, sign_path(token), name=GUARDIAN)
    assert child.permission_on(factories.at().date()) == "guardian"


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role.value if role else "nobody")
def test_the_link_alone_decides_whoever_is_signed_in(writer: Person, adult: Depiction, role: Role | None) -> None:
    browser = factories.client_for(factories.person(role)) if role else Client()
    row, token = asked.asked(writer, adult)
    for path in ("/permission/nothing/", "/permission/yours/nothing/", "/permission/yours/nothing/receipt.txt"):
        assert browser.get(path).status_code == 404
    assert browser.get(sign_path(token)).status_code == 200
    own = asked.given(row, token)
    for path in (own_path(own), f"{own_path(own)}receipt.txt", f"{own_path(own)}pictures/{adult.asset_id}"):
        assert browser.get(path).status_code == 200
        assert browser.put(path).status_code == 405


def test_without_a_mail_server_no_address_is_asked_for(reader: Client, writer: Person, adult: Depiction) -> None:
    MailSettings.objects.all().delete()
    _, token = asked.asked(writer, adult)
    assert "E-mail address" not in reader.get(sign_path(token)).content.decode()
    assert answer(reader, sign_path(token), address="z@home.invalid")["Location"]  # type: ignore[index]
    assert not PermissionMail.objects.exists()
