"""Private messages on Facebook and Instagram: what comes in, who is answered, and what every fault may not do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import httpx
import pytest

from channels.conformance import AT, drained, post, published
from channels.graph_faults import CERTAINLY_NOT_DONE, NOBODY_KNOWS
from masthead.channels.errors import Reauth, Rejected, Transient
from masthead.channels.events import CommentEvent
from masthead.channels.facebook.channel import Facebook
from masthead.channels.facebook.page import ADDRESS as PAGES
from masthead.channels.graph import Graph
from masthead.channels.instagram.account import ADDRESS as ACCOUNTS
from masthead.channels.instagram.channel import Instagram
from masthead.channels.outcomes import CannotTell, Found, Unknown
from masthead.channels.post import AssetFile, Pending
from masthead.channels.ref import Ref
from peers.facebook import PageServer
from peers.graph import TOKEN
from peers.graph_messages import Messaging
from peers.instagram import AccountServer


@dataclass
class Peer:
    """One platform, and how its connector writes an id of a message and of a conversation."""

    channel: Any
    server: Messaging
    message: str
    thread: str

    def writes(self, text: str, who: str = "3003") -> Ref:
        return Ref(f"{self.message}{self.server.writes(text, who=who)['id']}")

    def read(self, cursor: str = "", at: datetime = AT) -> tuple[list[CommentEvent], str]:
        found = self.channel.pull("messages", cursor, at=at)
        return list(found.events), found.cursor

    def begun(self, answered: Ref) -> Pending:
        begun: Pending = self.channel.begin(post("It is.", reply_to=answered, private=True), "key")
        return begun


@pytest.fixture(params=["facebook", "instagram"])
def peer(request: pytest.FixtureRequest) -> Peer:
    if request.param == "facebook":
        page = PageServer()
        graph = Graph("Facebook", PAGES, TOKEN, transport=httpx.MockTransport(page))
        return Peer(Facebook(graph), page, "", "t_")
    account = AccountServer()
    graph = Graph("Instagram", ACCOUNTS, TOKEN, transport=httpx.MockTransport(account))
    return Peer(Instagram(graph), account, "message:", "thread:aWdf")


def test_both_sides_of_a_conversation_come_in_as_one_exchange(peer: Peer) -> None:
    first = peer.writes("Is my card still good?")
    other = peer.server.writes("Do you lend tools?", who="4004", name="Ann")
    peer.server.answers("It is.")
    events, cursor = peer.read()
    assert {(event.text, event.root_ref and event.root_ref.native_id) for event in events} == {
        ("Is my card still good?", f"{peer.thread}3003"),
        ("It is.", f"{peer.thread}3003"),
        ("Do you lend tools?", f"{peer.thread}4004"),
    }
    own = next(event for event in events if event.text == "It is.")
    assert own.author_id == peer.channel.profile().extra["author_id"]
    assert own.parent_ref == first
    assert all(event.private for event in events)
    assert peer.read(cursor)[0] == []
    assert {event.author_shown for event in events if event.native_id.endswith(other["id"])} == {"Ann"}


@pytest.mark.parametrize("first", [True, False], ids=["the first look", "a later look"])
def test_more_conversations_than_a_pull_reads_are_all_told(peer: Peer, first: bool) -> None:
    peer.writes("Early", who="9000")
    cursor = "" if first else peer.read()[1]
    for number in range(70):
        peer.writes(f"Number {number}", who=str(3000 + number))
    told, more = set(), True
    for _ in range(20):
        found = peer.channel.pull("messages", cursor, at=AT)
        told |= {event.text for event in found.events}
        cursor, more = found.cursor, found.more
        if not more:
            break
    assert not more and told - {"Early"} == {f"Number {number}" for number in range(70)}
    assert not peer.channel.pull("messages", cursor, at=AT).more


def test_an_edit_is_told_within_a_round(peer: Peer) -> None:
    message = peer.server.writes("First wording")
    _, cursor = peer.read()
    message["message"] = "Second wording"
    events, _ = peer.read(cursor)
    assert [(event.kind, event.text) for event in events] == [("edited", "Second wording")]


def test_what_was_written_long_before_the_account_was_connected_stays_there(peer: Peer) -> None:
    old = peer.server.writes("Years ago")
    events, cursor = peer.read(at=AT + timedelta(days=2))
    assert events == []
    old["message"] = "Years ago, mended"
    peer.server.clock = count(3 * 86_400)
    peer.server.writes("Today")
    told = []
    for _ in range(3):
        events, cursor = peer.read(cursor, at=AT + timedelta(days=3))
        told += [event.text for event in events]
    assert told == ["Today"]


def test_it_is_answered_to_the_person_who_wrote_and_stands_on_no_public_page(peer: Peer) -> None:
    message = peer.writes("Is my card still good?")
    peer.server.writes("Do you lend tools?", who="4004")
    sent, _ = published(peer.channel, post("It is.", reply_to=message, private=True))
    assert (peer.server.messages("3003"), peer.server.messages("4004")) == (["It is."], [])
    assert peer.server.posts() == [] and peer.server.things == {}  # type: ignore[attr-defined]
    assert peer.channel.read_back(sent) is None
    assert peer.channel.read_message(message) is None, "what somebody else wrote is no message of ours"


@pytest.mark.parametrize("fault", NOBODY_KNOWS)
def test_a_lost_answer_is_unknown_and_what_was_sent_is_found_and_sent_once(peer: Peer, fault: str) -> None:
    message = peer.writes("Is my card still good?")
    published(peer.channel, post("It is.", reply_to=message, private=True))
    pending = peer.begun(message)
    assert isinstance(peer.channel.probe(pending), CannotTell), "the same words of earlier are another message"
    peer.server.plan(fault, f"/{peer.server.account}/messages")
    assert isinstance(peer.channel.commit(pending), Unknown)
    done = fault in ("drop", "done#1")
    assert isinstance(peer.channel.probe(pending), Found if done else CannotTell)
    assert peer.server.messages() == ["It is."] * (2 if done else 1)


@pytest.mark.parametrize(("fault", "error"), CERTAINLY_NOT_DONE)
def test_what_certainly_was_not_sent_is_an_error_the_outbox_knows(
    peer: Peer, fault: str, error: type[Exception]
) -> None:
    pending = peer.begun(peer.writes("Is my card still good?"))
    peer.server.plan(fault, f"/{peer.server.account}/messages")
    with pytest.raises(error) as raised:
        peer.channel.commit(pending)
    assert str(raised.value).endswith(".")
    assert peer.server.messages() == []


@pytest.mark.parametrize("fault", ["500", "deaf", "drop", "html", "#2!", "#190!"])
def test_a_fault_while_reading_is_tried_again_and_loses_nothing(peer: Peer, fault: str) -> None:
    _, cursor = peer.read()
    message = peer.writes("Is my card still good?")
    for place in ("/conversations", f"{peer.server.thread}3003"):
        peer.server.plan(fault, place)
        with pytest.raises(Transient):
            peer.read(cursor)
    assert [event.native_id for event in peer.read(cursor)[0]] == [message.native_id]


def test_a_token_that_dies_in_mid_batch_asks_a_person_and_sends_nothing(peer: Peer) -> None:
    pending = peer.begun(peer.writes("Is my card still good?"))
    peer.server.token = "another"
    for act in (lambda: peer.channel.commit(pending), peer.read, lambda: peer.channel.probe(pending)):
        with pytest.raises(Reauth, match="access token"):
            act()
    assert peer.server.messages() == []


def test_after_its_hours_it_is_refused_and_nobody_is_asked_to_connect_again(peer: Peer) -> None:
    pending = peer.begun(peer.writes("Is my card still good?"))
    peer.server.too_late = True
    with pytest.raises(Rejected, match="within 24 hours") as refused:
        peer.channel.commit(pending)
    assert "wait until they write again" in refused.value.cure
    assert peer.channel.describe().messages_within == 24


def test_a_message_that_is_no_longer_told_is_not_answered_at_a_guess(peer: Peer) -> None:
    message = peer.writes("Is my card still good?")
    for number in range(20):
        peer.writes(f"Number {number}")
    with pytest.raises(Rejected, match="who wrote") as refused:
        peer.begun(message)
    assert "latest message" in refused.value.cure
    assert peer.channel.recheck([message]) == {message.native_id: "unknown"}


def test_our_own_message_is_not_answered(peer: Peer) -> None:
    peer.writes("Is my card still good?")
    own = Ref(f"{peer.message}{peer.server.answers('It is.')['id']}")
    with pytest.raises(Rejected, match="who wrote"):
        peer.begun(own)


def test_without_the_permission_it_is_named_and_comments_come_in_all_the_same(peer: Peer) -> None:
    peer.server.may_message = False
    with pytest.raises(Reauth) as lacking:
        peer.read()
    assert (lacking.value.scope,) == peer.channel.describe().message_scopes
    peer.server.plan("#10", "/conversations")
    with pytest.raises(Reauth) as unnamed:
        peer.read()
    assert unnamed.value.scope == lacking.value.scope
    assert drained(peer.channel)[0] == []


def test_its_room_is_known_before_sending(peer: Peer, tmp_path: Any) -> None:
    def measured(text: str, *assets: AssetFile) -> Any:
        return peer.channel.measure(post(text, reply_to=Ref("message:m_1"), private=True, assets=assets))

    longest = peer.server.longest
    assert measured("a" * longest).violations == ()
    over = measured("a" * (longest + 1))
    assert (over.limit, over.over_from, bool(over.violations)) == (longest, longest, True)
    assert measured("").violations
    assert measured("Look", AssetFile(tmp_path / "map.png", "image/png")).violations


def test_instagram_counts_bytes() -> None:
    channel = Instagram(Graph("Instagram", ACCOUNTS, TOKEN, transport=httpx.MockTransport(AccountServer())))
    measure = channel.measure(post("ü" * 501, reply_to=Ref("message:m_1"), private=True))
    assert (measure.length, measure.limit, measure.over_from, measure.unit) == (1002, 1000, 500, "bytes")
    (told,) = measure.violations
    assert "2 bytes too long" in told
