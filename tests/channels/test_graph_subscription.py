"""A Page and an Instagram account are subscribed to the app's webhook by the desk, and unsubscribed at the end."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from channels.graph_faults import CERTAINLY_NOT_DONE, NOBODY_KNOWS
from masthead.channels.errors import ChannelError, Reauth, Rejected, Transient
from masthead.channels.facebook.channel import Facebook
from masthead.channels.facebook.description import SCOPES
from masthead.channels.facebook.page import ADDRESS as PAGES
from masthead.channels.graph import Graph
from masthead.channels.instagram.account import ADDRESS as ACCOUNTS
from masthead.channels.instagram.channel import Instagram
from masthead.channels.webhook_port import KnocksWhenAsked
from peers.facebook import PageServer
from peers.graph import TOKEN
from peers.instagram import AccountServer


@pytest.fixture(params=["facebook", "instagram"])
def both(request: pytest.FixtureRequest) -> tuple[Any, Any]:
    """(the connector, the platform it speaks to)."""
    if request.param == "facebook":
        page = PageServer()
        return Facebook(Graph("Facebook", PAGES, TOKEN, transport=httpx.MockTransport(page))), page
    account = AccountServer()
    return Instagram(Graph("Instagram", ACCOUNTS, TOKEN, transport=httpx.MockTransport(account))), account


def test_the_account_is_subscribed_with_what_the_desk_uses_and_twice_is_once(both: tuple[Any, Any]) -> None:
    channel, platform = both
    assert isinstance(channel, KnocksWhenAsked)
    for _ in range(2):
        channel.ask_for_knocks()
    used = {"Facebook": ["feed", "messages"], "Instagram": ["comments", "messages"]}[channel.describe().name]
    assert platform.subscriptions.fields == used
    for _ in range(2):
        channel.end_knocks()
    assert platform.subscriptions.fields == []


@pytest.mark.parametrize(("fault", "error"), CERTAINLY_NOT_DONE)
def test_a_refusal_is_told_as_what_it_is(both: tuple[Any, Any], fault: str, error: type[ChannelError]) -> None:
    channel, platform = both
    for act in (channel.ask_for_knocks, channel.end_knocks):
        # It is asked again without the messages, where a permission is missing.
        platform.faults = [("/subscribed_apps", fault)] * 2
        with pytest.raises(error):
            act()


@pytest.mark.parametrize("fault", NOBODY_KNOWS)
def test_a_lost_answer_is_asked_for_again(both: tuple[Any, Any], fault: str) -> None:
    channel, platform = both
    for act in (channel.ask_for_knocks, channel.end_knocks):
        platform.plan(fault, "/subscribed_apps")
        with pytest.raises(Transient):
            act()
        act()


def test_without_the_permission_for_messages_it_is_told_of_comments_all_the_same(both: tuple[Any, Any]) -> None:
    channel, platform = both
    platform.subscriptions.barred = "messages"
    for _ in range(2):
        channel.ask_for_knocks()
    assert platform.subscriptions.fields == [{"Facebook": "feed", "Instagram": "comments"}[channel.describe().name]]
    platform.subscriptions.barred = ""
    channel.ask_for_knocks()
    assert "messages" in platform.subscriptions.fields


def test_a_page_that_does_not_list_the_messages_is_believed_of_the_rest() -> None:
    page = PageServer()
    page.subscriptions.deaf_to = "messages"
    Facebook(Graph("Facebook", PAGES, TOKEN, transport=httpx.MockTransport(page))).ask_for_knocks()
    assert page.subscriptions.fields == ["feed"]


def test_a_page_that_does_not_list_what_it_agreed_to_is_not_believed() -> None:
    page = PageServer()
    page.subscriptions.deaf_to = "feed"
    channel = Facebook(Graph("Facebook", PAGES, TOKEN, transport=httpx.MockTransport(page)))
    with pytest.raises(Rejected, match="does not list it"):
        channel.ask_for_knocks()


def test_the_permission_that_it_takes_is_asked_for_and_named_where_it_lacks() -> None:
    assert "pages_manage_metadata" in SCOPES
    lacking = {"message": "(#200) Requires pages_manage_metadata permission", "code": 200, "type": "OAuthException"}
    refuses = httpx.MockTransport(
        lambda asked: (
            httpx.Response(403, json={"error": lacking})
            if asked.method == "POST"
            else httpx.Response(200, json={"id": "1001"})
        )
    )
    with pytest.raises(Reauth) as refused:
        Facebook(Graph("Facebook", PAGES, TOKEN, transport=refuses)).ask_for_knocks()
    assert refused.value.scope == "pages_manage_metadata"
