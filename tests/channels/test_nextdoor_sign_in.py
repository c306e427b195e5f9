"""Signing in with Nextdoor: as an agency and not as a neighbor, and doubt is not death."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from masthead.channels.errors import Reauth, Rejected, Transient
from masthead.channels.nextdoor.sign_in import NextdoorSignIn
from masthead.channels.registry import sign_in
from masthead.channels.sign_in_port import App, Tokens
from peers.nextdoor import ADDRESS, NextdoorServer

APP, BACK = App("client", "secret"), "https://desk.library.example/sign-in/back"


@pytest.fixture
def server() -> NextdoorServer:
    return NextdoorServer(refresh="refresh-1")


@pytest.fixture
def way(server: NextdoorServer) -> NextdoorSignIn:
    return NextdoorSignIn(ADDRESS, ADDRESS, httpx.MockTransport(server))


def test_the_address_asks_for_what_is_used_and_carries_the_state() -> None:
    offered = sign_in("nextdoor")
    assert offered is not None
    address = urlsplit(offered.address(APP, "", BACK, "a-state", "unused"))
    asked = {name: value[0] for name, value in parse_qs(address.query).items()}
    assert address.netloc == "www.nextdoor.com"
    assert (asked["state"], asked["redirect_uri"]) == ("a-state", BACK)
    assert tuple(asked["scope"].split()) == offered.scopes
    assert "comment:write" not in offered.scopes


def test_an_agency_signs_in_and_a_neighbor_has_nothing_to_connect(server: NextdoorServer, way: NextdoorSignIn) -> None:
    tokens = way.redeem(APP, "", BACK, "a-code", "")
    (account,) = way.accounts(APP, "", tokens)
    assert (account.id, account.handle) == ("9001", "nextdoor.com/agency-detail/ms/jackson/city-library")
    server.me = {"id": "78", "first_name": "Ann"}
    assert way.accounts(APP, "", tokens) == []
    with pytest.raises(Rejected, match="did not take"):
        way.redeem(APP, "", BACK, "another-code", "")


def test_what_is_dead_is_told_from_what_is_not_known(server: NextdoorServer, way: NextdoorSignIn) -> None:
    fresh = way.refresh(APP, "", Tokens("a", "refresh-1"))
    assert fresh.access == server.token
    with pytest.raises(Reauth):
        way.refresh(APP, "", Tokens("a", "refresh-1"))
    for fault in ("500", "drop", "html", "away"):
        server.plan(fault, "/token")
        with pytest.raises(Transient):
            way.refresh(APP, "", fresh)


def test_nextdoor_cannot_be_told_to_forget_and_a_person_reads_so(way: NextdoorSignIn) -> None:
    with pytest.raises(Rejected, match="no way for a program") as told:
        way.revoke(APP, "", Tokens("a"))
    assert "remove the application" in told.value.cure
