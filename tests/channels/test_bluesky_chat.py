"""Direct messages on Bluesky: what comes in, who is answered, and what every fault may not do."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from channels.conformance import AT, post, published
from masthead.channels.bluesky.app_password import AppPassword
from masthead.channels.bluesky.channel import Bluesky
from masthead.channels.bluesky.client import SCOPES
from masthead.channels.bluesky.proofs import new_key
from masthead.channels.bluesky.signed_in import SignedIn
from masthead.channels.bluesky.xrpc import Access, Xrpc
from masthead.channels.errors import NoPlan, RateLimited, Reauth, Rejected, Transient
from masthead.channels.events import CommentEvent
from masthead.channels.outcomes import CannotTell, Found, Unknown
from masthead.channels.post import AssetFile, Pending
from masthead.channels.ref import Ref
from masthead.channels.sign_in_port import Tokens
from peers.bluesky_chat import CITIZEN, NEIGHBOR, ChatServer

SESSION = {"did": "did:plc:agency", "accessJwt": "access", "refreshJwt": "refresh", "handle": "agency.test"}


class Peer:
    """The agency's connector, its server, which knows one handle, and the chat service behind it."""

    def __init__(self, *, signed_in: bool = False) -> None:
        self.chat = ChatServer()
        self.sign_ins = 0
        transport, server = httpx.MockTransport(self._serve), f"https://{uuid4().hex}.example"
        access: Access = AppPassword(server, "agency.test", "password", transport=transport)
        if signed_in:
            bound = {"key": new_key(), "did": SESSION["did"], "pds": server}
            access = SignedIn(Tokens("token", bound=bound), transport=transport)
        self.channel = Bluesky(Xrpc(access))

    def _serve(self, request: httpx.Request) -> httpx.Response:
        if "chat.bsky" in request.url.path:
            return self.chat(request)
        if request.url.path.endswith("Session"):
            self.sign_ins += 1
            return httpx.Response(200, json=SESSION)
        assert request.url.path.endswith("resolveHandle"), "nothing else is asked of the server"
        return httpx.Response(200, json={"did": NEIGHBOR})

    def writes(self, text: str, who: str = CITIZEN) -> Ref:
        return Ref(f"chat:{self.chat.writes(text, who=who)}")

    def read(self, cursor: str = "") -> tuple[list[CommentEvent], str]:
        events, more = [], True
        while more:
            page = self.channel.pull("messages", cursor, at=AT)
            events += page.events
            cursor, more = page.cursor, page.more
        return events, cursor

    def begun(self, answered: Ref) -> Pending:
        return self.channel.begin(post("It is.", reply_to=answered, private=True), "key")


@pytest.fixture
def peer() -> Peer:
    return Peer()


@pytest.mark.parametrize("before", [True, False], ids=["found by the first look", "told by the log"])
def test_both_sides_of_a_conversation_come_in_as_one_exchange(peer: Peer, before: bool) -> None:
    cursor = "" if before else peer.read()[1]
    first, other = peer.writes("Is my card still good?"), peer.writes("Tools?", NEIGHBOR)
    own = peer.chat.answers("It is.")
    events, cursor = peer.read(cursor)
    told = {event.native_id: event for event in events}
    assert {name: event.root_ref and event.root_ref.native_id for name, event in told.items()} == {
        first.native_id: "chat:with-citizen",
        other.native_id: "chat:with-neighbor",
        f"chat:{own}": "chat:with-citizen",
    }
    assert (told[first.native_id].author_shown, told[first.native_id].author_id) == ("The citizen", CITIZEN)
    assert (told[f"chat:{own}"].author_id, told[f"chat:{own}"].parent_ref) == (SESSION["did"], first)
    assert all(event.private for event in events)
    assert peer.read(cursor)[0] == []


def test_an_answer_given_in_the_app_later_is_told_with_what_it_answers(peer: Peer) -> None:
    message = peer.writes("Is my card still good?")
    _, cursor = peer.read()
    peer.chat.answers("It is.")
    (own,), _ = peer.read(cursor)
    assert own.parent_ref == message


def test_a_long_log_arrives_whole_and_in_order_and_the_same_cursor_loses_nothing(peer: Peer) -> None:
    _, cursor = peer.read()
    for number in range(120):
        peer.writes(f"Number {number}")
    for _ in range(2):
        assert [event.text for event in peer.read(cursor)[0]] == [f"Number {number}" for number in range(120)]


def test_the_first_look_reads_a_long_conversation_of_the_day_whole(peer: Peer) -> None:
    for number in range(250):
        peer.writes(f"Number {number}")
    assert [event.text for event in peer.read()[0]] == [f"Number {number}" for number in range(250)]


def test_a_quiet_look_costs_one_question(peer: Peer) -> None:
    peer.writes("Is my card still good?")
    _, cursor = peer.read()
    peer.chat.asked.clear()
    assert peer.read(cursor)[0] == [] and peer.chat.asked == ["getLog"]


def test_what_was_written_long_before_the_account_was_connected_stays_there(peer: Peer) -> None:
    peer.writes("Two days ago")
    found = peer.channel.pull("messages", "", at=AT + timedelta(days=2))
    assert found.events == ()
    message = peer.writes("Today")
    assert [event.native_id for event in peer.read(found.cursor)[0]] == [message.native_id]


def test_a_group_is_left_alone(peer: Peer) -> None:
    _, cursor = peer.read()
    name = peer.chat.writes("Hello all", others=(NEIGHBOR,))
    assert peer.read(cursor)[0] == [] and peer.read()[0] == []
    with pytest.raises(Rejected, match="who wrote"):
        peer.begun(Ref(f"chat:{name}"))


def test_what_staff_delete_for_themselves_is_no_deletion(peer: Peer) -> None:
    message = peer.writes("Is my card still good?")
    _, cursor = peer.read()
    peer.chat.deletes(message.native_id.removeprefix("chat:"))
    assert peer.read(cursor)[0] == []
    assert peer.channel.recheck([message]) == {message.native_id: "unknown"}


def test_it_is_answered_to_the_person_who_wrote_with_its_links_marked(peer: Peer) -> None:
    message = peer.writes("Is my card still good?")
    peer.writes("Tools?", NEIGHBOR)
    words = "It is, ünd more: https://library.example/card"
    sent, pending = published(peer.channel, post(words, reply_to=message, private=True))
    assert (peer.chat.messages(), peer.chat.messages(NEIGHBOR)) == ([words], [])
    (facet,) = peer.chat.convos["with-citizen"]["said"][-1]["facets"]
    marked = words.encode()[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode()
    assert (marked, facet["features"][0]["uri"]) == ("https://library.example/card",) * 2
    read = peer.channel.read_message(sent)
    assert read is not None and read.text == words
    assert peer.channel.probe(pending) == Found(sent)
    assert peer.channel.read_back(sent) is None
    assert peer.channel.read_message(message) is None, "what somebody else wrote is no message of ours"


def test_our_own_message_is_not_answered(peer: Peer) -> None:
    peer.writes("Is my card still good?")
    with pytest.raises(Rejected, match="who wrote"):
        peer.begun(Ref(f"chat:{peer.chat.answers('It is.')}"))
    with pytest.raises(Rejected, match="who wrote"):
        peer.begun(Ref("at://did:plc:citizen/app.bsky.feed.post/3m"))


@pytest.mark.parametrize("fault", ["500", "502", "504", "html", "deaf", "drop"])
def test_a_lost_answer_is_unknown_and_what_was_sent_is_found_and_sent_once(peer: Peer, fault: str) -> None:
    message = peer.writes("Is my card still good?")
    published(peer.channel, post("It is.", reply_to=message, private=True))
    pending = peer.begun(message)
    assert isinstance(peer.channel.probe(pending), CannotTell), "the same words of earlier are another message"
    peer.chat.plan(fault, "sendMessage")
    assert isinstance(peer.channel.commit(pending), Unknown)
    assert isinstance(peer.channel.probe(pending), Found if fault == "drop" else CannotTell)
    assert peer.chat.messages() == ["It is."] * (2 if fault == "drop" else 1)


@pytest.mark.parametrize(("fault", "error"), [("429", RateLimited), ("400", Rejected), ("away", Transient)])
def test_what_certainly_was_not_sent_is_an_error_the_outbox_knows(
    peer: Peer, fault: str, error: type[Exception]
) -> None:
    pending = peer.begun(peer.writes("Is my card still good?"))
    peer.chat.plan(fault, "sendMessage")
    with pytest.raises(error) as raised:
        peer.channel.commit(pending)
    assert str(raised.value).endswith(".")
    assert peer.chat.messages() == []


@pytest.mark.parametrize("fault", ["500", "deaf", "drop", "html", "away"])
def test_a_request_that_could_not_be_taken_up_is_not_answered_yet(peer: Peer, fault: str) -> None:
    pending = peer.begun(peer.writes("Is my card still good?"))
    peer.chat.plan(fault, "acceptConvo")
    with pytest.raises(Transient):
        peer.channel.commit(pending)
    assert peer.chat.messages() == []
    peer.channel.commit(pending)
    assert (peer.chat.messages(), peer.chat.convos["with-citizen"]["status"]) == (["It is."], "accepted")


def test_who_takes_no_messages_is_told_with_where_to_look(peer: Peer) -> None:
    pending = peer.begun(peer.writes("Is my card still good?"))
    peer.chat.closed.add(CITIZEN)
    with pytest.raises(Rejected, match="disabled incoming messages") as refused:
        peer.channel.commit(pending)
    assert "look in the Bluesky app" in refused.value.cure


@pytest.mark.parametrize("fault", ["500", "deaf", "drop", "html", "away"])
def test_a_fault_while_reading_is_tried_again_and_loses_nothing(peer: Peer, fault: str) -> None:
    _, cursor = peer.read()
    message = peer.writes("Is my card still good?")
    for call in ("getLog", "getConvo"):
        peer.chat.plan(fault, call)
        with pytest.raises(Transient):
            peer.read(cursor)
    assert [event.native_id for event in peer.read(cursor)[0]] == [message.native_id]
    for call in ("getLog", "listConvos", "getMessages"):
        peer.chat.plan(fault, call)
        with pytest.raises(Transient):
            peer.read()


def test_an_app_password_made_without_them_is_told_and_costs_no_sign_ins(peer: Peer) -> None:
    """The words and the status are those of the servers' own software."""
    pending = peer.begun(peer.writes("Is my card still good?"))
    peer.chat.refuses = (400, "InvalidToken", "Bad token method")
    for act in (peer.read, lambda: peer.channel.commit(pending)):
        with pytest.raises(Reauth, match="does not open direct messages") as lacking:
            act()
        assert lacking.value.scope == "“Allow access to your direct messages”"
        assert "new app password" in lacking.value.cure
    assert peer.sign_ins == 1


def test_a_sign_in_without_the_scope_names_it() -> None:
    peer = Peer(signed_in=True)
    peer.chat.refuses = (403, "ScopeMissingError", 'Missing required scope "rpc:chat.bsky.convo.getLog?aud=*"')
    with pytest.raises(Reauth, match="does not open direct messages") as lacking:
        peer.read()
    assert (lacking.value.scope,) == peer.channel.describe().message_scopes
    assert lacking.value.scope in SCOPES
    peer.chat.refuses = None
    message = peer.writes("Is my card still good?")
    assert [event.native_id for event in peer.read()[0]] == [message.native_id]


def test_a_server_without_a_chat_service_behind_it_is_told_as_that(peer: Peer) -> None:
    peer.chat.refuses = (400, "InvalidRequest", "could not resolve proxy did")
    with pytest.raises(NoPlan, match=r"does not open Bluesky’s chat service.*could not resolve") as told:
        peer.read()
    assert "Bluesky app" in told.value.cure


def test_a_conversation_the_account_has_left_is_passed_over_and_any_other_refusal_is_not(peer: Peer) -> None:
    _, cursor = peer.read()
    gone = peer.writes("Is my card still good?")
    message = peer.writes("Tools?", NEIGHBOR)
    del peer.chat.convos["with-citizen"]
    peer.chat.plan("400", "getConvo")
    with pytest.raises(Rejected):
        peer.read(cursor)
    assert [event.native_id for event in peer.read(cursor)[0]] == [message.native_id]
    with pytest.raises(Rejected, match="who wrote"):
        peer.begun(gone)


def test_its_room_is_known_before_sending(peer: Peer, tmp_path: Path) -> None:
    def measured(text: str, *assets: AssetFile) -> tuple[int, int | None, bool]:
        found = peer.channel.measure(post(text, reply_to=Ref("chat:a/b"), private=True, assets=assets))
        return found.limit, found.over_from, bool(found.violations)

    assert measured("a" * 1_000) == (1_000, None, False)
    assert measured("a" * 1_001) == (1_000, 1_000, True)
    assert measured("👩‍👩‍👧" * 600) == (1_000, measured("👩‍👩‍👧" * 600)[1], True), "few characters, too many bytes"
    assert measured("")[2] and measured("Look", AssetFile(tmp_path / "map.png", "image/png"))[2]
