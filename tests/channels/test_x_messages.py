"""Direct messages on X: what comes in, who is answered, and what every fault may not do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from channels.conformance import AT, drained, post, published
from masthead.channels.errors import NoPlan, RateLimited, Reauth, Rejected, Transient
from masthead.channels.events import CommentEvent
from masthead.channels.outcomes import CannotTell, Found, Unknown
from masthead.channels.post import AssetFile, Pending
from masthead.channels.ref import Ref
from masthead.channels.x import messages
from masthead.channels.x.api import Api
from masthead.channels.x.channel import X
from masthead.channels.x.sign_in import XSignIn
from peers.x import ADDRESS, ME, TOKEN, XServer

SEND = "/2/dm_conversations/with/300/messages"
NOW = AT - timedelta(minutes=59)
"""Shortly after the simulator's first moment."""


class Peer:
    def __init__(self) -> None:
        self.server = XServer()
        self.channel = X(Api(TOKEN, address=ADDRESS, transport=httpx.MockTransport(self.server)))

    def writes(self, text: str, who: str = "300") -> Ref:
        return Ref(f"dm:{self.server.writes(text, who=who)}")

    def read(self, cursor: str = "") -> tuple[list[CommentEvent], str]:
        found = self.channel.pull("messages", cursor, at=NOW)
        return list(found.events), found.cursor

    def begun(self, answered: Ref) -> Pending:
        return self.channel.begin(post("It is.", reply_to=answered, private=True), "key")


@pytest.fixture
def peer() -> Peer:
    return Peer()


def test_both_sides_of_a_conversation_come_in_as_one_exchange_in_their_order(peer: Peer) -> None:
    first, other = peer.writes("Is my card still good? <5 & https://library.example/a"), peer.writes("Tools?", "400")
    own = peer.server.answers("It is.")
    events, cursor = peer.read()
    assert [(event.native_id, event.root_ref and event.root_ref.native_id) for event in events] == [
        (first.native_id, f"dm:{ME}-300"),
        (other.native_id, f"dm:{ME}-400"),
        (f"dm:{own}", f"dm:{ME}-300"),
    ]
    assert events[0].text == "Is my card still good? <5 & https://library.example/a"
    assert (events[0].author_shown, events[2].author_id, events[2].parent_ref) == ("Reader", ME, first)
    assert all(event.private for event in events)
    assert peer.read(cursor)[0] == []


def test_an_answer_given_on_x_later_is_told_with_what_it_answers(peer: Peer) -> None:
    message = peer.writes("Is my card still good?")
    _, cursor = peer.read()
    peer.server.answers("It is.")
    (own,), cursor = peer.read(cursor)
    assert own.parent_ref == message
    assert peer.read(cursor)[0] == []


def test_more_than_a_page_arrives_whole_and_in_order_and_the_same_cursor_loses_nothing(peer: Peer) -> None:
    _, cursor = peer.read()
    for number in range(120):
        peer.writes(f"Number {number}")
    for _ in range(2):
        assert [event.text for event in peer.read(cursor)[0]] == [f"Number {number}" for number in range(120)]


def walked(peer: Peer, cursor: str, after_each: Callable[[], object] = lambda: None) -> tuple[list[CommentEvent], str]:
    """Everything that pulls tell as long as they say that there is more."""
    told: list[CommentEvent] = []
    for _ in range(40):
        found = peer.channel.pull("messages", cursor, at=NOW)
        told, cursor = [*told, *found.events], found.cursor
        if not found.more:
            return told, cursor
        after_each()
    raise AssertionError("The walk has no end.")


def test_more_than_a_pull_reads_is_told_by_the_next_ones_and_nothing_is_lost(
    peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "PAGES", 2)
    _, cursor = peer.read()
    asked = [peer.writes(f"Number {number}") for number in range(250)]
    own = peer.server.answers("All of them.")
    told, cursor = walked(peer, cursor, lambda: asked.append(peer.writes("Meanwhile")))
    later, cursor = peer.read(cursor)
    assert {event.native_id for event in [*told, *later]} == {f"dm:{own}", *(ref.native_id for ref in asked)}
    assert next(event for event in told if event.native_id == f"dm:{own}").parent_ref == asked[249]
    peer.server.answers("And that.")
    (last,), cursor = peer.read(cursor)
    assert (last.parent_ref, peer.read(cursor)[0]) == (asked[-1], [])


def test_what_is_answered_is_not_taken_from_before_a_long_walk(peer: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "PAGES", 1)
    before = peer.writes("Long ago")
    _, cursor = peer.read()
    first = peer.server.answers("Yes.")
    peer.writes("Another")
    for number in range(60):
        peer.server.answers(f"Number {number}")
    told, _ = walked(peer, cursor)
    parents = {event.native_id: event.parent_ref for event in told}
    assert parents[f"dm:{first}"] == before
    assert next(event for event in told if event.text == "Number 59").parent_ref != before


def test_a_place_that_x_has_forgotten_begins_the_walk_anew(peer: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "PAGES", 2)
    _, cursor = peer.read()
    for number in range(150):
        peer.writes(f"Number {number}")
    _, cursor = peer.read(cursor)
    peer.server.plan("400", "/2/dm_events")
    assert {event.text for event in walked(peer, cursor)[0]} == {f"Number {number}" for number in range(150)}
    peer.server.plan("400", "/2/dm_events")
    with pytest.raises(Rejected):
        peer.read()


def test_what_was_written_long_before_the_account_was_connected_stays_there(peer: Peer) -> None:
    peer.writes("Two days ago")
    peer.server.ticks += 2 * 86_400
    found = peer.channel.pull("messages", "", at=AT + timedelta(days=2))
    assert found.events == ()
    message = peer.writes("Today")
    told = peer.channel.pull("messages", found.cursor, at=AT + timedelta(days=2))
    assert [event.native_id for event in told.events] == [message.native_id]


def test_a_group_is_left_alone(peer: Peer) -> None:
    number = peer.server.writes("Hello all", group="1578398451921985538")
    events, cursor = peer.read()
    assert events == [] and peer.read(cursor)[0] == []
    with pytest.raises(Rejected, match="who wrote"):
        peer.begun(Ref(f"dm:{number}"))


def test_it_is_answered_to_the_person_who_wrote_and_is_no_post(peer: Peer) -> None:
    message = peer.writes("Is my card still good?")
    peer.writes("Tools?", "400")
    words = "It is: https://library.example/card & more"
    sent, pending = published(peer.channel, post(words, reply_to=message, private=True))
    assert (peer.server.messages("300"), peer.server.messages("400"), peer.server.posts) == ([words], [], {})
    read = peer.channel.read_message(sent)
    assert read is not None and read.text == words
    assert peer.channel.probe(pending) == Found(sent)
    assert peer.channel.read_back(sent) is None
    assert peer.channel.read_message(message) is None, "what somebody else wrote is no message of ours"
    assert peer.channel.recheck([message, sent]) == dict.fromkeys((message.native_id, sent.native_id), "unknown")


@pytest.mark.parametrize("fault", ["500", "502", "504", "html", "deaf", "drop"])
def test_a_lost_answer_is_unknown_and_what_was_sent_is_found_and_sent_once(peer: Peer, fault: str) -> None:
    message = peer.writes("Is my card still good?")
    published(peer.channel, post("It is.", reply_to=message, private=True))
    pending = peer.begun(message)
    assert isinstance(peer.channel.probe(pending), CannotTell), "the same words of earlier are another message"
    peer.server.plan(fault, SEND)
    assert isinstance(peer.channel.commit(pending), Unknown)
    assert isinstance(peer.channel.probe(pending), Found if fault == "drop" else CannotTell)
    assert peer.server.messages() == ["It is."] * (2 if fault == "drop" else 1)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("429", RateLimited),
        ("401", Reauth),
        ("402", NoPlan),
        ("capped", NoPlan),
        ("400", Rejected),
        ("away", Transient),
    ],
)
def test_what_certainly_was_not_sent_is_an_error_the_outbox_knows(
    peer: Peer, fault: str, error: type[Exception]
) -> None:
    pending = peer.begun(peer.writes("Is my card still good?"))
    peer.server.plan(fault, SEND)
    with pytest.raises(error) as raised:
        peer.channel.commit(pending)
    assert str(raised.value).endswith(".")
    assert peer.server.messages() == []


def test_who_takes_no_messages_is_told_as_a_refusal_and_no_missing_permission(peer: Peer) -> None:
    pending = peer.begun(peer.writes("Is my card still good?"))
    peer.server.closed.add("300")
    with pytest.raises(Rejected, match="cannot send messages to this user") as refused:
        peer.channel.commit(pending)
    assert "look at the conversation on X" in refused.value.cure


@pytest.mark.parametrize("fault", ["500", "deaf", "drop", "html", "away"])
def test_a_fault_while_reading_is_tried_again_and_loses_nothing(peer: Peer, fault: str) -> None:
    _, cursor = peer.read()
    message = peer.writes("Is my card still good?")
    peer.server.plan(fault, "/2/dm_events")
    with pytest.raises(Transient):
        peer.read(cursor)
    assert [event.native_id for event in peer.read(cursor)[0]] == [message.native_id]


def test_without_the_scopes_each_call_names_the_one_it_takes_and_comments_come_in(peer: Peer) -> None:
    pending = peer.begun(peer.writes("Is my card still good?"))
    peer.server.may_message = False
    for act, scope in ((peer.read, "dm.read"), (lambda: peer.channel.commit(pending), "dm.write")):
        with pytest.raises(Reauth) as lacking:
            act()
        assert lacking.value.scope == scope
        assert "Direct message" in lacking.value.cure
    assert drained(peer.channel)[0] == []
    description = peer.channel.describe()
    assert description.messages_apart and set(description.message_scopes) <= set(XSignIn.scopes)


def test_a_plan_without_messages_is_told_as_that(peer: Peer) -> None:
    peer.server.plan("402", "/2/dm_events")
    with pytest.raises(NoPlan, match="no credit"):
        peer.read()


def test_its_room_is_known_before_sending(peer: Peer, tmp_path: Path) -> None:
    def measured(text: str, *assets: AssetFile) -> tuple[int, int | None, bool]:
        found = peer.channel.measure(post(text, reply_to=Ref("dm:1"), private=True, assets=assets))
        return found.limit, found.over_from, bool(found.violations)

    assert measured("a" * 10_000) == (10_000, None, False)
    assert measured("a" * 10_001) == (10_000, 10_000, True)
    assert measured("")[2] and measured("Look", AssetFile(tmp_path / "map.png", "image/png"))[2]
