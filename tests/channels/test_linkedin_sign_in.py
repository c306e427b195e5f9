"""Signing in with LinkedIn: least permissions, a page to choose, and doubt is not death."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from masthead.channels.errors import Reauth, Rejected, Transient
from masthead.channels.linkedin.sign_in import LinkedInSignIn
from masthead.channels.registry import connect, sign_in
from masthead.channels.sign_in_port import App, Tokens
from masthead.kernel.clock import now
from peers.linkedin import CLIENT, CODE, NUMBER, PAGE, SECRET, LinkedInServer

APP, BACK = App(CLIENT, SECRET), "https://desk.library.example/sign-in/back"


@pytest.fixture
def server() -> LinkedInServer:
    return LinkedInServer()


@pytest.fixture
def way(server: LinkedInServer) -> LinkedInSignIn:
    return LinkedInSignIn(httpx.MockTransport(server))


def test_the_address_asks_for_what_is_used_and_carries_the_state() -> None:
    offered = sign_in("linkedin")
    assert offered is not None
    address = urlsplit(offered.address(APP, "", BACK, "a-state", "a-challenge"))
    asked = {name: value[0] for name, value in parse_qs(address.query).items()}
    assert (address.netloc, address.path) == ("www.linkedin.com", "/oauth/v2/authorization")
    assert (asked["state"], asked["redirect_uri"]) == ("a-state", BACK)
    assert tuple(asked["scope"].split()) == offered.scopes
    assert not any("member" in scope or scope.startswith("rw_") for scope in offered.scopes)
    assert SECRET not in address.query


def test_a_code_brings_the_pages_its_member_administers(way: LinkedInSignIn) -> None:
    tokens = way.redeem(APP, "", BACK, CODE, "verifier")
    assert abs(tokens.ends_at - now() - timedelta(days=60)) < timedelta(minutes=10)
    assert tokens.scopes == way.scopes
    (page,) = way.accounts(APP, "", tokens)
    assert (page.id, page.handle, dict(page.settings)) == (PAGE, "city-library", {"organization": NUMBER})
    assert connect("linkedin", page.settings, tokens.as_secrets()).describe().id == "linkedin"
    with pytest.raises(Rejected, match="expired"):
        way.redeem(APP, "", BACK, "another", "verifier")


def test_a_sign_in_is_renewed_where_linkedin_gave_the_means(server: LinkedInServer, way: LinkedInSignIn) -> None:
    first = way.redeem(APP, "", BACK, CODE, "verifier")
    second = way.refresh(APP, "", first)
    assert second.access != first.access
    assert second.last_until is not None
    with pytest.raises(Reauth, match="any more"):
        way.refresh(APP, "", Tokens("a", "a-dead-one"))
    server.renews = False
    bare = way.redeem(APP, "", BACK, CODE, "verifier")
    assert bare.last_until == bare.ends_at
    with pytest.raises(Reauth, match="nothing to renew"):
        way.refresh(APP, "", bare)


@pytest.mark.parametrize("fault", ["500", "deaf", "drop", "html", "away"])
def test_doubt_is_not_death(server: LinkedInServer, way: LinkedInSignIn, fault: str) -> None:
    tokens = way.redeem(APP, "", BACK, CODE, "verifier")
    server.plan(fault, "/accessToken")
    with pytest.raises(Transient):
        way.refresh(APP, "", tokens)
    with pytest.raises(Transient, match="invalid_client"):
        way.refresh(App(CLIENT, "another"), "", tokens)


def test_whoever_disconnects_is_told_where_the_access_is_taken_back(way: LinkedInSignIn) -> None:
    with pytest.raises(Rejected) as refusal:
        way.revoke(APP, "", Tokens("a"))
    assert "Permitted services" in refusal.value.cure
