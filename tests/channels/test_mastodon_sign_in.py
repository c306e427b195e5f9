"""Signing in on a Mastodon-like server: registered there by itself, proved, renewed where tokens end, and ended."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from masthead.channels.errors import Reauth, Rejected, Transient
from masthead.channels.mastodon.channel import SIGN_IN, connect
from masthead.channels.mastodon.description import SCOPES
from masthead.channels.sign_in_port import App, Tokens
from masthead.kernel.clock import now
from peers.mastodon import SocialServer, social_server

BACK = "https://desk.example/desk/presences/signed-in"
VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")


@pytest.fixture(params=["mastodon", "gotosocial", "pixelfed"])
def server(request: pytest.FixtureRequest) -> Iterator[SocialServer]:
    with social_server(request.param) as server:
        yield server


@pytest.fixture
def mastodon() -> Iterator[SocialServer]:
    with social_server("mastodon") as server:
        yield server


def signed_in(server: SocialServer) -> tuple[App, Tokens]:
    app = SIGN_IN.register(server.address, BACK)
    back = server.allow(SIGN_IN.address(app, server.address, BACK, "the state", CHALLENGE))
    assert back["state"] == "the state"
    return app, SIGN_IN.redeem(app, server.address, BACK, back["code"], VERIFIER)


def test_a_person_signs_in_and_the_account_is_connected_with_the_token_alone(server: SocialServer) -> None:
    app, tokens = signed_in(server)
    (account,) = SIGN_IN.accounts(app, server.address, tokens)
    assert account.handle == f"library@{urlsplit(server.address).netloc}"
    profile = connect({**account.settings}, {"access_token": tokens.access}).profile()
    assert profile.handle == account.handle
    assert set(SCOPES.split()) <= set(tokens.scopes)


def test_nothing_is_asked_for_but_what_is_used(mastodon: SocialServer) -> None:
    signed_in(mastodon)
    (app,) = mastodon.apps.values()
    assert app["scopes"] == SCOPES and " ".join(SIGN_IN.scopes) == SCOPES
    assert not {"follow", "read", "write", "push"} & set(SCOPES.split()) and "admin" not in SCOPES


@pytest.mark.parametrize("takes", [True, False])
def test_proof_of_who_asked_goes_along_where_the_server_says_that_it_takes_it(
    mastodon: SocialServer, takes: bool
) -> None:
    mastodon.takes_challenges = takes
    app = SIGN_IN.register(mastodon.address, BACK)
    address = SIGN_IN.address(app, mastodon.address, BACK, "s", CHALLENGE)
    asked = parse_qs(urlsplit(address).query)
    assert ("code_challenge" in asked) is takes
    back = mastodon.allow(address)
    if takes:
        with pytest.raises(Rejected, match="did not accept the sign-in: The grant is invalid"):
            SIGN_IN.redeem(app, mastodon.address, BACK, back["code"], "another verifier")
        back = mastodon.allow(address)
    assert SIGN_IN.redeem(app, mastodon.address, BACK, back["code"], VERIFIER).access
    with pytest.raises(Rejected):  # a code counts once
        SIGN_IN.redeem(app, mastodon.address, BACK, back["code"], VERIFIER)


def test_where_tokens_end_they_are_renewed_and_a_dead_one_asks_a_person() -> None:
    with social_server("pixelfed") as server:
        app, tokens = signed_in(server)
        assert tokens.ends_at is not None and tokens.ends_at > now() + timedelta(minutes=30)
        fresh = SIGN_IN.refresh(app, server.address, tokens)
        assert fresh.scopes == tokens.scopes, "renewing neither asks for more nor forgets what was granted"
        assert fresh.access != tokens.access and fresh.refresh != tokens.refresh
        with pytest.raises(Reauth, match="does not renew the sign-in any more"):
            SIGN_IN.refresh(app, server.address, tokens)


def test_a_server_that_knows_but_one_scope_for_following_grants_both(mastodon: SocialServer) -> None:
    mastodon.grants = "follow"
    _, tokens = signed_in(mastodon)
    assert {"read:follows", "write:follows"} <= set(tokens.scopes)
    assert "write:statuses" not in tokens.scopes


@pytest.mark.parametrize("fault", ["500", "deaf", "drop", "html", "404"])
def test_a_passing_fault_is_never_a_dead_sign_in(fault: str) -> None:
    with social_server("pixelfed") as server:
        app, tokens = signed_in(server)
        server.plan(fault, "/oauth/token")
        with pytest.raises(Transient):
            SIGN_IN.refresh(app, server.address, tokens)


def test_tokens_of_mastodon_have_no_end_and_a_family_of_scopes_covers_its_members(mastodon: SocialServer) -> None:
    mastodon.grants = "read write"
    _, tokens = signed_in(mastodon)
    assert (tokens.ends_at, tokens.refresh, tokens.last_until) == (None, "", None)
    assert set(SIGN_IN.scopes) <= set(tokens.scopes)


def test_a_scope_that_was_not_granted_is_not_said_to_be(mastodon: SocialServer) -> None:
    mastodon.grants = "read"
    _, tokens = signed_in(mastodon)
    assert [scope for scope in SIGN_IN.scopes if scope not in tokens.scopes] == [
        "write:follows",
        "write:media",
        "write:statuses",
    ]


def test_ending_it_twice_is_harmless(mastodon: SocialServer) -> None:
    app, tokens = signed_in(mastodon)
    SIGN_IN.revoke(app, mastodon.address, tokens)
    mastodon.apps.clear()
    SIGN_IN.revoke(app, mastodon.address, tokens)
    assert mastodon.revoked == [tokens.access]


def test_a_page_that_is_no_such_server_is_told_at_registering(mastodon: SocialServer) -> None:
    mastodon.plan("404", "/api/v1/apps")
    with pytest.raises(Rejected, match="did not let this desk register"):
        SIGN_IN.register(mastodon.address, BACK)
