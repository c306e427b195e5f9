"""The Threads connector keeps the port on a profile that keeps the published contract."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from PIL import Image

from channels.conformance import AT, Conformance, drained, post, published
from channels.graph_faults import CERTAINLY_NOT_DONE, NOBODY_KNOWS
from masthead.channels.errors import Reauth, Rejected, Transient
from masthead.channels.graph import Graph
from masthead.channels.outcomes import Absent, CannotTell, Found, Unknown
from masthead.channels.post import AssetFile, Pending, Post
from masthead.channels.ref import Ref
from masthead.channels.threads.account import ADDRESS, number, ref_of
from masthead.channels.threads.channel import Threads, connect
from peers.graph import TOKEN
from peers.threads import ME, ProfileServer

LENT = "https://desk.example/lent/token.jpg"


class ProfilePeer:
    def __init__(self) -> None:
        self.server = ProfileServer()
        self.channel = Threads(Graph("Threads", ADDRESS, TOKEN, transport=httpx.MockTransport(self.server)))

    def says(self, post: Ref, text: str) -> Ref:
        said = self.server.says(text, number(post))
        return ref_of(said, said["root_post"]["id"])

    def rewords(self, comment: Ref, text: str) -> None:
        self.server.things[number(comment)]["text"] = text

    def removes(self, comment: Ref) -> None:
        del self.server.things[number(comment)]


@pytest.fixture
def profile() -> ProfilePeer:
    return ProfilePeer()


@pytest.fixture
def picture(tmp_path: Path) -> AssetFile:
    Image.new("RGB", (40, 30), "navy").save(tmp_path / "map.png")
    return AssetFile(tmp_path / "map.png", "image/png", "Map of the closed road", LENT)


class TestThreads(Conformance):
    @pytest.fixture
    def peer(self, profile: ProfilePeer) -> ProfilePeer:
        return profile

    def test_nothing_is_public_before_commit(self, peer: ProfilePeer) -> None:
        pending = peer.channel.begin(post(), f"masthead-{uuid4().hex}")
        assert peer.server.posts() == []
        # An unpublished container can still be published by a request that comes late, until it expires.
        assert isinstance(peer.channel.probe(pending), CannotTell)
        peer.server.day_passes()
        assert peer.channel.probe(pending) == Absent()

    def test_an_edit_is_read_back(self, peer: ProfilePeer) -> None:
        ref, _ = published(peer.channel)
        with pytest.raises(Rejected, match="no program change") as refused:
            peer.channel.edit(ref, post("The library opens at ten."))
        assert "publish it anew" in refused.value.cure
        assert peer.server.posts() == ["The library opens at nine."]

    @pytest.mark.parametrize("kind", ["post", "answer", "answer to an answer"])
    def test_a_lost_answer_is_unknown_then_found_and_said_once(self, peer: ProfilePeer, kind: str) -> None:
        head, _ = published(peer.channel, post("Which day suits you best?"))
        first = peer.says(head, "Any")
        to = {"post": None, "answer": first, "answer to an answer": peer.says(first, "Or none")}[kind]
        pending = ready(peer, post("Said only once.", reply_to=to))
        peer.server.plan("drop", "/me/threads_publish")
        assert isinstance(peer.channel.commit(pending), Unknown)
        assert isinstance(peer.channel.probe(pending), Found)
        assert [one["text"] for one in peer.server.things.values()].count("Said only once.") == 1

    def test_a_container_too_young_to_be_known_is_waited_for(self, peer: ProfilePeer) -> None:
        peer.server.newborn = 2
        pending = ready(peer, post("Worth the wait"))
        for _ in range(2):
            with pytest.raises(Transient, match="not done"):
                peer.channel.commit(pending)
        assert peer.server.posts() == []
        peer.channel.commit(pending)
        assert peer.server.posts() == ["Worth the wait"]

    def test_a_container_that_cannot_be_read_yet_is_not_ready(self, peer: ProfilePeer) -> None:
        peer.server.slow = 1
        pending = peer.channel.begin(post(), "key")
        peer.server.plan("#24/4279009", f"/{pending.state['container']}")
        waits = 0
        while not pending.ready:
            pending, waits = peer.channel.advance(pending), waits + 1
        assert waits == 3

    def test_a_picture_threads_could_not_use_is_refused_with_its_reason(self, peer: ProfilePeer) -> None:
        pending = peer.channel.begin(post(), "key")
        peer.server.containers[str(pending.state["container"])] |= {"status": "ERROR", "error_message": "FAILED"}
        with pytest.raises(Rejected, match="FAILED") as refused:
            peer.channel.advance(pending)
        assert refused.value.cure

    def test_the_same_words_said_earlier_are_not_taken_for_the_new_post(self, peer: ProfilePeer) -> None:
        published(peer.channel, post("Closed today."))
        assert isinstance(peer.channel.probe(ready(peer, post("Closed today."))), CannotTell)

    @pytest.mark.parametrize("count", [1, 3])
    def test_pictures_are_fetched_from_the_desk_with_their_alternative_text(
        self, peer: ProfilePeer, picture: AssetFile, count: int
    ) -> None:
        ref, _ = published(peer.channel, post("See the map", assets=(picture,) * count))
        whole = peer.server.things[ref.native_id]["container"]
        shown = [whole] if count == 1 else [peer.server.containers[each] for each in whole["children"].split(",")]
        assert [(each["image_url"], each["alt_text"]) for each in shown] == [(LENT, picture.alt)] * count

    def test_hiding_takes_what_stands_under_it_along_and_says_so(self, peer: ProfilePeer) -> None:
        ref, _ = published(peer.channel)
        top = peer.says(ref, "Rude")
        below = peer.says(top, "Shame on you")
        assert "with it" in peer.channel.describe().capability("moderate").reason
        assert "under it" in peer.channel.moderate(top, "hide", "Ground").read_back
        assert set(peer.channel.recheck([top, below]).values()) == {"hidden"}

    def test_a_reply_further_down_is_not_hidden_at_the_cost_of_another(self, peer: ProfilePeer) -> None:
        ref, _ = published(peer.channel)
        top = peer.says(ref, "Decent")
        with pytest.raises(Rejected, match="together with the reply above") as refused:
            peer.channel.moderate(peer.says(top, "Rude"), "hide", "Ground")
        assert refused.value.cure
        assert peer.channel.recheck([top]) == {top.native_id: "present"}

    def test_replies_arrive_under_what_they_answer_and_ours_are_not_told(self, peer: ProfilePeer) -> None:
        ref, _ = published(peer.channel)
        first = peer.says(ref, "When?")
        ours, _ = published(peer.channel, post("On Monday.", reply_to=first))
        peer.says(first, "I ask that too")
        peer.server.says("Thanks", ours.native_id)
        events, _ = drained(peer.channel)
        parents = {event.text: event.parent_ref.native_id for event in events if event.parent_ref}
        assert parents == {"When?": ref.native_id, "I ask that too": first.native_id, "Thanks": ours.native_id}
        assert {event.root_ref.native_id for event in events if event.root_ref} == {ref.native_id}

    def test_a_reply_under_an_old_post_is_told_within_a_round(self, peer: ProfilePeer) -> None:
        old, _ = published(peer.channel)
        for count in range(5):
            published(peer.channel, post(f"A later post, number {count}"))
        _, cursor = drained(peer.channel)
        comment = peer.says(old, "Late, but still")
        told = []
        for turn in range(12):
            events, cursor = drained(peer.channel, cursor)
            told += [(event.kind, event.text) for event in events]
            if turn == 5:
                peer.rewords(comment, "Reworded")
        assert told == [("new", "Late, but still"), ("edited", "Reworded")]

    def test_what_was_only_passed_on_is_not_taken_for_a_post_of_ours(self, peer: ProfilePeer) -> None:
        peer.server.says("", who=str(ME["username"]), kind="REPOST_FACADE")
        published(peer.channel)
        assert [row["text"] for row in peer.channel.account.newest()] == ["The library opens at nine."]


def ready(peer: ProfilePeer, words: Post) -> Pending:
    pending = peer.channel.begin(words, f"masthead-{uuid4().hex}")
    while not pending.ready:
        pending = peer.channel.advance(pending)
    return pending


@pytest.mark.parametrize(("fault", "error"), CERTAINLY_NOT_DONE)
def test_what_certainly_was_not_done_is_an_error_the_outbox_knows(
    profile: ProfilePeer, fault: str, error: type[Exception]
) -> None:
    pending = ready(profile, post())
    profile.server.plan(fault, "/me/threads_publish")
    with pytest.raises(error) as raised:
        profile.channel.commit(pending)
    assert str(raised.value).endswith(".")
    assert profile.server.posts() == []


@pytest.mark.parametrize("fault", NOBODY_KNOWS)
def test_a_lost_answer_to_commit_is_unknown_and_never_an_error(profile: ProfilePeer, fault: str) -> None:
    pending = ready(profile, post())
    profile.server.plan(fault, "/me/threads_publish")
    assert isinstance(profile.channel.commit(pending), Unknown)
    expected = Found if fault in ("drop", "done#1") else CannotTell
    assert isinstance(profile.channel.probe(pending), expected)


@pytest.mark.parametrize("fault", ["500", "deaf", "drop", "html", "#2!", "#190!"])
def test_a_fault_while_preparing_or_reading_is_tried_again(profile: ProfilePeer, fault: str) -> None:
    profile.server.plan("none", "/me/threads")  # the list of our posts comes first
    profile.server.plan(fault, "/me/threads")
    with pytest.raises(Transient):
        profile.channel.begin(post(), "key")
    profile.server.plan(fault, "/me/threads")
    with pytest.raises(Transient):
        profile.channel.pull("comments", "", at=AT)


def test_a_token_that_dies_in_mid_batch_asks_a_person_and_posts_nothing(profile: ProfilePeer) -> None:
    published(profile.channel, post("Before"))
    pending = ready(profile, post("After"))
    profile.server.token = "another"
    for act in (lambda: profile.channel.commit(pending), lambda: profile.channel.pull("comments", "", at=AT)):
        with pytest.raises(Reauth, match="access token"):
            act()
    assert profile.server.posts() == ["Before"]


def test_the_profile_names_the_account(profile: ProfilePeer) -> None:
    shown = profile.channel.profile()
    assert (shown.handle, shown.about) == ("citylibrary", "We lend.")
    assert shown.extra == {"author_id": "citylibrary", "avatar": "picture_1.jpg", "verified": "by Threads"}


@pytest.mark.parametrize(
    ("text", "length"),
    [("Open", 4), ("naïve", 5), ("📚", 4), ("Open 📚", 9), ("👩‍👩‍👧", 18), ("日本語", 3), ("❤️", 6)],
)
def test_an_emoji_counts_as_its_bytes_and_nothing_else_does(text: str, length: int) -> None:
    assert connect({}, {}).measure(post(text)).length == length


def test_where_it_grows_too_long_is_told_in_the_text() -> None:
    measure = connect({}, {}).measure(post("a" * 497 + "📚 end"))
    assert (measure.length, measure.limit, measure.over_from) == (505, 500, 497)
    assert measure.violations == ("The text is 5 characters too long for Threads.",)


def test_what_threads_will_not_take_is_known_before_sending(picture: AssetFile) -> None:
    channel = connect({}, {})
    assert channel.measure(post("Map", assets=(picture,))).violations == ()
    (told,) = channel.measure(post("Map", assets=(replace(picture, url=""),))).violations
    assert "no public address" in told
    assert "5 links" in channel.measure(post(" ".join(f"https://a.example/{n}" for n in range(6)))).violations[0]
    assert channel.measure(post("")).violations == ("The post is empty.",)
    assert "20 pictures" in channel.measure(post("Map", assets=(picture,) * 21)).violations[0]
