"""Following on the desk: asked, decided, imported after a look, found again; and what Today says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import factories
from fakes.follows import Followsome, followsome
from fakes.presence import live_presence
from following.registers import CONGRESS, DATA, bring_in
from masthead.agencies.actors import Worker
from masthead.agencies.models import Person
from masthead.agencies.rights import Role
from masthead.following import previews
from masthead.following.models import (
    Follow,
    FollowAlert,
    Preview,
    RegisterAccount,
    RegisterRow,
    RegisterVersion,
    SamePerson,
    Uploaded,
)
from masthead.following.previews import to_work_on
from masthead.jobs import read_registers
from masthead.kernel.clock import now
from masthead.presences.models import Presence
from masthead.records.models import Record

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel() -> Iterator[Followsome]:
    with followsome() as channel:
        yield channel


@pytest.fixture
def presence(agency: object, channel: Followsome) -> Presence:
    return live_presence("followsome")


@pytest.fixture
def writer(agency: object) -> Person:
    return factories.person(Role.COMMUNICATOR)


@pytest.fixture
def client(writer: Person) -> Client:
    return factories.client_for(writer)


@pytest.fixture
def approver(agency: object) -> Client:
    return factories.client_for(factories.person(Role.APPROVER))


def test_asked_decided_and_followed(presence: Presence, channel: Followsome, client: Client, approver: Client) -> None:
    channel.account("museum")
    given = {"presence": str(presence.pk), "handle": "@Museum", "whose": "County Museum", "note": "A partner."}
    answer = client.post("/desk/following/ask", given, follow=True)
    assert "A person has to decide." in answer.content.decode()
    row = Follow.objects.get()
    page = f"/desk/following/{row.pk}"
    assert "It may be followed</button>" not in client.get(page).content.decode()
    today = approver.get("/desk/").content.decode()
    assert "@museum?" in today
    assert "It may be followed</button>" in approver.get(page).content.decode()
    refused = approver.post(f"{page}/approve", {"reason": ""}, follow=True).content.decode()
    assert "Say why" in refused
    approver.post(f"{page}/approve", {"reason": "Its own site links the account."})
    assert "Followed." in client.post(f"{page}/follow", follow=True).content.decode()
    assert list(channel.followed) == ["id-museum"]
    assert "@museum" in client.get("/desk/following/?state=following&q=muse").content.decode()
    assert "No account is like this" in client.get("/desk/following/?verdict=deny").content.decode()


def test_what_is_wrong_is_said_beside_its_field(presence: Presence, client: Client) -> None:
    answer = client.post("/desk/following/ask", {"presence": str(presence.pk), "handle": "a b"})
    assert answer.status_code == 422
    assert "This is no account’s name" in answer.content.decode().replace("&#x27;", "’")


def read_page(client: Client, kept: Preview) -> str:
    """The page of an upload once the worker has had its turn."""
    read_registers.run.call()
    return str(client.get(f"/desk/following/registers/preview/{kept.pk}", follow=True).content.decode())


def test_a_register_is_looked_at_before_it_is_imported(client: Client) -> None:
    files = [SimpleUploadedFile(path.name, path.read_bytes()) for path in CONGRESS]
    given = {"form": "congress", "uploads": files, "as_of": "2026-11-20", "name": "", "columns": ""}
    waits = client.post("/desk/following/registers/import", given, follow=True).content.decode()
    assert "Members of Congress is being read" in waits and "It waits for its turn" in waits
    kept = Preview.objects.get()
    assert to_work_on() and kept.uploads.count() == 2
    page = read_page(client, kept)
    assert not kept.uploads.exists(), "the files are forgotten once they are read"
    assert "What would change in Members of Congress" in page
    assert "Roger F. Wicker" in page
    assert not RegisterRow.objects.exists()
    asked = client.post(f"/desk/following/registers/preview/{kept.pk}", follow=True).content.decode()
    assert "Members of Congress is being imported" in asked
    done = read_page(client, kept)
    assert "Members of Congress is imported as version 1. What it newly allows waits for an approver." in done
    assert not Preview.objects.exists()
    row = RegisterRow.objects.get(key="W000437")
    register = f"/desk/following/registers/{row.register_id}"
    for q in ("wicker", "@SenatorWicker", "W000437"):
        found = client.get(register, {"q": q}).content.decode()
        assert "Roger F. Wicker" in found
        assert "Bennie" not in found
    assert "senatorwicker" in client.get(f"/desk/following/registers/rows/{row.pk}").content.decode()


def test_a_preview_is_its_readers_own_and_may_be_put_aside(client: Client, approver: Client) -> None:
    files = [SimpleUploadedFile("cn.txt", (DATA / "cn.txt").read_bytes())]
    client.post("/desk/following/registers/import", {"form": "fec", "uploads": files, "as_of": "2026-11-20"})
    kept = Preview.objects.get()
    read_page(client, kept)
    assert approver.get(f"/desk/following/registers/preview/{kept.pk}").status_code == 404
    client.post(f"/desk/following/registers/preview/{kept.pk}/aside")
    assert not Preview.objects.exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.yaml", b"- &a [*a]", "names a place to point at"),
        ("a.zip", b"nothing", "cannot be unpacked"),
        ("a.yaml", "é".encode("latin-1"), "is not UTF-8"),
    ],
)
def test_a_hostile_file_is_refused_beside_its_field(client: Client, name: str, content: bytes, said: str) -> None:
    given = {"form": "congress", "uploads": [SimpleUploadedFile(name, content)], "as_of": "2026-11-20"}
    client.post("/desk/following/registers/import", given)
    page = read_page(client, Preview.objects.get())
    assert said in page and "Nothing of the register was changed." in page
    assert said in client.get("/desk/").content.decode(), "it is told on Today too"
    assert not Uploaded.objects.exists()
    assert not RegisterVersion.objects.exists()
    client.post(f"/desk/following/registers/preview/{Preview.objects.get().pk}/aside")
    assert not Preview.objects.exists()


def test_files_that_a_worker_dies_over_are_given_up(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"form": "fec", "uploads": [SimpleUploadedFile("cn.txt", b"x")], "as_of": "2026-11-20"}
    client.post("/desk/following/registers/import", given)

    def dies(*args: object) -> None:
        raise MemoryError

    monkeypatch.setattr(previews, "read", dies)
    for _ in range(previews.MOST_TRIES):
        with pytest.raises(MemoryError):
            read_registers.run.call()
    assert "The worker stopped over these files each time." in read_page(client, Preview.objects.get())


def test_an_import_that_came_too_late_says_so_and_changes_nothing(client: Client) -> None:
    bring_in("congress", CONGRESS, as_of=date(2026, 11, 24))
    files = [SimpleUploadedFile(path.name, path.read_bytes()) for path in CONGRESS]
    client.post("/desk/following/registers/import", {"form": "congress", "uploads": files, "as_of": "2026-11-20"})
    kept = Preview.objects.get()
    read_page(client, kept)
    client.post(f"/desk/following/registers/preview/{kept.pk}")
    assert "is as of November 24, 2026 already" in read_page(client, kept)
    assert RegisterVersion.objects.count() == 1


def test_what_an_import_allows_is_confirmed_by_an_approver_who_did_not_import_it(
    client: Client, approver: Client
) -> None:
    files = [SimpleUploadedFile(path.name, path.read_bytes()) for path in CONGRESS]
    client.post("/desk/following/registers/import", {"form": "congress", "uploads": files, "as_of": "2026-11-20"})
    kept = Preview.objects.get()
    read_page(client, kept)
    client.post(f"/desk/following/registers/preview/{kept.pk}")
    read_page(client, kept)
    version, button = RegisterVersion.objects.get(), "Confirm what it allows</button>"
    register, confirm = (
        f"/desk/following/registers/{version.register_id}",
        f"/desk/following/registers/versions/{version.pk}/confirm",
    )
    assert "Waits for an approver" in client.get("/desk/following/registers/").content.decode()
    mine = client.get(register).content.decode()
    assert "waits for an approver who did not import it" in mine and button not in mine
    assert "Roger F. Wicker" in approver.get(f"{register}?new=1&q=wicker").content.decode()
    assert "Confirm what version 1 of Members of Congress allows" in approver.get("/desk/").content.decode()
    assert client.post(confirm).status_code == 403
    assert "may be followed." in approver.post(confirm, follow=True).content.decode()
    assert button not in approver.get(register).content.decode()
    assert "Confirm what version 1" not in approver.get("/desk/").content.decode()


def test_a_list_that_could_not_be_read_is_not_asked_for_again_but_for_its_files(client: Client) -> None:
    given = {"form": "csv", "as_of": "2026-05-01", "name": "Hinds County", "columns": "Race=office"}
    file = SimpleUploadedFile("list.csv", b"Cand. Name,Race\nJo Doe,Sheriff\n")
    client.post("/desk/following/registers/import", {**given, "uploads": file})
    kept = Preview.objects.get()
    previews.note_failed(by=Worker("registers"), at=now(), kept=kept, why="Say which column holds the name.")
    page = client.get(f"/desk/following/registers/preview/{kept.pk}").content.decode()
    again = re.search(r'href="([^"]*import\?after=[^"]+)"', page)
    assert again
    form = client.get(again[1]).context["form"]
    assert {name: str(form[name].value()) for name in given} == given
    assert "(optional)" not in client.get(again[1]).content.decode().split("Name of the list")[1].split("</label>")[0]
    assert client.get("/desk/following/registers/import?after=x").context["form"]["name"].value() is None


def test_nothing_chosen_and_a_day_to_come(client: Client) -> None:
    answer = client.post("/desk/following/registers/import", {"form": "fec", "as_of": "9999-01-01"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Choose a file." in page
    assert "less than or equal to" in page


def test_an_account_entered_by_hand_answers_once_an_approver_confirmed_it(
    presence: Presence, channel: Followsome, client: Client, approver: Client
) -> None:
    given = {
        "channel": "x",
        "handle": "https://x.com/OkatomaCity",
        "kind": "public_body",
        "name": "City of Okatoma",
        "evidence": "https://okatoma.example/",
    }
    done = client.post("/desk/following/registers/enter", given, follow=True).content.decode()
    assert "Entered, with your name" in done
    assert "okatomacity" in done
    row = RegisterRow.objects.get()
    page, button = f"/desk/following/registers/rows/{row.pk}", "Confirm whose account it is</button>"
    assert button not in client.get(page).content.decode()
    assert "Waits for an approver" in client.get(f"/desk/following/registers/{row.register_id}").content.decode()
    assert "Is this the account of City of Okatoma?" not in client.get("/desk/").content.decode()
    assert "Is this the account of City of Okatoma?" in approver.get("/desk/").content.decode()
    assert button in approver.get(page).content.decode()
    assert client.post(f"{page}/confirm").status_code == 403
    assert "Confirmed: the account may be followed." in approver.post(f"{page}/confirm", follow=True).content.decode()
    assert button not in approver.get(page).content.decode()
    assert "Is this the account of City of Okatoma?" not in approver.get("/desk/").content.decode()


def test_an_approver_says_that_an_account_is_not_theirs(client: Client, approver: Client) -> None:
    given = {
        "channel": "x",
        "handle": "OkatomaCity",
        "kind": "public_body",
        "name": "City of Okatoma",
        "evidence": "https://okatoma.example/",
    }
    client.post("/desk/following/registers/enter", given)
    page = f"/desk/following/registers/rows/{RegisterRow.objects.get().pk}"
    assert "It is not theirs" in approver.get(page).content.decode()
    assert client.post(f"{page}/decline", {"reason": "No."}).status_code == 403
    done = approver.post(f"{page}/decline", {"reason": "Their page names another."}, follow=True).content.decode()
    assert "Declined: the register says nothing of this account now." in done
    assert "Their page names another." in client.get(page).content.decode()
    assert "Is this the account of City of Okatoma?" not in approver.get("/desk/").content.decode()


def test_names_that_are_alike_are_shown_and_confirmed_by_a_person(client: Client) -> None:
    bring_in("congress", CONGRESS)
    bring_in("csv", [_wicker()], name="Okatoma")
    row = RegisterRow.objects.get(key="W000437")
    page = f"/desk/following/registers/rows/{row.pk}"
    assert "Perhaps the same person" in client.get(page).content.decode()
    other = RegisterRow.objects.get(role="candidate")
    client.post(f"{page}/same", {"other": str(other.pk), "reason": "The same office phone."})
    assert SamePerson.objects.count() == 1
    shown = client.get(page).content.decode()
    assert "Perhaps the same person" not in shown
    assert "Wicker, Roger, U.S. Senate 2030" in shown


def test_a_list_wants_a_name_and_tells_what_it_kept_of_its_columns(client: Client) -> None:
    content = b"Candidate Name,Office Sought,Street,Campaign X Account\nJo Doe,Sheriff,1 Elm St,@doeforsheriff\n"
    given = {"form": "csv", "as_of": "2026-11-20", "name": ""}

    def sent() -> dict[str, object]:
        return {**given, "uploads": [SimpleUploadedFile("list.csv", content)]}

    refused = client.post("/desk/following/registers/import", sent())
    assert refused.status_code == 422 and "Give the list a name" in refused.content.decode()
    given["name"] = "Hinds County, November 2027"
    client.post("/desk/following/registers/import", sent())
    shown = read_page(client, Preview.objects.get())
    assert "Account of the campaign on X" in shown
    assert re.search(r">Street</th><td[^>]*><span[^>]*>not kept", shown)


def _wicker() -> object:
    from following.registers import text

    return text('name,office,state,election_year\n"Wicker, Roger",U.S. Senate,MS,2030\n')


def test_an_alert_is_on_today_and_cured_with_one_button(
    presence: Presence, channel: Followsome, client: Client, writer: Person
) -> None:
    channel.account("doe")
    channel.follow("doe")
    row = Follow.objects.create(
        presence=presence,
        network="followsome",
        handle="doe",
        native_id="id-doe",
        state="following",
        verdict="ask",
        why="",
        asked_by=writer.actor_id,
        asked_at=factories.at(),
    )
    alert = FollowAlert.objects.create(
        presence=presence,
        follow=row,
        kind="campaign",
        about="1",
        account="@doe on Followsome",
        clause="presence.6",
        why="It became a campaign.",
        found_at=factories.at(),
    )
    today = client.get("/desk/").content.decode()
    assert "A campaign’s account is followed: @doe on Followsome" in today
    assert "It became a campaign." in client.get("/desk/following/alerts").content.decode()
    client.post(f"/desk/following/{row.pk}/unfollow")
    alert.refresh_from_db()
    assert (alert.state, channel.followed) == ("cured", {})
    assert "It became a campaign." in client.get("/desk/following/alerts?settled=1").content.decode()


def test_an_account_is_looked_up_without_a_presence_and_nothing_is_kept(agency: object, client: Client) -> None:
    bring_in("congress", CONGRESS)
    handle = RegisterAccount.objects.filter(kind="office", network="x").values_list("handle", flat=True)[0]
    before = Record.objects.count()
    shown = client.get("/desk/following/account", {"network": "x", "handle": f"@{handle}"}).content.decode()
    assert "May be followed" in shown and "As of" in shown
    assert (
        "A person decides"
        in client.get("/desk/following/account", {"network": "x", "handle": "@nobody_knows_it"}).content.decode()
    )
    wrong = client.get("/desk/following/account", {"network": "x", "handle": "two words"})
    assert wrong.status_code == 422 and "This is no account" in wrong.content.decode()
    assert client.get("/desk/following/account").status_code == 200
    assert not Follow.objects.exists() and Record.objects.count() == before


def test_a_presence_that_cannot_follow_is_not_offered(agency: object, client: Client) -> None:
    live_presence("noticeboard")
    shown = client.get("/desk/following/ask").content.decode()
    assert "No presence of the agency can follow accounts yet" in shown and "MLC on noticeboard</option>" not in shown
