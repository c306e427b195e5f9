"""Signing in with Google: one scope, PKCE, renewed while nobody is there, and doubt is not death."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from masthead.channels.errors import Reauth, Rejected, Transient
from masthead.channels.registry import sign_in
from masthead.channels.sign_in_port import App, Tokens
from masthead.channels.youtube.sign_in import GoogleSignIn
from masthead.kernel.clock import now
from peers.youtube import CLIENT, CODE, ME, REFRESH, SCOPE, SECRET, VERIFIER, YouTubeServer

APP, BACK = App(CLIENT, SECRET), "https://desk.library.example/sign-in/back"


@pytest.fixture
def server() -> YouTubeServer:
    return YouTubeServer()


@pytest.fixture
def way(server: YouTubeServer) -> GoogleSignIn:
    return GoogleSignIn(httpx.MockTransport(server))


def test_the_address_asks_for_one_scope_and_carries_state_and_challenge() -> None:
    offered = sign_in("youtube")
    assert offered is not None
    address = urlsplit(offered.address(APP, "", BACK, "a-state", "a-challenge"))
    asked = {name: value[0] for name, value in parse_qs(address.query).items()}
    assert address.netloc == "accounts.google.com"
    assert (asked["state"], asked["code_challenge"], asked["code_challenge_method"]) == (
        "a-state",
        "a-challenge",
        "S256",
    )
    assert (asked["scope"], asked["access_type"], asked["prompt"]) == (SCOPE, "offline", "consent")
    assert SECRET not in address.query


def test_a_code_brings_the_channel_and_the_means_to_renew(way: GoogleSignIn) -> None:
    tokens = way.redeem(APP, "", BACK, CODE, VERIFIER)
    assert (tokens.refresh, tokens.last_until) == (REFRESH, None)
    assert abs(tokens.ends_at - now() - timedelta(hours=1)) < timedelta(minutes=10)
    (channel,) = way.accounts(APP, "", tokens)
    assert (channel.id, channel.handle, dict(channel.settings)) == (ME, "@citylibrary", {"channel": ME})
    renewed = way.refresh(APP, "", tokens)
    assert renewed.access != tokens.access
    assert renewed.refresh == REFRESH
    with pytest.raises(Rejected, match="did not take"):
        way.redeem(APP, "", BACK, CODE, "another verifier")


def test_a_box_left_unticked_is_told_at_once(server: YouTubeServer, way: GoogleSignIn) -> None:
    server.scope = "openid"
    with pytest.raises(Rejected, match="not allowed") as refusal:
        way.redeem(APP, "", BACK, CODE, VERIFIER)
    assert refusal.value.scope == SCOPE


@pytest.mark.parametrize("fault", ["500", "deaf", "drop", "html", "away"])
def test_doubt_is_not_death(server: YouTubeServer, way: GoogleSignIn, fault: str) -> None:
    server.plan(fault, "/token")
    with pytest.raises(Transient):
        way.refresh(APP, "", Tokens("a", REFRESH))
    with pytest.raises(Transient, match="invalid_client"):
        way.refresh(App(CLIENT, "another"), "", Tokens("a", REFRESH))
    for dead in (Tokens("a", "a-dead-one"), Tokens("a")):
        with pytest.raises(Reauth):
            way.refresh(APP, "", dead)


def test_what_is_forgotten_already_may_be_revoked_again(way: GoogleSignIn) -> None:
    for _ in range(2):
        way.revoke(APP, "", Tokens("a", REFRESH))
    with pytest.raises(Reauth):
        way.refresh(APP, "", Tokens("a", REFRESH))
