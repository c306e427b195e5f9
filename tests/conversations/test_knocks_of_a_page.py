"""A Page that is written to in private knocks, and the message is taken in at once, in whatever order it knocks."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import timedelta

import httpx
import pytest

import factories
from channels.conformance import post, published
from fakes.presence import live_presence
from masthead.agencies.models import Agency
from masthead.agencies.rights import Role
from masthead.channels.facebook.channel import Facebook
from masthead.channels.facebook.page import ADDRESS
from masthead.channels.graph import Graph
from masthead.conversations.knock import hear
from masthead.conversations.models import Comment
from masthead.jobs import answer_knocks
from masthead.presences.channel_apps import register_app
from masthead.presences.models import Connection, LiveProfile
from peers.facebook import PAGE, PageServer
from peers.graph import BORN, TOKEN

SECRET = "the app's secret"
SOON = BORN + timedelta(minutes=30)


@pytest.fixture
def page(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> PageServer:
    """A Page with a post, and a live presence on it."""
    server = PageServer()
    channel = Facebook(Graph("Facebook", ADDRESS, TOKEN, transport=httpx.MockTransport(server)))
    published(channel, post("The library opens at nine."))
    monkeypatch.setattr(answer_knocks, "channel_for", lambda presence: channel)
    monkeypatch.setattr(answer_knocks, "now", lambda: SOON)
    presence = live_presence("facebook", handle="citylibrary")
    LiveProfile.objects.create(presence=presence, shown={"author_id": PAGE}, read_at=factories.at())
    given = {"client_id": "masthead", "client_secret": SECRET}
    register_app(by=factories.person(Role.ADMINISTRATOR), at=factories.at(), channel="facebook", given=given)
    return server


def message(number: str, text: str) -> dict[str, object]:
    told = {"sender": {"id": "3003"}, "recipient": {"id": PAGE}, "message": {"mid": number, "text": text}}
    return {"id": PAGE, "time": 1, "messaging": [told]}


def comment() -> dict[str, object]:
    return {"id": PAGE, "time": 2, "changes": [{"field": "feed", "value": {"item": "comment"}}]}


def knocked(*entries: dict[str, object]) -> int:
    """Deliver it, and answer as the worker does; how many presences were pulled."""
    body = json.dumps({"object": "page", "entry": entries}).encode()
    signed = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    hear("facebook", headers={"x-hub-signature-256": f"sha256={signed}"}, body=body, at=SOON)
    Connection.objects.update(answered_at=None)
    return answer_knocks.run.func() if answer_knocks.needed(SOON) else 0


def taken_in() -> list[tuple[str, bool]]:
    return sorted((each.text, each.conversation.private) for each in Comment.objects.all())


def test_a_private_message_is_taken_in_at_once_and_as_the_page_has_it(page: PageServer) -> None:
    told = page.writes("Which books are still on my card?")
    assert knocked(message(told["id"], "Forged?")) == 1
    assert taken_in() == [("Which books are still on my card?", True)]


def test_repeated_and_reordered_knocks_of_messages_and_comments_add_nothing(page: PageServer) -> None:
    first, second = page.writes("First"), page.writes("Second")
    (about,) = [name for name in page.things if "_" in name]
    page.says(about, "In public")
    for entries in (
        [message(second["id"], "Second")],
        [comment(), message(first["id"], "First")],
        [message(first["id"], "First"), message(second["id"], "Second"), comment()],
        [comment()],
        [message(first["id"], "First")],
    ):
        assert knocked(*entries) == 1
    assert taken_in() == [("First", True), ("In public", False), ("Second", True)]


def test_without_the_permission_for_messages_a_knock_brings_the_comments(page: PageServer) -> None:
    page.may_message = False
    (about,) = [name for name in page.things if "_" in name]
    page.says(about, "In public")
    page.writes("In private")
    assert knocked(comment()) == 1
    assert taken_in() == [("In public", False)]


def test_a_knock_signed_by_another_asks_for_nothing(page: PageServer) -> None:
    told = page.writes("Which books are still on my card?")
    body = json.dumps({"object": "page", "entry": [message(told["id"], "")]}).encode()
    hear("facebook", headers={"x-hub-signature-256": "sha256=00"}, body=body, at=SOON)
    assert not answer_knocks.needed(SOON)
