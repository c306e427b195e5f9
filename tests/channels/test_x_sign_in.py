"""Signing in with X: the address asks for what is used, a refresh token is good for once, and doubt is not death."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from masthead.channels.errors import Reauth, Rejected, Transient
from masthead.channels.registry import sign_in
from masthead.channels.sign_in_port import App, Tokens
from masthead.channels.x.sign_in import XSignIn
from masthead.kernel.clock import now
from peers.x import ADDRESS, XServer

APP, BACK = App("client", "secret"), "https://desk.library.example/sign-in/back"


@pytest.fixture
def server() -> XServer:
    return XServer(codes={"a-code"})


@pytest.fixture
def way(server: XServer) -> XSignIn:
    return XSignIn(ADDRESS, httpx.MockTransport(server))


def test_the_address_asks_for_what_is_used_and_carries_state_and_challenge() -> None:
    offered = sign_in("x")
    assert offered is not None
    address = urlsplit(offered.address(APP, "", BACK, "a-state", "a-challenge"))
    asked = {name: value[0] for name, value in parse_qs(address.query).items()}
    assert (address.scheme, address.netloc, address.path) == ("https", "x.com", "/i/oauth2/authorize")
    assert (asked["state"], asked["code_challenge"], asked["code_challenge_method"]) == (
        "a-state",
        "a-challenge",
        "S256",
    )
    assert tuple(asked["scope"].split()) == offered.scopes
    assert "offline.access" in offered.scopes
    assert not {"follows.write", "like.write", "space.read"} & set(offered.scopes)
    assert "secret" not in address.query


def test_a_code_is_good_for_once_and_brings_the_account(server: XServer, way: XSignIn) -> None:
    tokens = way.redeem(APP, "", BACK, "a-code", "verifier")
    assert tokens.ends_at is not None
    assert abs(tokens.ends_at - now() - timedelta(hours=2)) < timedelta(minutes=10)
    assert [(one.id, one.handle) for one in way.accounts(APP, "", tokens)] == [("200", "citylibrary")]
    with pytest.raises(Rejected, match="did not take the sign-in"):
        way.redeem(APP, "", BACK, "a-code", "verifier")


def test_a_refresh_token_brings_the_next_and_is_dead_then(server: XServer, way: XSignIn) -> None:
    first = way.redeem(APP, "", BACK, "a-code", "verifier")
    second = way.refresh(APP, "", first)
    assert second.refresh != first.refresh
    assert second.access == server.token
    with pytest.raises(Reauth):
        way.refresh(APP, "", first)


@pytest.mark.parametrize("fault", ["500", "deaf", "drop", "html", "away"])
def test_doubt_is_not_death(server: XServer, way: XSignIn, fault: str) -> None:
    server.refresh = "old"
    server.plan(fault, "/token")
    with pytest.raises(Transient):
        way.refresh(APP, "", Tokens("a", "old"))


def test_an_app_that_is_refused_says_nothing_of_the_account(server: XServer, way: XSignIn) -> None:
    server.app = "another:app"
    with pytest.raises(Transient, match="unauthorized_client"):
        way.refresh(APP, "", Tokens("a", "old"))
    with pytest.raises(Rejected, match="desk's app"):
        way.revoke(APP, "", Tokens("a", "old"))


def test_both_tokens_are_revoked(server: XServer, way: XSignIn) -> None:
    way.revoke(APP, "", Tokens("access", "refresh"))
    assert server.revoked == ["refresh", "access"]
