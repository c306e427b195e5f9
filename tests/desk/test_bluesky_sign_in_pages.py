"""Signing in to Bluesky from the presence's page: said who the desk is, connected, renewed, and told until when."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
import pytest
from django.test import Client

from factories import client_for, person
from masthead.agencies.models import Agency, Person
from masthead.agencies.rights import Role
from masthead.agencies.vault import unseal_mapping
from masthead.channels import registry
from masthead.channels.bluesky import proofs, signed_in
from masthead.channels.bluesky.identity import Network
from masthead.channels.bluesky.sign_in import BlueskySignIn
from masthead.channels.sign_in_port import Tokens
from masthead.conversations import reach
from masthead.kernel.clock import now
from masthead.presences.connection import channel_for
from masthead.presences.models import ChannelApp, Connection, Presence
from peers.bluesky_authority import DIRECTORY, HANDLE, RESOLVER, BlueskyAuthority
from presences import roads

PUBLIC, ALONE = "desk.example.gov", "127.0.0.1:8000"
DOCUMENT = "/oauth-client-metadata.json"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[BlueskyAuthority]:
    """Bluesky's servers, which read who the desk is where everybody can."""
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, PUBLIC, "two.example.gov"]

    def said(name: str) -> dict[str, object] | None:
        host = urlsplit(name).netloc
        answer = Client().get(DOCUMENT, secure=True, headers={"host": host})
        return json.loads(answer.content) if answer.status_code == 200 else None

    server = BlueskyAuthority(document=said)
    transport = httpx.MockTransport(server)
    registry.descriptions()
    monkeypatch.setitem(registry._sign_ins, "bluesky", BlueskySignIn(Network(RESOLVER, DIRECTORY, transport)))
    monkeypatch.setattr(signed_in, "_connections", lambda: transport)
    proofs._NONCES.clear()
    yield server
    proofs._NONCES.clear()


@pytest.fixture
def communicator(agency: Agency) -> Person:
    return person(Role.COMMUNICATOR)


@pytest.fixture
def presence(server: BlueskyAuthority, communicator: Person) -> Presence:
    director = person(Role.DIRECTOR)
    return roads.approved(communicator, director, channel="bluesky", handle=HANDLE, name_reason="It is short.")


@pytest.fixture
def browser(communicator: Person) -> Client:
    return client_for(communicator)


def signed(browser: Client, server: BlueskyAuthority, presence: Presence, host: str = PUBLIC, **changes: str) -> str:
    """There and back; what is said where it leads."""
    given = {"secure": host != ALONE, "headers": {"host": host}}
    answer = browser.post(f"/desk/presences/{presence.pk}/sign-in", **given)  # type: ignore[arg-type]
    assert answer.status_code == 200, browser.get(answer["Location"], **given).content.decode()  # type: ignore[arg-type]
    query = {**server.agrees(answer["Refresh"].removeprefix("0; url=")), **changes}
    back = browser.get(f"/desk/presences/signed-in?{urlencode(query)}", **given)  # type: ignore[arg-type]
    return browser.get(back["Location"], **given).content.decode()  # type: ignore[arg-type]


def line(presence: Presence, what: str, hence: timedelta = timedelta()) -> tuple[str, str]:
    (found,) = reach.reaches(reach.rows().filter(pk=presence.pk), at=now() + hence, agency=Agency.objects.get())
    return next((each.state, each.says) for each in found.lines if each.what == what)


def secrets() -> dict[str, str]:
    return unseal_mapping(Connection.objects.get().secrets)


def test_a_librarian_signs_in_and_no_password_is_kept(
    server: BlueskyAuthority, presence: Presence, browser: Client
) -> None:
    offered = browser.get(f"/desk/presences/{presence.pk}/connect").content.decode()
    assert "Sign in to Bluesky</button>" in offered and "App password" in offered
    assert f"Connected to {HANDLE}: the account was read back." in signed(browser, server, presence)
    row = Connection.objects.get()
    assert row.signed_in and "app_password" not in secrets() and row.settings["handle"] == HANDLE
    private = json.loads(Tokens.from_secrets(secrets()).bound["key"])["d"]
    assert private not in row.secrets and private not in json.dumps(row.settings)
    assert line(presence, "Connection")[1].endswith("by signing in there, and reached.")
    assert line(presence, "Permissions") == (
        "well",
        "All that the desk uses: atproto, transition:generic, transition:chat.bsky.",
    )
    assert line(presence, "Credentials")[1].startswith("They hold until")
    assert row.ends_at is not None and timedelta(days=89) < row.ends_at - now() <= timedelta(days=90)


def test_who_the_desk_is_is_read_by_everybody_and_nothing_secret_is_in_it(
    server: BlueskyAuthority, presence: Presence, browser: Client
) -> None:
    answer = Client().get(DOCUMENT, secure=True, headers={"host": PUBLIC})
    assert answer.status_code == 404 and "Nobody has begun to sign in" in answer.content.decode()
    signed(browser, server, presence)
    answer = Client().get(DOCUMENT, secure=True, headers={"host": PUBLIC})
    said = json.loads(answer.content)
    assert answer["Content-Type"] == "application/json"
    assert said["client_id"] == f"https://{PUBLIC}{DOCUMENT}"
    assert said["redirect_uris"] == [f"https://{PUBLIC}/desk/presences/signed-in"]
    kept = unseal_mapping(ChannelApp.objects.get().secrets)
    assert json.loads(kept["key"])["d"] not in answer.content.decode() and "d" not in said["jwks"]["keys"][0]


def test_tokens_are_renewed_with_the_key_they_are_bound_to(
    server: BlueskyAuthority, presence: Presence, browser: Client
) -> None:
    server.lasts = 300  # seconds: they end before a post is surely out
    signed(browser, server, presence)
    server.lasts = 3600
    before = Tokens.from_secrets(secrets())
    presence.refresh_from_db()
    assert channel_for(presence).profile().handle == HANDLE
    after = Tokens.from_secrets(secrets())
    assert after.refresh != before.refresh and dict(after.bound) == dict(before.bound)
    assert channel_for(presence).profile().handle == HANDLE
    assert list(server.sessions) == [after.refresh]


def test_a_sign_in_that_was_ended_there_is_told_and_asks_for_another(
    server: BlueskyAuthority, presence: Presence, browser: Client, communicator: Person
) -> None:
    signed(browser, server, presence)
    server.sessions.clear()
    Connection.objects.update(renewed_at=now() - timedelta(hours=2))
    presence.refresh_from_db()
    browser.post(f"/desk/presences/{presence.pk}/look")
    state, says = line(presence, "Connection")
    assert state == "ill" and "does not renew the sign-in any more" in says and "Connect again" in says
    assert f"Connected to {HANDLE}" in signed(browser, server, presence)
    assert line(presence, "Connection")[0] == "well"


def test_a_desk_open_on_one_machine_signs_in_for_two_weeks_and_is_told_in_time(
    server: BlueskyAuthority, presence: Presence, browser: Client
) -> None:
    assert "Connected to" in signed(browser, server, presence, ALONE)
    page = client_for(person(Role.ADMINISTRATOR)).get("/desk/agency/apps/bluesky").content.decode()
    assert "such a sign-in ends sooner" in page and "must open from outside" not in page
    assert line(presence, "Credentials")[0] == "well"
    assert line(presence, "Credentials", timedelta(days=10))[0] == "well"
    assert line(presence, "Credentials", timedelta(days=12))[0] == "ill"
    assert line(presence, "Credentials", timedelta(days=15))[1].startswith("They ended")


def test_a_desk_at_localhost_is_told_where_to_open_it(presence: Presence, browser: Client) -> None:
    answer = browser.post(f"/desk/presences/{presence.pk}/sign-in", headers={"host": "localhost:8000"})
    said = browser.get(answer["Location"]).content.decode()
    assert "sends nobody back to “localhost”" in said and "Open the desk at http://127.0.0.1:8000." in said
    assert not ChannelApp.objects.exists()


def test_a_desk_that_moves_keeps_its_key_and_earlier_sign_ins_go_on(
    server: BlueskyAuthority, presence: Presence, browser: Client
) -> None:
    signed(browser, server, presence)
    key = unseal_mapping(ChannelApp.objects.get().secrets)["key"]
    browser.post(f"/desk/presences/{presence.pk}/sign-in", secure=True, headers={"host": "two.example.gov"})
    app = ChannelApp.objects.get()
    assert app.client_id == f"https://two.example.gov{DOCUMENT}"
    assert unseal_mapping(app.secrets)["key"] == key
    assert channel_for(presence).profile().handle == HANDLE
    before = secrets()["refresh_token"]
    Connection.objects.update(renewed_at=None)
    for session in server.sessions.values():
        session["access"] = "another"  # the token in use is refused, so it is renewed
    assert channel_for(Presence.objects.get()).profile().handle == HANDLE
    assert secrets()["refresh_token"] != before


def test_an_answer_of_another_server_connects_nothing(
    server: BlueskyAuthority, presence: Presence, browser: Client
) -> None:
    said = signed(browser, server, presence, iss="https://evil.example.gov")
    assert "does not come from the server you were sent to" in said and not Connection.objects.exists()
    said = signed(browser, server, presence, error="access_denied")
    assert "Access was not allowed on Bluesky, so nothing was connected." in said


def test_less_than_the_desk_needs_is_given_back(server: BlueskyAuthority, presence: Presence, browser: Client) -> None:
    server.scopes = "atproto"
    assert "did not grant what the desk needs: transition:generic" in signed(browser, server, presence)
    assert not Connection.objects.exists() and server.sessions == {}


def test_an_administrator_sees_what_the_desk_says_and_takes_its_key_away(
    server: BlueskyAuthority, presence: Presence, browser: Client
) -> None:
    desk = client_for(person(Role.ADMINISTRATOR))
    assert "connected with what a person enters" in desk.get("/desk/agency/apps/bluesky").content.decode()
    signed(browser, server, presence)
    page = desk.get("/desk/agency/apps/bluesky").content.decode()
    assert "Nothing to enter" in page and f"https://{PUBLIC}{DOCUMENT}" in page and "Client secret" not in page
    assert "Signed in by it: Mississippi Library Commission." in page
    assert desk.post("/desk/agency/apps/bluesky", {"client_id": "x"}).status_code in (200, 422)
    desk.post(f"/desk/agency/apps/{ChannelApp.objects.get().pk}/remove")
    Connection.objects.update(renewed_at=None)
    for session in server.sessions.values():
        session["access"] = "another"
    presence.refresh_from_db()
    browser.post(f"/desk/presences/{presence.pk}/look")
    assert "choose “Connect again”, and sign in" in line(presence, "Connection")[1]
