"""Signing in on Facebook, Instagram and Threads: least scopes, tokens that last, and doubt is never death."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from masthead.channels.errors import RateLimited, Reauth, Rejected, Transient
from masthead.channels.facebook.sign_in import FacebookSignIn
from masthead.channels.graph_sign_in import SelfRenewing
from masthead.channels.instagram.sign_in import InstagramSignIn
from masthead.channels.registry import describe, sign_in
from masthead.channels.sign_in_port import App, Tokens
from masthead.channels.threads.sign_in import ThreadsSignIn
from masthead.kernel.clock import now
from peers.graph_login import CLIENT, LoginServer
from peers.instagram import ME as INSTAGRAM
from peers.threads import ME as THREADS

APP, BACK = App(*CLIENT), "https://desk.library.example/sign-in/back"
RENEWING = [(InstagramSignIn, INSTAGRAM, INSTAGRAM["user_id"]), (ThreadsSignIn, THREADS, THREADS["id"])]


@pytest.fixture
def server() -> LoginServer:
    return LoginServer()


def way_of(kind: type[SelfRenewing], server: LoginServer) -> SelfRenewing:
    server.scopes = kind.scopes
    return kind(httpx.MockTransport(server))


@pytest.fixture
def facebook(server: LoginServer) -> FacebookSignIn:
    server.scopes = FacebookSignIn.scopes
    return FacebookSignIn(httpx.MockTransport(server))


@pytest.mark.parametrize(
    ("channel", "host"),
    [("facebook", "www.facebook.com"), ("instagram", "www.instagram.com"), ("threads", "threads.net")],
)
def test_the_address_asks_for_what_is_used_and_carries_state(channel: str, host: str) -> None:
    offered = sign_in(channel)
    assert offered is not None
    address = urlsplit(offered.address(APP, "", BACK, "a-state", "a-challenge"))
    asked = {name: value[0] for name, value in parse_qs(address.query).items()}
    assert (address.scheme, address.netloc) == ("https", host)
    assert (asked["state"], asked["redirect_uri"], asked["response_type"]) == ("a-state", BACK, "code")
    assert tuple(asked["scope"].split(",")) == offered.scopes
    unused = ("insights", "ads_management", "profile")
    unused += ("messag",) if describe(channel).capability("messages").answer == "no" else ()
    assert not [scope for scope in offered.scopes if any(word in scope for word in unused)]
    assert CLIENT[1] not in address.query


@pytest.mark.parametrize(("kind", "me", "number"), RENEWING)
def test_a_code_is_good_once_and_brings_a_token_of_60_days_with_its_account(server, kind, me, number) -> None:
    way, server.me = way_of(kind, server), me
    tokens = way.redeem(APP, "", BACK, "a-code#_", "")
    assert tokens.access in server.long
    assert tokens.scopes == kind.scopes
    assert tokens.last_until is not None
    assert abs(tokens.last_until - now() - timedelta(days=60)) < timedelta(minutes=10)
    (account,) = way.accounts(APP, "", tokens)
    assert (account.id, account.handle, account.name) == (number, "citylibrary", "City Library")
    with pytest.raises(Rejected, match="already used"):
        way.redeem(APP, "", BACK, "a-code", "")


@pytest.mark.parametrize(("kind", "me", "number"), RENEWING)
def test_a_token_renews_itself_half_way_and_its_end_moves_on(server, kind, me, number) -> None:
    way = way_of(kind, server)
    first = way.redeem(APP, "", BACK, "a-code", "")
    assert first.refresh
    assert first.ends_at is not None
    assert timedelta(days=29) < first.ends_at - now() < timedelta(days=31)
    second = way.refresh(APP, "", first)
    assert second.access != first.access
    assert second.scopes == first.scopes
    with pytest.raises(Reauth):
        way.refresh(APP, "", first)


@pytest.mark.parametrize(("kind", "me", "number"), RENEWING)
@pytest.mark.parametrize("fault", ["500", "deaf", "drop", "html", "away", "#2!", "#190!", "#10"])
def test_doubt_is_not_death(server, kind, me, number, fault: str) -> None:
    way = way_of(kind, server)
    server.plan(fault, "/refresh_access_token")
    with pytest.raises(Transient):
        way.refresh(APP, "", Tokens("old", "old"))


def test_too_many_renewals_are_waited_for(server) -> None:
    server.plan("#4", "/refresh_access_token")
    with pytest.raises(RateLimited):
        way_of(ThreadsSignIn, server).refresh(APP, "", Tokens("old", "old"))


@pytest.mark.parametrize(("kind", "me", "number"), RENEWING)
def test_where_no_program_can_give_access_back_a_person_is_told_where(server, kind, me, number) -> None:
    with pytest.raises(Rejected, match="no program") as told:
        way_of(kind, server).revoke(APP, "", Tokens("old", "old"))
    assert "remove the desk’s app" in told.value.cure


def test_a_person_on_facebook_chooses_among_the_pages_they_may_speak_for(server, facebook) -> None:
    tokens = facebook.redeem(APP, "", BACK, "a-code", "")
    assert set(tokens.scopes) == set(FacebookSignIn.scopes)
    pages = facebook.accounts(APP, "", tokens)
    assert [(page.id, page.handle) for page in pages] == [("1001", "citylibrary"), ("1002", "1002")]
    assert pages[0].secrets["access_token"] == "page-1"
    assert pages[0].secrets["refresh_token"] == "", "the person's own token is not kept"
    with pytest.raises(Rejected, match="has been used"):
        facebook.redeem(APP, "", BACK, "a-code", "")


def test_a_permission_that_was_declined_is_seen(server, facebook) -> None:
    server.denied = {"pages_manage_engagement"}
    assert "pages_manage_engagement" not in facebook.redeem(APP, "", BACK, "a-code", "").scopes


def test_a_persons_access_is_given_back_and_a_pages_by_the_person_alone(server, facebook) -> None:
    tokens = facebook.redeem(APP, "", BACK, "a-code", "")
    facebook.revoke(APP, "", tokens)
    facebook.revoke(APP, "", tokens)
    assert not server.long
    with pytest.raises(Rejected, match="only from the person") as told:
        facebook.revoke(APP, "", Tokens("page-1"))
    assert "Business integrations" in told.value.cure
    server.plan("500", "/me/permissions")
    with pytest.raises(Transient):
        facebook.revoke(APP, "", Tokens("page-1"))


@pytest.mark.parametrize("fault", ["500", "deaf", "html", "away"])
def test_a_sign_in_that_meets_a_fault_can_be_tried_again(server, facebook, fault: str) -> None:
    server.plan(fault, "/oauth/access_token")
    with pytest.raises(Transient):
        facebook.redeem(APP, "", BACK, "a-code", "")
    server.plan(fault, "/oauth/access_token")
    with pytest.raises(Transient):
        way_of(InstagramSignIn, server).redeem(APP, "", BACK, "a-code", "")
