"""Staff ask for a permission, see how it stands, and take down with one button what is no longer agreed."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import asked
import factories
from asked import GUARDIAN, PERSON, listed, picture
from fakes.presence import live_presence
from masthead.agencies.models import Agency, MailSettings, Person
from masthead.agencies.rights import Role
from masthead.kernel.clock import now
from masthead.kernel.ids import digest_of_secret
from masthead.media.models import AskedPermission, Asset, Depiction, Permission, PermissionLink
from masthead.media.signed_page import page_for
from masthead.outbox.models import Delivery
from masthead.publishing.models import Takedown
from pictured_posts import publish

LIST = "/desk/media/permissions/"


@pytest.fixture
def writer(agency: Agency, settings: object, tmp_path: Path) -> Person:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    MailSettings.objects.create(host="mail.invalid", sender="desk@agency.invalid")
    return factories.who_acknowledged(factories.person(Role.COMMUNICATOR))


@pytest.fixture
def client(writer: Person) -> Client:
    return factories.client_for(writer)


@pytest.fixture
def asset(writer: Person) -> Asset:
    return picture(writer)


@pytest.fixture
def adult(writer: Person, asset: Asset) -> Depiction:
    return listed(writer, asset)


def form(depiction: Depiction | None = None, **changes: object) -> dict[str, object]:
    settled = {"kind": "adult", "person": PERSON, "purpose": "News", "link_days": "14"}
    return {**settled, **({"pictures": [str(depiction.pk)]} if depiction else {}), **changes}


def test_the_link_is_shown_once_and_kept_nowhere(client: Client, adult: Depiction) -> None:
    asset_page = client.get(f"/desk/media/{adult.asset_id}").content.decode()
    where = f"{LIST}ask?person={adult.pk}"
    assert where in asset_page
    page = client.get(where).content.decode()
    assert 'value="Z. Q."' in page and "teal.png" in page
    shown = client.post(where, form(adult, channels=["noticeboard"], until="2099-01-01"))
    said = shown.content.decode()
    token = re.search(r"http://testserver/permission/([\w-]+)/", said)
    assert token and "<svg viewBox" in said and "no-store" in shown["Cache-Control"]
    assert PermissionLink.objects.get().digest == digest_of_secret(token[1])
    row = AskedPermission.objects.get()
    assert token[1] not in client.get(f"{LIST}{row.pk}/").content.decode()
    assert (row.channels, list(row.depictions.all())) == (["noticeboard"], [adult])
    assert PERSON in client.get(LIST).content.decode() and PERSON not in row.sealed


def test_what_is_wrong_is_said_beside_its_field(client: Client, adult: Depiction) -> None:
    where = f"{LIST}ask?person={adult.pk}"
    for changes, said in (
        ({"kind": "child"}, "parent or guardian: they sign"),
        ({"until": "2020-01-01"}, "over already"),
        ({"pictures": []}, "Choose the pictures"),
        ({"address": "nobody"}, "not a whole e-mail address"),
    ):
        answer = client.post(where, form(adult, **changes))
        assert answer.status_code == 422 and said in answer.content.decode()
    assert not AskedPermission.objects.exists()


def test_channels_are_offered_as_people_know_them(client: Client, adult: Depiction) -> None:
    live_presence("hand", handle="nextdoor.com/library", settings={"platform": "Nextdoor"})
    where = f"{LIST}ask?person={adult.pk}"
    page = client.get(where).content.decode()
    assert "Nextdoor" in page and "Bluesky" not in page and "By hand" not in page
    client.post(where, form(adult, channels=["hand"]))
    row = AskedPermission.objects.get()
    assert (row.channels, row.places) == (["hand"], ["Nextdoor"])
    assert "Where: Nextdoor" in page_for(row).lines


def test_somebody_elses_pictures_are_not_taken_along(client: Client, writer: Person, adult: Depiction) -> None:
    other = listed(writer, picture(writer, "red"), name="Somebody Else")
    same = listed(writer, picture(writer, "blue"))
    page = client.get(f"{LIST}ask?person={adult.pk}").content.decode()
    assert str(same.pk) in page and str(other.pk) not in page
    checked = re.findall(r'name="pictures"[^>]* value="([^"]+)" checked', page)
    assert checked == [str(adult.pk)], "the same name may be somebody else: staff say which"
    client.post(f"{LIST}ask?person={adult.pk}", form(adult, pictures=[str(adult.pk), str(other.pk)]))
    assert not AskedPermission.objects.exists()


def test_it_may_be_mailed_asked_again_and_withdrawn(client: Client, adult: Depiction) -> None:
    client.post(f"{LIST}ask?person={adult.pk}", form(adult, address="z@home.invalid"))
    row = AskedPermission.objects.get()
    assert "Link to be mailed" in client.get(f"{LIST}{row.pk}/").content.decode()
    assert "permission/" in client.post(f"{LIST}{row.pk}/link").content.decode()
    assert client.post(f"{LIST}{row.pk}/link", {"address": "no"}).status_code == 409
    client.post(f"{LIST}{row.pk}/withdraw", {"reason": ""})
    row.refresh_from_db()
    assert row.state == "asked"
    client.post(f"{LIST}{row.pk}/withdraw", {"reason": "Not used."})
    row.refresh_from_db()
    assert row.state == "withdrawn"
    assert client.post(f"{LIST}{row.pk}/link").status_code == 409
    again = client.get(f"{LIST}ask?again={row.pk}").content.decode()
    assert f'value="{PERSON}"' in again
    assert "No longer asked" in client.get(f"{LIST}?state=withdrawn").content.decode()
    assert "Nobody was asked yet" in client.get(f"{LIST}?state=given").content.decode()


def test_what_was_signed_is_opened_by_those_who_record_permissions(
    client: Client, writer: Person, adult: Depiction
) -> None:
    row, token = asked.asked(writer, adult)
    assert client.get(f"{LIST}{row.pk}/page").status_code == 404
    asked.given(row, token)
    for address in (
        f"{LIST}{row.pk}/page",
        f"/desk/media/{adult.asset_id}/permissions/{Permission.objects.get().pk}/form",
    ):
        assert f"Signed by: {PERSON}" in client.get(address).content.decode()
        assert factories.client_for(factories.person(Role.MODERATOR)).get(address).status_code == 403
    page = client.get(f"/desk/media/{adult.asset_id}").content.decode()
    assert f"Signed by {PERSON}" in page and "on a screen" in page
    seen = factories.client_for(factories.person(Role.MODERATOR)).get(f"/desk/media/{adult.asset_id}").content.decode()
    assert "Ask Z. Q. to sign" not in seen


def test_a_picture_of_an_event_is_given_a_permission_for_all_of_them(client: Client, writer: Person) -> None:
    row, token = asked.asked(writer, kind="child", guardian=GUARDIAN, relation="mother", event="Story night")
    asked.given(row, token, name=GUARDIAN)
    child = listed(writer, picture(writer, "blue"), "child", "Q.")
    client.post(f"/desk/media/{child.asset_id}/event", {"event": "Story night", "public_event": "on"})
    child.asset.refresh_from_db()
    assert (child.asset.event, child.asset.public_event) == ("Story night", True)
    assert f"This is {PERSON}" in client.get(f"{LIST}{row.pk}/").content.decode()
    client.post(f"{LIST}{row.pk}/use/{child.pk}")
    assert child.permission_on(factories.at().date()) == "guardian"


def test_staff_note_that_somebody_took_it_back(client: Client, writer: Person, adult: Depiction) -> None:
    row, token = asked.asked(writer, adult)
    asked.given(row, token)
    officer = factories.client_for(factories.person(Role.RECORDS_OFFICER))
    officer.post(f"{LIST}{row.pk}/take-back", {"reason": "She called."})
    row.refresh_from_db()
    assert row.state == "taken_back"
    assert "She called." in client.get(f"{LIST}{row.pk}/").content.decode()
    assert "took their permission back" in client.get(f"/desk/media/{adult.asset_id}").content.decode()


def test_a_form_may_be_for_some_channels_only(client: Client, adult: Depiction) -> None:
    sent = {"signer": "Z", "purpose": "News", "signed_on": "2026-01-02", "channels": ["noticeboard"]}
    sent["form"] = SimpleUploadedFile("form.pdf", b"%PDF-1.7")  # type: ignore[assignment]
    assert client.post(f"/desk/media/{adult.asset_id}/people/{adult.pk}/permit", sent).status_code == 302
    assert Permission.objects.get().channels == ["noticeboard"]
    assert "Only on Noticeboard" in client.get(f"/desk/media/{adult.asset_id}").content.decode()


def recorded(client: Client, person: Depiction, **changes: object) -> object:
    sent = {"signer": PERSON, "purpose": "News", "signed_on": "2026-01-02", **changes}
    sent["form"] = SimpleUploadedFile("form.pdf", b"%PDF-1.7")
    return client.post(f"/desk/media/{person.asset_id}/people/{person.pk}/permit", sent)


def test_the_wording_of_a_form_is_asked_and_shown(client: Client, adult: Depiction) -> None:
    where = f"/desk/media/{adult.asset_id}"
    assert "Ours, as it is now (mlc-2012, 1)" in client.get(where).content.decode()
    refused = recorded(client, adult, wording="other")
    assert refused.status_code == 422 and "which wording the form has" in refused.content.decode()  # type: ignore[attr-defined]
    recorded(client, adult, wording="other", words_note="School form of 2019")
    recorded(client, adult)
    page = client.get(where).content.decode()
    assert "Wording: School form of 2019." in page and "Wording: mlc-2012, 1." in page


def test_a_link_to_take_back_a_form_is_shown_once_to_print_or_send(client: Client, adult: Depiction) -> None:
    recorded(client, adult)
    where = f"/desk/media/{adult.asset_id}"
    press = re.search(r'action="([^"]+/link)"', client.get(where).content.decode())
    assert press
    shown = client.post(press[1])
    said = shown.content.decode()
    token = re.search(r"http://testserver/permission/form/([\w-]+)/", said)
    assert token and "<svg viewBox" in said and PERSON in said and "no-store" in shown["Cache-Control"]
    assert PermissionLink.objects.get().digest == digest_of_secret(token[1])
    assert token[1] not in client.get(where).content.decode()
    assert factories.client_for(factories.person(Role.MODERATOR)).post(press[1]).status_code == 403


def test_why_a_form_was_revoked_is_read_by_those_who_may_revoke(client: Client, adult: Depiction) -> None:
    recorded(client, adult)
    where, form = f"/desk/media/{adult.asset_id}", Permission.objects.get()
    client.post(f"{where}/permissions/{form.pk}/revoke", {"reason": "She called in the morning."})
    assert "She called in the morning." in client.get(where).content.decode()
    other = factories.client_for(factories.who_acknowledged(factories.person(Role.MODERATOR)))
    assert "She called" not in other.get(where).content.decode()
    press = f"{where}/permissions/{form.pk}/link"
    assert "already revoked" in client.post(press, follow=True).content.decode()


@pytest.mark.django_db(transaction=True)
def test_today_takes_everything_down_with_one_button(client: Client, writer: Person, adult: Depiction) -> None:
    row, token = asked.asked(writer, adult)
    own = asked.given(row, token)
    publication = publish(writer, [live_presence("noticeboard")], adult.asset)
    Delivery.objects.filter(subject=publication.subject).update(state="said")
    assert "Permission taken back" not in client.get("/desk/").content.decode()
    asked.taken_back(row, own, minutes=300)
    today = client.get("/desk/").content.decode()
    assert "Permission taken back: “teal.png” in 1 publication on 1 presence" in today
    press = re.search(r'<form method="post" action="([^"]+/no-longer)">(.*?)</form>', today, re.DOTALL)
    assert press and str(adult.asset_id) in press[2]
    assert "Take all of it down" in press[2]
    assert "Reading room" in client.get(press[1]).content.decode()
    officer = factories.client_for(factories.person(Role.RECORDS_OFFICER))
    assert officer.post(press[1], {"picture": str(adult.asset_id)}).status_code == 403
    client.post(press[1], {"picture": [str(adult.asset_id), "nonsense"]})
    assert Takedown.objects.get().why == "Somebody shown took their permission back."
    assert Takedown.objects.get().by == writer
    assert "Permission taken back" not in client.get("/desk/").content.decode()
    assert "Nothing to take down" in client.get(press[1]).content.decode()


def test_what_ends_within_two_weeks_is_on_today_and_on_the_picture(
    client: Client, writer: Person, adult: Depiction
) -> None:
    row, token = asked.asked(writer, adult, until=now().date() + timedelta(days=10))
    asked.given(row, token)
    assert f"Signed by {PERSON}" in client.get("/desk/").content.decode()
    assert "A permission ends on" in client.get(f"/desk/media/{adult.asset_id}").content.decode()
    Permission.objects.update(expires_on=now().date() - timedelta(days=2))
    assert "A permission has ended" in client.get(f"/desk/media/{adult.asset_id}").content.decode()
