"""Connecting by signing in, as a browser does it; and the page of the agency's apps."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client

from factories import client_for, person
from fakes.platform import SECRET, Signet, signet
from masthead.agencies.models import Agency, Person
from masthead.agencies.rights import Role
from masthead.channels.sign_in_port import Account
from masthead.channels.webhook_port import word
from masthead.presences.models import ChannelApp, Connection, Presence
from peers.mastodon import social_server
from presences import roads, signing_in

ANOTHER = Account("2", "Mississippi Library Commission", "stray", settings={"page": "2"})


@pytest.fixture
def platform() -> Iterator[Signet]:
    with signet() as platform:
        yield platform


@pytest.fixture
def communicator(agency: Agency) -> Person:
    return person(Role.COMMUNICATOR)


@pytest.fixture
def presence(platform: Signet, communicator: Person) -> Presence:
    signing_in.registered()
    return signing_in.approved(communicator, person(Role.DIRECTOR))


@pytest.fixture
def browser(communicator: Person) -> Client:
    return client_for(communicator)


def leave(browser: Client, presence: Presence, **given: str) -> dict[str, str]:
    """Press the button; what the platform is asked."""
    answer = browser.post(f"/desk/presences/{presence.pk}/sign-in", given)
    assert answer.status_code == 200, answer.content.decode()
    address = answer["Refresh"].removeprefix("0; url=")
    assert address.replace("&", "&amp;") in answer.content.decode()
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def come_back(browser: Client, **query: str) -> tuple[int, str, str]:
    """(status, where it leads, what is said there)"""
    answer = browser.get(f"/desk/presences/signed-in?{urlencode(query)}")
    if answer.status_code != 302:
        return answer.status_code, "", answer.content.decode()
    return 302, answer["Location"], browser.get(answer["Location"]).content.decode()


def test_a_librarian_signs_in_and_the_presence_is_connected(
    platform: Signet, presence: Presence, browser: Client
) -> None:
    said = browser.get(f"/desk/presences/{presence.pk}/connect").content.decode()
    assert "Sign in to Signet</button>" in said and "Or enter what the platform gave you" in said
    asked = leave(browser, presence)
    assert asked["redirect_uri"] == "http://testserver/desk/presences/signed-in"
    status, there, said = come_back(browser, state=asked["state"], code="a good code")
    assert (status, there) == (302, f"/desk/presences/{presence.pk}")
    assert "Connected to mlc: the account was read back." in said
    assert Presence.objects.get().state == "connected"


def test_an_answer_counts_once_and_only_in_the_browser_that_began(
    platform: Signet, presence: Presence, browser: Client, communicator: Person
) -> None:
    asked = leave(browser, presence)
    back = {"state": asked["state"], "code": "a good code"}
    status, _, said = come_back(client_for(communicator), **back)
    assert status == 409 and "No sign-in is under way in this browser" in said
    assert come_back(browser, **back)[0] == 302
    Connection.objects.all().delete()
    assert come_back(browser, **back)[0] == 409
    assert not Connection.objects.exists()


def test_whoever_says_no_there_reads_so_beside_the_button(presence: Presence, browser: Client) -> None:
    asked = leave(browser, presence)
    status, there, said = come_back(browser, state=asked["state"], error="access_denied")
    assert (status, there) == (302, f"/desk/presences/{presence.pk}/connect")
    assert "Access was not allowed on Signet, so nothing was connected." in said


def test_a_forged_answer_connects_nothing(presence: Presence, browser: Client) -> None:
    leave(browser, presence)
    said = come_back(browser, state="forged", code="a good code")[2]
    assert "belongs to another sign-in" in said and not Connection.objects.exists()


def test_of_several_accounts_the_approved_one_is_chosen_already_and_another_refused(
    platform: Signet, presence: Presence, browser: Client
) -> None:
    platform.accounts_there = [ANOTHER, *platform.accounts_there]
    asked = leave(browser, presence)
    _, there, said = come_back(browser, state=asked["state"], code="a good code")
    assert there == f"/desk/presences/{presence.pk}/account"
    chosen = said.partition('value="1"')[2].partition(">")[0]
    assert "checked" in chosen and "checked" not in said.partition('value="2"')[2].partition(">")[0]
    answer = browser.post(there, {"account": "2"})
    assert answer.status_code == 422 and "What was approved is mlc" in answer.content.decode()
    assert browser.post(there, {"account": "1"})["Location"] == f"/desk/presences/{presence.pk}"
    assert browser.get(there).status_code == 409


def test_the_wrong_account_is_refused_and_what_it_granted_given_back(
    platform: Signet, presence: Presence, browser: Client
) -> None:
    platform.accounts_there = [ANOTHER]
    asked = leave(browser, presence)
    said = come_back(browser, state=asked["state"], code="a good code")[2]
    assert "What was approved is mlc" in said and platform.revoked == ["access-1"]


def test_without_an_app_the_page_says_who_registers_one(presence: Presence, browser: Client) -> None:
    ChannelApp.objects.all().delete()
    address = f"/desk/presences/{presence.pk}/connect"
    said = browser.get(address).content.decode()
    assert "an administrator registers the agency’s app with Signet first" in said
    assert "Sign in to Signet</button>" not in said and "/desk/agency/apps/signet" not in said
    said = client_for(person(Role.ADMINISTRATOR)).get(address).content.decode()
    assert "/desk/agency/apps/signet" in said


def test_the_desk_registers_itself_on_a_server_and_its_person_comes_back_connected(
    communicator: Person, browser: Client
) -> None:
    with social_server("mastodon") as server:
        presence = roads.approved(
            communicator,
            person(Role.DIRECTOR),
            channel="mastodon",
            handle="library@social.example",
            name_reason="It is short.",
        )
        Presence.objects.update(handle=f"library@{urlsplit(server.address).netloc}")
        shown = browser.get(f"/desk/presences/{presence.pk}/connect").content.decode()
        assert f'value="https://{urlsplit(server.address).netloc}"' in shown
        answer = browser.post(f"/desk/presences/{presence.pk}/sign-in", {"server": server.address})
        back = server.allow(answer["Refresh"].removeprefix("0; url="))
        assert "Connected to library@" in come_back(browser, **back)[2]
        assert ChannelApp.objects.get().by_itself
        browser.post(f"/desk/presences/{presence.pk}/sign-in", {"server": server.address})
        assert len(server.apps) == 1


def test_a_server_that_does_not_answer_is_told_on_the_page(communicator: Person, browser: Client) -> None:
    presence = roads.approved(communicator, person(Role.DIRECTOR), channel="mastodon", handle="mlc@social.example")
    wrong = ["", "https://[", "https://a:b@social.example:99999/", "ftp://social.example", "\x00", "x" * 5000]
    said = [(each, "Give the address of the server") for each in wrong]
    for server, sentence in [*said, ("http://127.0.0.1:9", "could not be reached"), ("http://10.0.0.1", "https://")]:
        answer = browser.post(f"/desk/presences/{presence.pk}/sign-in", {"server": server}, follow=True)
        assert sentence in answer.content.decode()


def test_an_administrator_registers_replaces_and_removes_an_app(platform: Signet, agency: Agency) -> None:
    browser = client_for(person(Role.ADMINISTRATOR))
    assert "No apps yet" in browser.get("/desk/agency/apps").content.decode()
    page = browser.get("/desk/agency/apps/signet").content.decode()
    assert "http://testserver/desk/presences/signed-in" in page and "http://testserver/hooks/signet/" in page
    answer = browser.post("/desk/agency/apps/signet", {"client_id": "one"})
    assert answer.status_code == 422 and not ChannelApp.objects.exists()
    browser.post("/desk/agency/apps/signet", {"client_id": "one", "client_secret": SECRET})
    page = browser.get("/desk/agency/apps/signet").content.decode()
    assert word(SECRET) in page and SECRET not in page and 'value="one"' in page
    browser.post("/desk/agency/apps/signet", {"client_id": "two", "client_secret": ""})
    assert "two" in browser.get("/desk/agency/apps").content.decode()
    browser.post(f"/desk/agency/apps/{ChannelApp.objects.get().pk}/remove")
    assert not ChannelApp.objects.exists()


def test_the_app_page_names_the_presences_that_lose_by_removing_it(presence: Presence, communicator: Person) -> None:
    signing_in.connected(communicator, presence)
    page = client_for(person(Role.ADMINISTRATOR)).get("/desk/agency/apps/signet").content.decode()
    assert "Signed in by it: Mississippi Library Commission." in page
