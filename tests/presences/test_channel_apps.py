"""The agency's apps with platforms: registered once, replaced, removed; what is secret in them is nowhere in words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from factories import at, person
from fakes.platform import SECRET, Signet, signet
from masthead.agencies.models import Person
from masthead.agencies.rights import Role
from masthead.kernel.refusals import Invalid, NotFound, NotPermitted
from masthead.presences import channel_apps
from masthead.presences.models import ChannelApp
from masthead.records.models import Record


@pytest.fixture
def platform() -> Iterator[Signet]:
    with signet() as platform:
        yield platform


@pytest.fixture
def administrator(agency: object) -> Person:
    return person(Role.ADMINISTRATOR)


def register(by: Person, **given: str) -> ChannelApp:
    return channel_apps.register_app(by=by, at=at(), channel="signet", given=given)


def test_an_app_is_kept_sealed_and_replaced_without_typing_its_secret_again(
    platform: Signet, administrator: Person
) -> None:
    register(administrator, client_id="one", client_secret=SECRET)
    row = register(administrator, client_id="two", client_secret="")
    app = channel_apps.app_for("signet", "")
    assert app is not None and (app.client_id, app.client_secret) == ("two", SECRET)
    assert SECRET not in row.secrets and SECRET not in repr(app)
    records = Record.objects.filter(kind="app/registered")
    assert len(records) == 2 and all(SECRET.encode() not in bytes(record.payload) for record in records)


@pytest.mark.parametrize(
    ("given", "field"), [({}, "client_id"), ({"client_id": "one"}, "client_secret"), ({"client_id": "\x00 "}, "")]
)
def test_what_is_missing_is_told_at_its_field(
    platform: Signet, administrator: Person, given: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        register(administrator, **given)
    assert not field or refusal.value.field == field
    assert not ChannelApp.objects.exists()


def test_only_an_administrator_registers_and_removes(platform: Signet, administrator: Person) -> None:
    app = register(administrator, client_id="one", client_secret=SECRET)
    writer = person(Role.COMMUNICATOR)
    with pytest.raises(NotPermitted):
        register(writer, client_id="two", client_secret=SECRET)
    with pytest.raises(NotPermitted):
        channel_apps.remove_app(by=writer, at=at(), app=app)
    channel_apps.remove_app(by=administrator, at=at(), app=app)
    assert channel_apps.app_for("signet", "") is None
    with pytest.raises(NotFound):
        channel_apps.remove_app(by=administrator, at=at(), app=app)


def test_a_channel_of_many_servers_has_an_app_for_each_however_its_address_is_typed(administrator: Person) -> None:
    given = {"client_id": "one", "client_secret": "s"}
    with pytest.raises(Invalid) as refusal:
        channel_apps.register_app(by=administrator, at=at(), channel="mastodon", given=given)
    assert refusal.value.field == "server"
    for server in ("social.example", "https://Social.Example/", "https://other.example"):
        channel_apps.register_app(by=administrator, at=at(), channel="mastodon", server=server, given=given)
    assert [row.server for row in ChannelApp.objects.all()] == ["https://other.example", "https://social.example"]


def test_a_channel_that_is_connected_by_a_password_needs_none(administrator: Person) -> None:
    with pytest.raises(Invalid, match="needs no app"):
        channel_apps.register_app(by=administrator, at=at(), channel="bluesky", given={"client_id": "x"})
