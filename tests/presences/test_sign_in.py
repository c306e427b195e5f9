"""Signing in on the platform: each way it can go wrong is one plain sentence, and nothing half-connected is left."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from factories import at
from fakes.platform import SECRET, Signet, signet
from masthead.agencies.models import Person
from masthead.agencies.vault import unseal_mapping
from masthead.channels import registry
from masthead.channels.mastodon.channel import SIGN_IN as MASTODON
from masthead.channels.sign_in_port import Account, Tokens
from masthead.kernel.clock import now
from masthead.kernel.refusals import Invalid, NotPermitted, Refused
from masthead.presences import sign_in
from masthead.presences.models import ChannelApp, Connection, Presence
from peers.mastodon import social_server
from presences import roads, signing_in

ANOTHER = Account("2", "Mississippi Library Commission", "stray", settings={"page": "2"})


@pytest.fixture
def platform() -> Iterator[Signet]:
    with signet() as platform:
        yield platform


@pytest.fixture
def presence(platform: Signet, communicator: Person, director: Person) -> Presence:
    signing_in.registered()
    return signing_in.approved(communicator, director)


def test_tokens_are_sealed_and_the_refresh_tokens_end_is_when_a_person_must_come_again(
    platform: Signet, presence: Presence, communicator: Person
) -> None:
    assert signing_in.connected(communicator, presence).state == "connected"
    row = Connection.objects.get()
    kept = Tokens.from_secrets(unseal_mapping(row.secrets))
    assert (kept.access, kept.refresh, kept.scopes) == ("access-1", "refresh-1", ("posts", "comments"))
    assert "access-1" not in row.secrets and row.signed_in and row.settings["page"] == "1"
    assert row.ends_at == kept.refresh_ends_at and row.ends_at > now() + timedelta(days=59)


def test_the_platform_sees_the_digest_of_the_verifier_and_a_state_nobody_can_guess(
    presence: Presence, communicator: Person
) -> None:
    asked, errand = signing_in.begun(communicator, presence)
    digest = hashlib.sha256(errand.verifier.encode()).digest()
    assert asked["code_challenge"] == base64.urlsafe_b64encode(digest).decode().rstrip("=")
    assert len(asked["state"]) >= 43 and signing_in.begun(communicator, presence)[0]["state"] != asked["state"]
    assert errand.verifier not in errand.sealed() and sign_in.Errand.opened(errand.sealed()) == errand


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"error": "access_denied", "code": ""}, "Access was not allowed on Signet"),
        (
            {"error": "server_error", "error_description": "Try\x00 later."},
            "Signet ended the sign-in: “Try\ufffd later”",
        ),
        ({"state": "another"}, "belongs to another sign-in"),
        ({"state": "\ud800"}, "belongs to another sign-in"),
        ({"code": ""}, "without an answer"),
        ({"code": "a bad code"}, "Signet did not accept the sign-in"),
    ],
    ids=["denied", "failed", "state", "hostile state", "no code", "code"],
)
def test_a_way_back_that_cannot_be_used_says_so_and_what_to_do(
    presence: Presence, communicator: Person, answer: dict[str, str], sentence: str
) -> None:
    _, errand = signing_in.begun(communicator, presence)
    with pytest.raises(Refused, match=sentence) as refusal:
        sign_in.come_back(at=now(), errand=errand, query=signing_in.answer(errand, **answer))
    assert "Begin again" in refusal.value.sentence
    assert not Connection.objects.exists()


def test_the_way_there_and_back_takes_ten_minutes_at_most(presence: Presence, communicator: Person) -> None:
    _, errand = signing_in.begun(communicator, presence, at())
    with pytest.raises(Refused, match="More than 10 minutes have passed"):
        sign_in.come_back(at=at(11), errand=errand, query=signing_in.answer(errand))
    back = sign_in.come_back(at=at(9), errand=errand, query=signing_in.answer(errand))
    with pytest.raises(Refused, match="More than 10 minutes"):
        sign_in.take(by=communicator, at=at(20), presence=presence, errand=back, account_id="1")


def test_a_permission_that_was_not_granted_is_named_and_nothing_granted_is_kept(
    platform: Signet, presence: Presence, communicator: Person
) -> None:
    platform.grants = ("posts",)
    _, errand = signing_in.begun(communicator, presence)
    with pytest.raises(Refused, match="did not grant what the desk needs: comments"):
        sign_in.come_back(at=now(), errand=errand, query=signing_in.answer(errand))
    assert platform.revoked == ["access-1"]


def test_what_private_messages_alone_take_may_be_left_out(
    platform: Signet, presence: Presence, communicator: Person
) -> None:
    told, connected = registry._connectors["signet"]
    # Put there outright: the platform takes it away again itself.
    registry._connectors["signet"] = (replace(told, message_scopes=("comments",)), connected)
    platform.grants = ("posts",)
    _, errand = signing_in.begun(communicator, presence)
    back = sign_in.come_back(at=now(), errand=errand, query=signing_in.answer(errand))
    assert [account.handle for account in back.accounts] == ["mlc"]
    platform.grants = ("comments",)
    _, errand = signing_in.begun(communicator, presence)
    with pytest.raises(Refused, match="did not grant what the desk needs: posts"):
        sign_in.come_back(at=now(), errand=errand, query=signing_in.answer(errand))


def test_whoever_looks_after_no_account_is_told(platform: Signet, presence: Presence, communicator: Person) -> None:
    platform.accounts_there = []
    _, errand = signing_in.begun(communicator, presence)
    with pytest.raises(Refused, match="looks after no account there"):
        sign_in.come_back(at=now(), errand=errand, query=signing_in.answer(errand))


def test_of_several_the_approved_one_is_known_and_another_is_refused_by_the_gate(
    platform: Signet, presence: Presence, communicator: Person
) -> None:
    platform.accounts_there = [ANOTHER, *platform.accounts_there]
    _, errand = signing_in.begun(communicator, presence)
    back = sign_in.come_back(at=now(), errand=errand, query=signing_in.answer(errand))
    approved = sign_in.approved_among(back, presence)
    assert approved is not None and approved.id == "1"
    with pytest.raises(Refused, match="What was approved is mlc") as refusal:
        sign_in.take(by=communicator, at=now(), presence=presence, errand=back, account_id="2")
    assert refusal.value.clause == "presence.approval" and not Connection.objects.exists()
    with pytest.raises(Invalid):
        sign_in.take(by=communicator, at=now(), presence=presence, errand=back, account_id="3")
    assert sign_in.take(by=communicator, at=now(), presence=presence, errand=back, account_id="1").handle == "mlc"


def test_a_page_brings_its_own_token_and_takes_the_persons_away(
    platform: Signet, presence: Presence, communicator: Person
) -> None:
    own = {"access_token": "page-token", "refresh_token": "", "ends_at": "", "refresh_ends_at": ""}
    platform.accounts_there = [Account("1", presence.name, "mlc", settings={"page": "1"}, secrets=own)]
    _, errand = signing_in.begun(communicator, presence)
    back = sign_in.come_back(at=now(), errand=errand, query=signing_in.answer(errand))
    platform.valid.add("page-token")
    sign_in.take(by=communicator, at=now(), presence=presence, errand=back, account_id="1")
    kept = unseal_mapping(Connection.objects.get().secrets)
    assert kept == {"access_token": "page-token", "scopes": "posts comments"}


def test_without_an_app_or_a_right_nothing_begins(
    platform: Signet, presence: Presence, communicator: Person, director: Person
) -> None:
    employee = Person.objects.create_user("b@agency.invalid", name="Barnaby Wren")
    with pytest.raises(NotPermitted):
        signing_in.begun(employee, presence)
    ChannelApp.objects.all().delete()
    with pytest.raises(Refused, match="Ask an administrator to register one"):
        signing_in.begun(communicator, presence)
    with pytest.raises(Refused, match="what you enter on the form"):
        other = signing_in.roads.approved(communicator, director, channel="wordpress", handle="two.example.gov")
        signing_in.begun(communicator, other)


def test_an_errand_shows_no_secret_to_a_log(presence: Presence, communicator: Person) -> None:
    _, errand = signing_in.begun(communicator, presence)
    back = sign_in.come_back(at=now(), errand=errand, query=signing_in.answer(errand))
    assert SECRET not in repr(back) and "access-1" not in repr(back) and errand.verifier not in repr(back)


def test_a_server_is_registered_with_anew_once_other_scopes_are_asked_for(
    communicator: Person, director: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It grants an app no scope that the app was not registered with, so who signs in again would meet an error."""
    presence = roads.approved(communicator, director, channel="mastodon", handle="mlc@social.example")
    with social_server("mastodon") as server:

        def begin() -> str:
            given = {"presence": presence, "server": server.address, "redirect_uri": signing_in.BACK}
            return sign_in.begin(by=communicator, at=now(), **given)[0]  # type: ignore[arg-type]

        begin()
        begin()
        assert len(server.apps) == 1
        monkeypatch.setattr(MASTODON, "scopes", (*MASTODON.scopes, "read:lists"))
        begin()
        begin()
        assert len(server.apps) == 2 and ChannelApp.objects.count() == 1
