"""The Discourse connector keeps the port on a forum that keeps the published contract."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from channels.conformance import AT, Conformance, drained, post, published
from channels.discourse_faults import CERTAINLY_NOT_DONE, NOBODY_KNOWS
from masthead.channels.discourse.channel import Discourse, connect
from masthead.channels.discourse.forum import Forum
from masthead.channels.discourse.words import markdown, plain
from masthead.channels.errors import RateLimited, Reauth, Rejected
from masthead.channels.outcomes import Absent, CannotTell, Found, Unknown
from masthead.channels.post import AssetFile
from masthead.channels.ref import Ref
from masthead.channels.wording import version_of
from masthead.kernel.clock import now
from peers.discourse import ADDRESS, CATEGORY, KEY, USER, ForumServer


class ForumPeer:
    def __init__(self) -> None:
        self.server = ForumServer()
        forum = Forum(ADDRESS, USER, KEY, transport=httpx.MockTransport(self.server))
        self.channel = Discourse(forum, str(CATEGORY))

    def says(self, post: Ref, text: str) -> Ref:
        topic = self.server.posts[int(post.native_id)]["topic_id"]
        said = self.server.says(topic, text)
        return Ref(str(said["id"]), version_of(text))

    def rewords(self, comment: Ref, text: str) -> None:
        self.server.posts[int(comment.native_id)]["raw"] = text

    def removes(self, comment: Ref) -> None:
        self.server.posts[int(comment.native_id)].update(user_deleted=True, raw="(post deleted by author)")


@pytest.fixture
def forum() -> ForumPeer:
    return ForumPeer()


class TestDiscourse(Conformance):
    @pytest.fixture
    def peer(self, forum: ForumPeer) -> ForumPeer:
        return forum

    @pytest.mark.parametrize("kind", ["topic", "answer"])
    def test_a_lost_answer_is_unknown_then_found_and_said_once(self, peer: ForumPeer, kind: str) -> None:
        head, _ = published(peer.channel, post("Which day suits you best?"))
        words = post("Said only once, whatever happens.", reply_to=peer.says(head, "Any") if kind == "answer" else None)
        pending = peer.channel.begin(words, f"masthead-{uuid4().hex}")
        peer.server.plan("drop", "/posts.json")
        assert isinstance(peer.channel.commit(pending), Unknown)
        assert isinstance(peer.channel.probe(pending), Found)
        assert isinstance(peer.channel.commit(pending), Unknown)
        said = [one for one in peer.server.posts.values() if "Said only once" in one["raw"]]
        assert len(said) == 1

    def test_a_topic_that_somebody_deleted_is_not_posted_again(self, peer: ForumPeer) -> None:
        ref, pending = published(peer.channel)
        peer.channel.delete_own(ref)
        assert isinstance(peer.channel.probe(pending), CannotTell)

    def test_title_body_and_picture_with_its_alternative_text(self, peer: ForumPeer, tmp_path: Path) -> None:
        Image.new("RGB", (40, 30), "navy").save(tmp_path / "map.png")
        shown = AssetFile(tmp_path / "map.png", "image/png", "Map of [the] closed road")
        words = "Elm Street is closed\n\nUse *Oak* Street. 1. See https://library.example/a_b_c"
        ref, _ = published(peer.channel, post(words, assets=(shown,)))
        raw = peer.server.posts[int(ref.native_id)]["raw"]
        assert peer.server.titles() == ["Elm Street is closed"]
        assert r"Use \*Oak\* Street" in raw
        assert "https://library.example/a_b_c" in raw
        assert r"![Map of \[the\] closed road](upload://picture1.png)" in raw
        edited = peer.channel.edit(ref, post("Elm Street is open\n\nThank you."))
        assert "upload://picture1.png" in peer.server.posts[int(ref.native_id)]["raw"]
        read = peer.channel.read_back(edited)
        assert read is not None
        assert read.text == "Elm Street is open\n\nThank you."

    def test_a_rewording_in_a_quiet_topic_is_told_within_a_round(self, peer: ForumPeer) -> None:
        ref, _ = published(peer.channel)
        comment = peer.says(ref, "First wording")
        for number in range(3):
            published(peer.channel, post(f"A later topic of ours, number {number}"))
        _, cursor = drained(peer.channel)
        peer.rewords(comment, "Second wording")
        told = []
        for _ in range(4):
            events, cursor = drained(peer.channel, cursor)
            told += [(event.kind, event.text) for event in events]
        assert told == [("edited", "Second wording")]


def test_an_answer_given_on_the_forum_itself_comes_in_as_the_account_s_own(forum: ForumPeer) -> None:
    ref, _ = published(forum.channel)
    comment = forum.says(ref, "When does it reopen?")
    _, cursor = drained(forum.channel)
    first = forum.server.posts[int(ref.native_id)]
    asked = forum.server.posts[int(comment.native_id)]
    forum.server.says(first["topic_id"], "On Monday.", USER, asked["post_number"])
    (event,) = drained(forum.channel, cursor)[0]
    assert (event.text, event.author_id) == ("On Monday.", forum.channel.profile().extra["author_id"])
    assert event.parent_ref == Ref(comment.native_id)
    assert event.root_ref is not None
    assert event.root_ref.native_id == ref.native_id


@pytest.mark.parametrize(("fault", "error"), CERTAINLY_NOT_DONE)
def test_what_certainly_was_not_done_is_an_error_the_outbox_knows(
    forum: ForumPeer, fault: str, error: type[Exception]
) -> None:
    pending = forum.channel.begin(post(), "key")
    forum.server.plan(fault, "/posts.json")
    with pytest.raises(error) as raised:
        forum.channel.commit(pending)
    assert str(raised.value).endswith(".")
    assert forum.server.titles() == []
    if isinstance(raised.value, RateLimited):
        assert 30 < (raised.value.until - now()).total_seconds() < 200


@pytest.mark.parametrize("fault", NOBODY_KNOWS)
def test_a_lost_answer_to_commit_is_unknown_and_never_an_error(forum: ForumPeer, fault: str) -> None:
    pending = forum.channel.begin(post(), "key")
    forum.server.plan(fault, "/posts.json")
    assert isinstance(forum.channel.commit(pending), Unknown)
    expected = Found if fault == "drop" else Absent
    assert isinstance(forum.channel.probe(pending), expected)


def test_a_key_that_dies_in_mid_batch_asks_a_person(forum: ForumPeer) -> None:
    pending = forum.channel.begin(post(), "key")
    forum.server.key = "another"
    for act in (lambda: forum.channel.commit(pending), lambda: forum.channel.pull("comments", "", at=AT)):
        with pytest.raises(Reauth, match="API key"):
            act()
    assert forum.server.titles() == []


def test_a_title_too_short_is_known_before_sending(forum: ForumPeer) -> None:
    assert forum.channel.measure(post("Closed")).violations == (
        "A topic's title needs 15 characters: write a longer first line.",
    )
    assert forum.channel.measure(replace(post("Yes."), reply_to=Ref("1"))).violations == ()


def test_the_profile_says_by_what_id_the_account_writes(forum: ForumPeer) -> None:
    assert forum.channel.profile().extra["author_id"] == USER


def test_a_wrong_category_is_told_when_connecting() -> None:
    for category in ("seven", "7"):
        forum = Forum(ADDRESS, USER, KEY, transport=httpx.MockTransport(ForumServer()))
        with pytest.raises(Rejected, match="category"):
            Discourse(forum, category).profile()
    with pytest.raises(Rejected, match="https://"):
        connect({"address": "http://forum.example", "user": USER, "category": "5"}, {"api_key": KEY}).profile()


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\x00")))
def test_any_words_come_back_from_markdown(text: str) -> None:
    assert plain(markdown(text)) == text
