"""The LinkedIn connector keeps the port on a LinkedIn that keeps the published contract."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from channels.conformance import AT, Conformance, drained, post, published
from masthead.channels.errors import ChannelError, RateLimited, Reauth, Rejected, Transient
from masthead.channels.linkedin.channel import LinkedIn, connect
from masthead.channels.linkedin.words import little, plain
from masthead.channels.outcomes import Absent, CannotTell, Found, Unknown
from masthead.channels.post import AssetFile
from masthead.channels.ref import Ref
from masthead.channels.wording import version_of
from masthead.kernel.clock import now
from peers.linkedin import NUMBER, PAGE, TOKEN, LinkedInServer, encoded


class PagePeer:
    def __init__(self) -> None:
        self.server = LinkedInServer()
        self.channel = LinkedIn(NUMBER, TOKEN, transport=httpx.MockTransport(self.server))

    def says(self, post: Ref, text: str) -> Ref:
        return Ref(self.server.says(post.native_id, text)["commentUrn"], version_of(text))

    def rewords(self, comment: Ref, text: str) -> None:
        self.server.said[comment.native_id]["message"]["text"] = text

    def removes(self, comment: Ref) -> None:
        del self.server.said[comment.native_id]


@pytest.fixture
def page() -> PagePeer:
    return PagePeer()


class TestLinkedIn(Conformance):
    @pytest.fixture
    def peer(self, page: PagePeer) -> PagePeer:
        return page

    def test_reserved_characters_do_not_cut_the_post_off_and_hashtags_stay_hashtags(self, peer: PagePeer) -> None:
        words = "Free (as in beer) #StoryTime: a_b*c ~ [x] {y} <z> | me@library.example https://l.example/a_b#part_2 #1"
        ref, _ = published(peer.channel, post(words))
        stored = peer.server.posts[ref.native_id]["commentary"]
        assert r"{hashtag|\#|StoryTime}" in stored
        assert r"a\_b\#part\_2" in stored
        read = peer.channel.read_back(ref)
        assert read is not None
        assert read.text == words

    def test_an_answer_to_an_answer_goes_under_the_comment_that_began_it(self, peer: PagePeer) -> None:
        ref, _ = published(peer.channel)
        first = peer.server.says(ref.native_id, "When?")
        second = peer.server.says(ref.native_id, "Yes, when?", parent=first["commentUrn"])
        events, _ = drained(peer.channel)
        assert [event.parent_ref.native_id for event in events] == [ref.native_id, first["commentUrn"]]
        reply, _ = published(peer.channel, post("On Monday.", reply_to=Ref(second["commentUrn"])))
        assert peer.server.said[reply.native_id]["parentComment"] == first["commentUrn"]
        edited = peer.channel.edit(reply, post("On Tuesday."))
        assert peer.channel.read_back(edited).text == "On Tuesday."
        assert [event.text for event in drained(peer.channel)[0]] == ["When?", "Yes, when?"]
        peer.channel.delete_own(reply)
        peer.channel.delete_own(reply)
        assert peer.channel.read_back(reply) is None

    def test_a_rewording_under_a_quiet_post_is_told_within_a_round(self, peer: PagePeer) -> None:
        ref, _ = published(peer.channel)
        comment = peer.says(ref, "First wording")
        for number in range(3):
            published(peer.channel, post(f"A later post of ours, number {number}"))
        _, cursor = drained(peer.channel)
        peer.rewords(comment, "Second wording")
        told = []
        for _ in range(4):
            events, cursor = drained(peer.channel, cursor)
            told += [(event.kind, event.text) for event in events]
        assert told == [("edited", "Second wording")]

    def test_a_quiet_pull_asks_for_one_thread_at_most(self, peer: PagePeer) -> None:
        for number in range(5):
            ref, _ = published(peer.channel, post(f"Post number {number}"))
            peer.says(ref, "A comment")
        _, cursor = drained(peer.channel)
        peer.server.calls.clear()
        drained(peer.channel, cursor)
        assert len(peer.server.calls) <= 4

    def test_pictures_go_with_their_alternative_texts_once_linkedin_has_read_them(
        self, peer: PagePeer, tmp_path: Path
    ) -> None:
        Image.new("RGB", (2, 2)).save(tmp_path / "road.png")
        asset = AssetFile(tmp_path / "road.png", "image/png", "Map of the closed road")
        peer.server.image_states = ["PROCESSING", "AVAILABLE"]
        pending = peer.channel.begin(post(assets=(asset,)), "key")
        assert not pending.ready
        assert not peer.channel.advance(pending).ready
        assert peer.channel.advance(pending).ready
        done = peer.channel.commit(pending)
        assert peer.server.posts[done.ref.native_id]["content"]["media"]["altText"] == "Map of the closed road"
        assert isinstance(peer.channel.probe(pending), Found)
        two, _ = published(peer.channel, post("Two maps", assets=(asset, asset)))
        images = peer.server.posts[two.native_id]["content"]["multiImage"]["images"]
        assert [each["altText"] for each in images] == ["Map of the closed road"] * 2
        assert all(len(content) for content in peer.server.images.values())

    def test_a_picture_linkedin_cannot_read_is_told(self, peer: PagePeer, tmp_path: Path) -> None:
        Image.new("RGB", (2, 2)).save(tmp_path / "road.png")
        peer.server.image_states = ["PROCESSING_FAILED"]
        pending = peer.channel.begin(post(assets=(AssetFile(tmp_path / "road.png", "image/png", "A map"),)), "key")
        with pytest.raises(Rejected, match="picture"):
            peer.channel.advance(pending)

    def test_the_token_follows_no_picture_to_a_strangers_server(self, peer: PagePeer, tmp_path: Path) -> None:
        Image.new("RGB", (2, 2)).save(tmp_path / "road.png")
        peer.server.upload_host = "www.linkedin.com.evil.example"
        with pytest.raises(Transient, match="not its own"):
            peer.channel.begin(post(assets=(AssetFile(tmp_path / "road.png", "image/png", "A map"),)), "key")
        assert peer.server.images == {}


@pytest.mark.parametrize(
    ("fault", "error"),
    [("429", RateLimited), ("401", Reauth), ("403", Reauth), ("422", Rejected), ("426", Rejected), ("away", Transient)],
)
def test_what_certainly_was_not_done_is_an_error_the_outbox_knows(
    page: PagePeer, fault: str, error: type[ChannelError]
) -> None:
    pending = page.channel.begin(post(), "key")
    page.server.plan(fault, "/rest/posts")
    with pytest.raises(error) as raised:
        page.channel.commit(pending)
    assert str(raised.value).endswith(".")
    assert raised.value.cure or error is Transient
    assert page.server.posts == {}
    if isinstance(raised.value, RateLimited):
        midnight = raised.value.until.astimezone(UTC)
        assert (midnight.hour, midnight.minute) == (0, 0)
        assert timedelta(0) < midnight - now() <= timedelta(days=1)


@pytest.mark.parametrize("fault", ["500", "502", "504", "html", "deaf", "drop"])
def test_a_lost_answer_to_commit_is_unknown_and_sending_again_makes_no_second_post(page: PagePeer, fault: str) -> None:
    pending = page.channel.begin(post(), "key")
    page.server.plan(fault, "/rest/posts")
    assert isinstance(page.channel.commit(pending), Unknown)
    assert isinstance(page.channel.probe(pending), Found if fault == "drop" else Absent)
    again = page.channel.commit(pending)
    assert len(page.server.posts) == 1
    assert isinstance(again, Unknown) == (fault == "drop")


def test_an_answer_whose_fate_is_unknown_is_found_or_left_to_a_person(page: PagePeer) -> None:
    ref, _ = published(page.channel)
    comment = page.says(ref, "When?")
    for fault, expected in (("deaf", CannotTell), ("drop", Found)):
        pending = page.channel.begin(post(f"On Monday, {fault}.", reply_to=comment), fault)
        page.server.plan(fault, f"{encoded(comment.native_id)}/comments")
        assert isinstance(page.channel.commit(pending), Unknown)
        assert isinstance(page.channel.probe(pending), expected)


def test_words_posted_lately_are_refused_even_after_the_first_was_deleted(page: PagePeer) -> None:
    ref, _ = published(page.channel)
    for _ in range(2):
        pending = page.channel.begin(post(), "another key")
        with pytest.raises(Rejected, match="no second one"):
            page.channel.commit(pending)
        assert page.channel.probe(pending) == Absent()
        page.channel.delete_own(ref)


def test_a_token_that_dies_in_mid_batch_asks_a_person(page: PagePeer) -> None:
    pending = page.channel.begin(post(), "key")
    page.server.tokens.clear()
    for act in (lambda: page.channel.commit(pending), lambda: page.channel.pull("comments", "", at=AT)):
        with pytest.raises(Reauth, match="sign-in"):
            act()
    assert page.server.posts == {}


def test_what_does_not_fit_is_known_before_sending(page: PagePeer, tmp_path: Path) -> None:
    def said(asset: AssetFile) -> tuple[str, ...]:
        return page.channel.measure(post(assets=(asset,))).violations

    assert page.channel.measure(post("👩" * 1501)).over_from == 1500
    answer = replace(post("a" * 1251), reply_to=Ref("urn:li:comment:(urn:li:activity:1,2)"))
    assert page.channel.measure(answer).over_from == 1250
    assert said(AssetFile(tmp_path / "a.webp", "image/webp")) == (
        "a.webp is image/webp; LinkedIn takes JPEG, PNG, GIF and MP4 from here.",
    )
    assert said(AssetFile(tmp_path / "a.png", "image/png", "x" * 4087))


def test_the_profile_says_whose_page_it_is_and_when_the_sign_in_ends() -> None:
    transport, ends = httpx.MockTransport(LinkedInServer()), datetime(2027, 1, 2, tzinfo=UTC)
    profile = LinkedIn(f"urn:li:organization:{NUMBER}", TOKEN, ends=ends, transport=transport).profile()
    assert (profile.handle, profile.url) == ("city-library", "https://www.linkedin.com/company/city-library")
    assert (profile.extra["author_id"], profile.credentials_end) == (PAGE, ends)
    for number in ("13", "city-library"):
        with pytest.raises(Rejected, match="number"):
            LinkedIn(number, TOKEN, transport=transport).profile()
    assert connect({"organization": NUMBER}, {"access_token": TOKEN}).describe().proved == "contract"


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_any_words_come_back_from_little_text(text: str) -> None:
    assert plain(little(text)) == text
