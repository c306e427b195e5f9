"""What every connector keeps, written once against the port. A connector's test file gives it a Peer and inherits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from time import monotonic
from types import MappingProxyType
from typing import Protocol
from uuid import uuid4

import pytest

from masthead.channels.description import Act
from masthead.channels.errors import Rejected
from masthead.channels.events import CommentEvent
from masthead.channels.message_port import AnswersPrivately
from masthead.channels.metrics_port import CountsPosts, Metric
from masthead.channels.outcomes import Absent, Done, Found
from masthead.channels.port import Channel
from masthead.channels.post import Pending, Post
from masthead.channels.ref import Ref

AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
_ACTS: tuple[Act, ...] = (
    "publish",
    "edit",
    "delete_own",
    "reply",
    "moderate",
    "pull",
    "messages",
    "recheck",
    "profile",
    "metrics",
)


class Peer(Protocol):
    """The platform behind the connector, and a member of the public on it."""

    channel: Channel

    def says(self, post: Ref, text: str) -> Ref: ...
    def rewords(self, comment: Ref, text: str) -> None: ...
    def removes(self, comment: Ref) -> None: ...


class Writer(Peer, Protocol):
    """A peer of a channel with private messages: the same member of the public writes to the agency alone."""

    def writes(self, text: str) -> Ref: ...


def post(text: str = "The library opens at nine.", **more: object) -> Post:
    return replace(Post(text=text, created_at=AT), **more)


def published(channel: Channel, words: Post | None = None) -> tuple[Ref, Pending]:
    pending = channel.begin(words or post(), f"masthead-{uuid4().hex}")
    while not pending.ready:
        pending = channel.advance(pending)
    done = channel.commit(pending)
    assert isinstance(done, Done)
    return done.ref, pending


def drained(channel: Channel, cursor: str = "") -> tuple[list[CommentEvent], str]:
    """Every event after `cursor`, by as many pages as it takes."""
    events: list[CommentEvent] = []
    while True:
        page = channel.pull("comments", cursor, at=AT)
        events += page.events
        cursor = page.cursor
        if not page.more:
            return events, cursor


def everything(channel: Channel, cursors: Mapping[str, str] = MappingProxyType({})) -> list[CommentEvent]:
    """Every event of every stream after `cursors`, which are empty for the beginning."""
    events: list[CommentEvent] = []
    for stream in channel.describe().streams:
        cursor, more = cursors.get(stream, ""), True
        while more:
            page = channel.pull(stream, cursor, at=AT)
            events += page.events
            cursor, more = page.cursor, page.more
    return events


def counted(channel: Channel, ref: Ref) -> list[Metric]:
    """What the platform counts of one post."""
    assert isinstance(channel, CountsPosts)
    return list(channel.metrics([ref]).get(ref.native_id, ()))


class Conformance:
    """Inherit, and give a fixture `peer`."""

    def test_everything_it_cannot_do_has_a_reason_for_staff(self, peer: Peer) -> None:
        description = peer.channel.describe()
        for act in _ACTS:
            capability = description.capability(act)
            assert capability.answer == "yes" or capability.reason.endswith(".")

    def test_a_text_too_long_is_known_before_sending_and_where(self, peer: Peer) -> None:
        limit = peer.channel.describe().text_limit
        assert peer.channel.measure(post("a" * limit)).violations == ()
        measure = peer.channel.measure(post("a" * (limit + 7)))
        assert measure.violations
        assert (measure.length, measure.limit, measure.over_from) == (limit + 7, limit, limit)

    def test_nothing_is_public_before_commit(self, peer: Peer) -> None:
        pending = peer.channel.begin(post(), f"masthead-{uuid4().hex}")
        assert peer.channel.probe(pending) == Absent()

    def test_what_was_published_is_read_back_word_for_word(self, peer: Peer) -> None:
        words = "Opening hours — naïve, 日本語, 👩‍👩‍👧 & <b>tags</b>"
        ref, _ = published(peer.channel, post(words))
        read = peer.channel.read_back(ref)
        assert read is not None
        assert read.text == words
        assert read.ref.url

    def test_a_probe_finds_what_was_published_and_changes_nothing(self, peer: Peer) -> None:
        ref, pending = published(peer.channel)
        for _ in range(2):
            found = peer.channel.probe(pending)
            assert isinstance(found, Found)
            assert found.ref.native_id == ref.native_id

    def test_begin_may_be_repeated_with_the_same_key(self, peer: Peer) -> None:
        key = f"masthead-{uuid4().hex}"
        peer.channel.begin(post(), key)
        pending = peer.channel.begin(post(), key)
        while not pending.ready:
            pending = peer.channel.advance(pending)
        assert isinstance(peer.channel.commit(pending), Done)

    def test_deleting_twice_is_harmless_and_nothing_is_left_to_read(self, peer: Peer) -> None:
        ref, _ = published(peer.channel)
        peer.channel.delete_own(ref)
        peer.channel.delete_own(ref)
        assert peer.channel.read_back(ref) is None

    def test_an_edit_is_read_back(self, peer: Peer) -> None:
        ref, _ = published(peer.channel)
        if peer.channel.describe().capability("edit").answer == "no":
            pytest.fail("a connector without edits says so and overrides this test")
        newer = peer.channel.edit(ref, post("The library opens at ten."))
        read = peer.channel.read_back(newer)
        assert read is not None
        assert read.text == "The library opens at ten."
        assert newer.version != ref.version

    def test_a_comment_arrives_with_its_thread(self, peer: Peer) -> None:
        ref, _ = published(peer.channel)
        _, cursor = drained(peer.channel)
        comment = peer.says(ref, "When does it reopen?")
        events, _ = drained(peer.channel, cursor)
        assert [(e.kind, e.native_id, e.text) for e in events] == [("new", comment.native_id, "When does it reopen?")]
        assert events[0].root_ref is not None
        assert events[0].root_ref.native_id == ref.native_id
        assert events[0].raw
        assert events[0].observed_at == AT

    def test_pulling_the_same_cursor_again_loses_nothing(self, peer: Peer) -> None:
        ref, _ = published(peer.channel)
        _, cursor = drained(peer.channel)
        for number in range(5):
            peer.says(ref, f"Comment {number}")
        first, after = drained(peer.channel, cursor)
        again, _ = drained(peer.channel, cursor)
        assert {e.text for e in first} == {f"Comment {n}" for n in range(5)}
        assert {(e.native_id, e.version, e.kind) for e in first} == {(e.native_id, e.version, e.kind) for e in again}
        assert drained(peer.channel, after)[0] == []

    def test_hiding_and_restoring_are_read_back_and_may_be_repeated(self, peer: Peer) -> None:
        ref, _ = published(peer.channel)
        comment = peer.says(ref, "Something to hide")
        if peer.channel.describe().capability("moderate").answer == "no":
            with pytest.raises(Rejected):
                peer.channel.moderate(comment, "hide", "Ground: abusive")
            return
        for _ in range(2):
            assert peer.channel.moderate(comment, "hide", "Ground: abusive").hidden
        assert peer.channel.recheck([comment])[comment.native_id] == "hidden"
        for _ in range(2):
            assert not peer.channel.moderate(comment, "restore", "Decided on appeal").hidden
        assert peer.channel.recheck([comment])[comment.native_id] == "present"

    def test_recheck_tells_an_edit_and_a_deletion(self, peer: Peer) -> None:
        ref, _ = published(peer.channel)
        kept, edited, gone = (peer.says(ref, text) for text in ("Kept", "To be edited", "To be deleted"))
        peer.rewords(edited, "Now edited")
        peer.removes(gone)
        seen = peer.channel.recheck([kept, edited, gone])
        assert [seen[r.native_id] for r in (kept, edited, gone)] == ["present", "edited", "gone"]

    def test_a_reply_goes_under_the_comment_it_answers(self, peer: Peer) -> None:
        ref, _ = published(peer.channel)
        comment = peer.says(ref, "When does it reopen?")
        reply, _ = published(peer.channel, post("On Monday.", reply_to=comment, reply_root=ref))
        read = peer.channel.read_back(reply)
        assert read is not None
        assert read.text == "On Monday."

    def test_what_the_platform_counts_of_a_post_is_told_under_its_own_names(self, peer: Peer) -> None:
        if peer.channel.describe().capability("metrics").answer == "no":
            assert not isinstance(peer.channel, CountsPosts)
            return
        assert isinstance(peer.channel, CountsPosts)
        ref, _ = published(peer.channel)
        quiet, _ = published(peer.channel, post("The library is closed on Monday."))
        for number in range(2):
            peer.says(ref, f"Comment {number}")
        found = peer.channel.metrics([ref, quiet])
        assert [m.number for m in found[ref.native_id] if m.what == "answers"] == [2]
        names = [m.name for m in found[ref.native_id]]
        assert len(names) == len(set(names)) and all(names)
        assert peer.channel.metrics([]) == {}

    def test_a_post_that_is_gone_is_left_out_of_the_counts_and_spoils_no_others(self, peer: Peer) -> None:
        if "no" in {peer.channel.describe().capability(act).answer for act in ("metrics", "delete_own")}:
            return
        ref, _ = published(peer.channel)
        gone, _ = published(peer.channel, post("The library is closed on Monday."))
        peer.says(ref, "When does it reopen?")
        peer.channel.delete_own(gone)
        deadline = monotonic() + 60
        while counted(peer.channel, gone):
            assert monotonic() < deadline, "a deleted post is still counted"
        assert isinstance(peer.channel, CountsPosts)
        assert set(peer.channel.metrics([ref, gone])) == {ref.native_id}

    def test_a_private_message_is_told_from_what_the_public_reads_and_stands_in_a_thread_of_its_own(
        self, peer: Writer
    ) -> None:
        if peer.channel.describe().capability("messages").answer == "no":
            assert not isinstance(peer.channel, AnswersPrivately)
            return
        ref, _ = published(peer.channel)
        said = peer.says(ref, "When does it reopen?")
        message = peer.writes("Is my card still good?")
        told = {event.native_id: event for event in everything(peer.channel)}
        assert {name: told[name].private for name in (said.native_id, message.native_id)} == {
            said.native_id: False,
            message.native_id: True,
        }
        assert told[message.native_id].text == "Is my card still good?"
        root = told[message.native_id].root_ref
        assert root is None or root.native_id not in (ref.native_id, said.native_id)

    def test_a_private_message_is_answered_where_its_author_alone_reads_it(self, peer: Writer) -> None:
        if peer.channel.describe().capability("messages").answer == "no":
            return
        assert isinstance(peer.channel, AnswersPrivately)
        message = peer.writes("Is my card still good?")
        sent, pending = published(peer.channel, post("It is good until May.", reply_to=message, private=True))
        read = peer.channel.read_message(sent)
        assert read is not None
        assert read.text == "It is good until May."
        assert peer.channel.read_back(sent) is None
        found = peer.channel.probe(pending)
        assert isinstance(found, Found)
        assert found.ref.native_id == sent.native_id

    def test_a_public_post_is_no_private_message(self, peer: Peer) -> None:
        if isinstance(peer.channel, AnswersPrivately):
            ref, _ = published(peer.channel)
            assert peer.channel.read_message(ref) is None

    def test_the_profile_can_be_shown(self, peer: Peer) -> None:
        profile = peer.channel.profile()
        assert profile.handle
        assert profile.url
