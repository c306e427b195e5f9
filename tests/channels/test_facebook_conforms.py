"""The Facebook connector keeps the port on a Page that keeps the published contract."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from PIL import Image

from channels.conformance import AT, Conformance, drained, post, published
from channels.graph_faults import CERTAINLY_NOT_DONE, NOBODY_KNOWS
from masthead.channels.errors import RateLimited, Reauth, Rejected, Transient
from masthead.channels.facebook.channel import Facebook, connect
from masthead.channels.facebook.page import ADDRESS, ref_of
from masthead.channels.graph import Graph
from masthead.channels.outcomes import CannotTell, Found, Unknown
from masthead.channels.post import AssetFile
from masthead.channels.ref import Ref
from masthead.kernel.clock import now
from peers.facebook import PAGE, PageServer
from peers.graph import TOKEN


class PagePeer:
    def __init__(self) -> None:
        self.server = PageServer()
        self.channel = Facebook(Graph("Facebook", ADDRESS, TOKEN, transport=httpx.MockTransport(self.server)))

    def says(self, post: Ref, text: str) -> Ref:
        return ref_of(self.server.says(post.native_id, text))

    def writes(self, text: str) -> Ref:
        return Ref(self.server.writes(text)["id"])

    def rewords(self, comment: Ref, text: str) -> None:
        self.server.things[comment.native_id]["message"] = text

    def removes(self, comment: Ref) -> None:
        del self.server.things[comment.native_id]


@pytest.fixture
def page() -> PagePeer:
    return PagePeer()


@pytest.fixture
def picture(tmp_path: Path) -> AssetFile:
    Image.new("RGB", (40, 30), "navy").save(tmp_path / "map.png")
    return AssetFile(tmp_path / "map.png", "image/png", "Map of the closed road")


class TestFacebook(Conformance):
    @pytest.fixture
    def peer(self, page: PagePeer) -> PagePeer:
        return page

    def test_nothing_is_public_before_commit(self, peer: PagePeer) -> None:
        pending = peer.channel.begin(post(), f"masthead-{uuid4().hex}")
        assert peer.server.posts() == []
        # Facebook takes the same post twice, so nothing proves that none can still arrive.
        assert isinstance(peer.channel.probe(pending), CannotTell)

    @pytest.mark.parametrize("kind", ["post", "answer", "answer to an answer"])
    def test_a_lost_answer_is_unknown_then_found_and_said_once(self, peer: PagePeer, kind: str) -> None:
        head, _ = published(peer.channel, post("Which day suits you best?"))
        to = {"post": None, "answer": peer.says(head, "Any")}.get(kind) or (
            peer.says(peer.says(head, "Any"), "Or none") if kind != "post" else None
        )
        pending = peer.channel.begin(post("Said only once.", reply_to=to), f"masthead-{uuid4().hex}")
        peer.server.plan("drop", "/comments" if to else "/feed")
        assert isinstance(peer.channel.commit(pending), Unknown)
        assert isinstance(peer.channel.probe(pending), Found)
        assert [one["message"] for one in peer.server.things.values()].count("Said only once.") == 1

    def test_the_same_words_said_earlier_are_not_taken_for_the_new_post(self, peer: PagePeer) -> None:
        published(peer.channel, post("Closed today."))
        published(peer.channel, post("Open again."))
        pending = peer.channel.begin(post("Closed today."), "key")
        assert isinstance(peer.channel.probe(pending), CannotTell)

    def test_words_that_facebook_has_already_are_looked_for_and_not_sent_again(self, peer: PagePeer) -> None:
        pending = peer.channel.begin(post("Once."), "key")
        peer.channel.commit(pending)
        assert isinstance(peer.channel.commit(pending), Unknown)
        assert isinstance(peer.channel.probe(pending), Found)
        assert peer.server.posts() == ["Once."]

    def test_pictures_carry_their_alternative_text_and_are_seen_by_nobody_before(
        self, peer: PagePeer, picture: AssetFile
    ) -> None:
        ref, _ = published(peer.channel, post("See the map", assets=(picture,), links=("https://library.example",)))
        (number,) = peer.server.things[ref.native_id]["attached"]
        assert peer.server.photos[number] == {"alt": "Map of the closed road", "bytes": picture.path.read_bytes()}
        assert peer.server.things[ref.native_id]["link"] == ""

    def test_a_link_without_pictures_is_shown_with_its_preview(self, peer: PagePeer) -> None:
        ref, _ = published(peer.channel, post("See https://library.example", links=("https://library.example",)))
        assert peer.server.things[ref.native_id]["link"] == "https://library.example"

    def test_a_comment_nobody_may_hide_is_left_with_a_reason(self, peer: PagePeer) -> None:
        ref, _ = published(peer.channel)
        comment = peer.says(ref, "Protected")
        peer.server.things[comment.native_id]["can_hide"] = False
        with pytest.raises(Rejected, match="nobody hide") as refused:
            peer.channel.moderate(comment, "hide", "Ground: abusive")
        assert refused.value.cure

    def test_staff_read_who_still_sees_a_hidden_comment(self, peer: PagePeer) -> None:
        able = peer.channel.describe().capability("moderate")
        assert able.visible_to_author
        assert "stays visible to its author and the author’s friends" in able.reason
        ref, _ = published(peer.channel)
        assert "author" in peer.channel.moderate(peer.says(ref, "Rude"), "hide", "Ground").read_back

    def test_an_answer_and_what_it_answers_arrive_in_their_thread(self, peer: PagePeer) -> None:
        ref, _ = published(peer.channel)
        first = peer.says(ref, "When?")
        peer.says(first, "I ask that too")
        published(peer.channel, post("On Monday.", reply_to=first))
        events, _ = drained(peer.channel)
        parents = [event.parent_ref.native_id for event in events if event.parent_ref]
        assert parents == [ref.native_id, first.native_id]
        assert {event.text for event in events} == {"When?", "I ask that too"}

    def test_a_rewording_under_a_quiet_post_is_told_within_a_round(self, peer: PagePeer) -> None:
        ref, _ = published(peer.channel)
        comment = peer.says(ref, "First wording")
        for number in range(3):
            published(peer.channel, post(f"A later post, number {number}"))
        _, cursor = drained(peer.channel)
        peer.rewords(comment, "Second wording")
        told = []
        for _ in range(4):
            events, cursor = drained(peer.channel, cursor)
            told += [(event.kind, event.text) for event in events]
        assert told == [("edited", "Second wording")]

    def test_more_comments_than_a_page_arrive_whole_and_in_order(self, peer: PagePeer) -> None:
        ref, _ = published(peer.channel)
        for number in range(230):
            peer.server.says(ref.native_id, f"Number {number}")
        assert [event.text for event in drained(peer.channel)[0]] == [f"Number {number}" for number in range(230)]

    def test_a_hundred_comments_with_one_gone_are_rechecked_in_few_calls(self, peer: PagePeer) -> None:
        ref, _ = published(peer.channel)
        said = [peer.says(ref, f"Number {number}") for number in range(100)]
        peer.removes(said[7])
        peer.server.calls.clear()
        seen = peer.channel.recheck(said)
        assert [ref.native_id for ref in said if seen[ref.native_id] == "gone"] == [said[7].native_id]
        assert len(peer.server.calls) < 20


@pytest.mark.parametrize(("fault", "error"), CERTAINLY_NOT_DONE)
def test_what_certainly_was_not_done_is_an_error_the_outbox_knows(
    page: PagePeer, fault: str, error: type[Exception]
) -> None:
    pending = page.channel.begin(post(), "key")
    page.server.plan(fault, "/feed")
    with pytest.raises(error) as raised:
        page.channel.commit(pending)
    assert str(raised.value).endswith(".")
    assert page.server.posts() == []


@pytest.mark.parametrize("fault", NOBODY_KNOWS)
def test_a_lost_answer_to_commit_is_unknown_and_never_an_error(page: PagePeer, fault: str) -> None:
    pending = page.channel.begin(post(), "key")
    page.server.plan(fault, "/feed")
    assert isinstance(page.channel.commit(pending), Unknown)
    expected = Found if fault in ("drop", "done#1") else CannotTell
    assert isinstance(page.channel.probe(pending), expected)


@pytest.mark.parametrize("fault", ["500", "deaf", "drop", "html", "#2!", "#190!"])
def test_a_fault_while_reading_or_uploading_is_tried_again(page: PagePeer, fault: str, picture: AssetFile) -> None:
    page.server.plan(fault, "/photos")
    with pytest.raises(Transient):
        page.channel.begin(post(assets=(picture,)), "key")
    page.server.plan(fault, "/published_posts")
    with pytest.raises(Transient):
        page.channel.pull("comments", "", at=AT)


def test_the_wait_is_as_long_as_facebook_says(page: PagePeer) -> None:
    pending = page.channel.begin(post(), "key")
    page.server.busy_minutes = 19
    page.server.plan("#80001", "/feed")
    with pytest.raises(RateLimited) as told:
        page.channel.commit(pending)
    assert 10 * 60 < (told.value.until - now()).total_seconds() <= 19 * 60


def test_a_token_that_dies_in_mid_batch_asks_a_person_and_posts_nothing(page: PagePeer) -> None:
    published(page.channel, post("Before"))
    pending = page.channel.begin(post("After"), "key")
    page.server.token = "another"
    for act in (lambda: page.channel.commit(pending), lambda: page.channel.pull("comments", "", at=AT)):
        with pytest.raises(Reauth, match="access token") as dead:
            act()
        assert "Connect the presence again" in dead.value.cure
    assert page.server.posts() == ["Before"]


def test_the_profile_names_the_page_and_refuses_a_persons_token(page: PagePeer) -> None:
    profile = page.channel.profile()
    assert (profile.handle, profile.extra["author_id"]) == ("citylibrary", PAGE)
    assert profile.extra["avatar"] == "picture_1.jpg"
    assert "verified" not in profile.extra
    page.server.person_token = True
    with pytest.raises(Rejected, match="token of a Page") as refused:
        page.channel.profile()
    assert refused.value.setting == "access_token"


def test_an_answer_has_less_room_than_a_post_and_no_pictures(picture: AssetFile) -> None:
    channel = connect({}, {"access_token": "x"})
    answer = channel.measure(post("a" * 8_001, reply_to=Ref("1_2")))
    assert (answer.limit, answer.over_from) == (8_000, 8_000)
    assert channel.measure(post("Look", reply_to=Ref("1_2"), assets=(picture,))).violations
    assert channel.measure(post("")).violations == ("The post is empty.",)
