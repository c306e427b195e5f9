"""Films straight into the store of a forum that has one: in parts that may be sent again, and without the key."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from channels.conformance import post
from channels.discourse_faults import WHILE_UPLOADING
from filmed import filmed
from films import film
from masthead.channels.discourse import store
from masthead.channels.discourse.channel import Discourse
from masthead.channels.discourse.forum import Forum
from masthead.channels.errors import ChannelError, Transient
from masthead.channels.outcomes import Done
from masthead.channels.post import AssetFile, Post
from masthead.kernel.refusals import Refused
from peers.discourse import ADDRESS, CATEGORY, KEY, USER, ForumServer

PART, FRAMES = 40_000, 90_000
"""Bytes of a part where no test is about how many there are, and of a film that takes three."""


@pytest.fixture
def forum(monkeypatch: pytest.MonkeyPatch) -> ForumServer:
    monkeypatch.setattr(store, "PART", PART)
    forum = ForumServer(most=PART, least=PART)
    assert forum.settings is not None
    forum.settings["enable_direct_s3_uploads"] = True
    return forum


@pytest.fixture
def channel(forum: ForumServer) -> Discourse:
    return Discourse(Forum(ADDRESS, USER, KEY, transport=httpx.MockTransport(forum)), str(CATEGORY))


@pytest.fixture
def words(tmp_path: Path) -> Post:
    return post("Story hour, again on Tuesday\n\nCome.", assets=filmed(tmp_path, frames=FRAMES, captioned=False))


def test_what_the_forum_s_own_server_would_not_let_through_goes_into_its_store_in_parts(
    forum: ForumServer, channel: Discourse, words: Post
) -> None:
    told: list[int] = []
    pending = channel.begin_in_pieces(words, "key", lambda: told.append(1))
    assert isinstance(channel.commit(pending), Done)
    assert len(told) == 3
    assert forum.uploads == [words.assets[0].path.read_bytes()]
    (shown,) = forum.posts.values()
    assert shown["raw"].endswith("|video](upload://film1.mp4)")


def test_a_part_is_as_large_as_the_store_wants_and_more_of_them_than_are_placed_together_arrive(
    forum: ForumServer, channel: Discourse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forum.least = ForumServer.least
    monkeypatch.undo()
    (tmp_path / "long.mp4").write_bytes(film(frames=store.PART + 5000))
    long = post("Story hour, again on Tuesday", assets=(AssetFile(tmp_path / "long.mp4", "video/mp4", "A story"),))
    assert isinstance(channel.commit(channel.begin(long, "key")), Done)
    (parts,) = forum.parts.values()
    assert [len(part) for part in parts.values()][:-1] == [store.PART]
    monkeypatch.setattr(store, "PART", len(forum.uploads[0]) // (2 * store.AT_ONCE) + 1)
    forum.least = 1
    channel.begin(long, "another")
    assert len(list(forum.parts.values())[1]) == 2 * store.AT_ONCE
    assert len(forum.uploads) == 1


@pytest.mark.parametrize("fault", ["drop", "deaf", "away", "500", "403"])
def test_a_part_that_was_lost_is_sent_again_and_the_upload_goes_on(
    forum: ForumServer, channel: Discourse, words: Post, fault: str
) -> None:
    forum.plan(fault, "/2")
    assert isinstance(channel.commit(channel.begin(words, "key")), Done)
    assert len(forum.parts) == 1
    assert forum.uploads == [words.assets[0].path.read_bytes()]


@pytest.mark.parametrize("step", ["create-multipart", "batch-presign-multipart-parts", "complete-multipart"])
@pytest.mark.parametrize(("fault", "error"), WHILE_UPLOADING)
def test_a_fault_of_the_forum_shows_nothing_and_the_next_attempt_posts_once(
    forum: ForumServer, channel: Discourse, words: Post, step: str, fault: str, error: type[ChannelError]
) -> None:
    forum.plan(fault, f"/uploads/{step}.json")
    with pytest.raises(error) as raised:
        channel.begin(words, "key")
    assert raised.value.sentence.endswith(".")
    assert forum.titles() == []
    assert isinstance(channel.commit(channel.begin(words, "key")), Done)
    assert forum.titles() == ["Story hour, again on Tuesday"]
    assert len(forum.uploads) == 1


def test_a_store_that_stays_away_is_left_for_a_better_hour(forum: ForumServer, channel: Discourse, words: Post) -> None:
    for _ in range(3):
        forum.plan("away", "/1")
    with pytest.raises(Transient, match="broke off"):
        channel.begin(words, "key")
    assert forum.uploads == []


def test_an_upload_nobody_wants_any_more_ends_between_two_parts(
    forum: ForumServer, channel: Discourse, words: Post
) -> None:
    def lost() -> None:
        raise Refused("It is no longer this worker's to send.")

    with pytest.raises(Refused):
        channel.begin_in_pieces(words, "key", lost)
    (parts,) = forum.parts.values()
    assert list(parts) == [1]
    assert forum.uploads == []
