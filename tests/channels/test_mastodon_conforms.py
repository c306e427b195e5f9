"""The Mastodon connector keeps the port on servers that keep the published contract, each in its own way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from PIL import Image

from channels.conformance import AT, Conformance, drained, post, published
from masthead.channels.errors import RateLimited, Reauth, Rejected, Transient
from masthead.channels.mastodon.account import MastodonAccount
from masthead.channels.mastodon.channel import connect
from masthead.channels.mastodon.server import Server
from masthead.channels.mastodon.words import may_say, version_of
from masthead.channels.outcomes import Absent, CannotTell, Done, Found, Unknown
from masthead.channels.port import Channel
from masthead.channels.post import AssetFile
from masthead.channels.ref import Ref
from masthead.kernel.clock import now
from peers.mastodon import TOKEN, SocialServer, social_server


class SocialPeer:
    def __init__(self, server: SocialServer) -> None:
        self.server = server
        self.channel: Channel = MastodonAccount(Server(server.address, TOKEN, timeout=30))

    def says(self, post: Ref, text: str) -> Ref:
        said = self.server.says(f"@library {text}", post.native_id)
        seen = self.channel.recheck([Ref(said["id"], "unlike")])
        assert seen == {said["id"]: "edited"}
        return Ref(said["id"], version_of(said))

    def writes(self, text: str) -> Ref:
        said = self.server.says(f"@library {text}", visibility="direct")
        return Ref(said["id"], version_of(said))

    def rewords(self, comment: Ref, text: str) -> None:
        self.server.rewords(comment.native_id, f"@library {text}")

    def removes(self, comment: Ref) -> None:
        self.server.removes(comment.native_id)


@pytest.fixture(params=["mastodon", "gotosocial", "pixelfed"])
def server(request: pytest.FixtureRequest) -> Iterator[SocialServer]:
    with social_server(request.param) as server:
        yield server


@pytest.fixture
def mastodon() -> Iterator[SocialServer]:
    with social_server("mastodon") as server:
        yield server


@pytest.fixture
def picture(tmp_path: Path) -> AssetFile:
    Image.new("RGB", (40, 30), "navy").save(tmp_path / "map.png")
    return AssetFile(tmp_path / "map.png", "image/png", "Map of the closed road")


class TestMastodon(Conformance):
    @pytest.fixture
    def peer(self, server: SocialServer) -> SocialPeer:
        return SocialPeer(server)

    def test_nothing_is_public_before_commit(self, peer: SocialPeer) -> None:
        pending = peer.channel.begin(post(), f"masthead-{uuid4().hex}")
        assert peer.server.posts() == []
        # Only a server that honors keys proves that nothing can still arrive.
        expected = Absent if peer.server.software == "mastodon" else CannotTell
        assert isinstance(peer.channel.probe(pending), expected)

    def test_a_lost_answer_is_unknown_then_found_and_said_once(self, peer: SocialPeer) -> None:
        published(peer.channel, post("Earlier"))
        pending = peer.channel.begin(post("Said once & only\n\nonce."), f"masthead-{uuid4().hex}")
        peer.server.plan("drop", "/api/v1/statuses")
        assert isinstance(peer.channel.commit(pending), Unknown)
        assert isinstance(peer.channel.probe(pending), Found)
        assert peer.server.posts() == ["Earlier", "Said once & only\n\nonce."]

    def test_the_same_words_posted_earlier_are_not_taken_for_the_new_post(self, peer: SocialPeer) -> None:
        published(peer.channel, post("Closed today."))
        pending = peer.channel.begin(post("Closed today."), f"masthead-{uuid4().hex}")
        assert not isinstance(peer.channel.probe(pending), Found)

    def test_a_picture_is_waited_for_and_carries_its_alternative_text_through_an_edit(
        self, peer: SocialPeer, picture: AssetFile
    ) -> None:
        peer.server.slow_media = 2
        pending = peer.channel.begin(post("See the map", assets=(picture,)), "key")
        assert not pending.ready
        pending = peer.channel.advance(pending)
        assert not pending.ready
        pending = peer.channel.advance(peer.channel.advance(pending))
        assert pending.ready
        done = peer.channel.commit(pending)
        assert isinstance(done, Done)
        ref = peer.channel.edit(done.ref, post("See the new map"))
        (shown,) = peer.server.statuses[ref.native_id]["media_attachments"]
        assert shown["description"] == "Map of the closed road"

    def test_an_answer_names_whom_it_answers_so_that_they_are_told(self, peer: SocialPeer) -> None:
        ref, _ = published(peer.channel)
        answer, pending = published(peer.channel, post("On Monday.", reply_to=peer.says(ref, "When?")))
        assert peer.server.statuses[answer.native_id]["text"] == "@reader On Monday."
        assert peer.channel.probe(pending) == Found(answer)
        edited = peer.channel.edit(answer, post("On Tuesday."))
        assert peer.server.statuses[edited.native_id]["text"] == "@reader On Tuesday."

    def test_a_rewording_is_told_by_a_later_pull(self, peer: SocialPeer) -> None:
        ref, _ = published(peer.channel)
        comment = peer.says(ref, "First wording")
        _, cursor = drained(peer.channel)
        peer.rewords(comment, "Second wording")
        events, cursor = drained(peer.channel, cursor)
        assert [(event.kind, event.text) for event in events] == [("edited", "Second wording")]
        assert drained(peer.channel, cursor)[0] == []

    def test_an_answer_given_on_the_server_itself_comes_in_as_the_account_s_own(self, peer: SocialPeer) -> None:
        ref, _ = published(peer.channel)
        comment = peer.says(ref, "When does it reopen?")
        peer.server.says("@reader Before the presence was connected.", comment.native_id, account="1")
        _, cursor = drained(peer.channel)
        for number in range(45):
            peer.server.says(f"@reader On day {number}.", comment.native_id, account="1")
        peer.server.says("A second post of ours.", ref.native_id, account="1")
        events, cursor = drained(peer.channel, cursor)
        assert [event.text for event in events] == [f"On day {number}." for number in range(45)]
        assert {event.author_id for event in events} == {peer.channel.profile().extra["author_id"]}
        assert {event.parent_ref and event.parent_ref.native_id for event in events} == {comment.native_id}
        assert drained(peer.channel, cursor)[0] == []

    def test_more_than_a_page_arrives_whole_and_in_order(self, peer: SocialPeer) -> None:
        ref, _ = published(peer.channel)
        for number in range(95):
            peer.server.says(f"@library Number {number}", ref.native_id)
        assert [event.text for event in drained(peer.channel)[0]] == [f"Number {number}" for number in range(95)]


class TestPrivateMessages:
    @pytest.fixture
    def peer(self, server: SocialServer) -> SocialPeer:
        return SocialPeer(server)

    @pytest.mark.parametrize("visibility", ["direct", "private", "limited"])
    def test_whatever_the_public_cannot_read_is_private_also_under_a_public_post(
        self, peer: SocialPeer, visibility: str
    ) -> None:
        ref, _ = published(peer.channel)
        comment = peer.says(ref, "When does it reopen?")
        first = peer.server.says("@library My card is lost.", comment.native_id, visibility=visibility)
        peer.server.says("@library It is green.", first["id"], visibility=visibility)
        events, _ = drained(peer.channel)
        assert [event.private for event in events] == [False, True, True]
        assert [event.root_ref and event.root_ref.native_id for event in events] == [
            ref.native_id,
            first["id"],
            first["id"],
        ]

    def test_the_answer_reaches_whoever_wrote_and_nobody_else(self, peer: SocialPeer) -> None:
        message = peer.writes("Is my card still good? Write to me at mail@reader")
        words = "It is. You wrote from mail@reader, is that right?"
        sent, _ = published(peer.channel, post(words, reply_to=message, private=True))
        assert peer.server.readers_of(sent.native_id) == {"1", "2"}
        assert peer.server.statuses[sent.native_id]["text"].startswith("@reader ")
        assert peer.server.posts() == []
        read = peer.channel.read_message(sent)
        assert read is not None and read.text == words

    @pytest.mark.parametrize("text", ["Ask @reader.", "Ask (@branch@town.example)", "@branch knows", "x .@branch"])
    def test_nobody_else_is_named_so_that_nobody_else_is_sent_it(self, peer: SocialPeer, text: str) -> None:
        (violation,) = peer.channel.measure(post(text, private=True)).violations
        assert "without the @" in violation
        assert peer.channel.measure(post(text)).violations == ()
        assert peer.channel.measure(post("Write to desk@library.example.", private=True)).violations == ()

    def test_an_answer_to_a_message_of_our_own_is_refused_before_it_is_sent_to_nobody(self, peer: SocialPeer) -> None:
        message = peer.writes("Is my card still good?")
        own, _ = published(peer.channel, post("It is.", reply_to=message, private=True))
        with pytest.raises(Rejected, match="nobody would read it"):
            peer.channel.begin(post("Until May.", reply_to=own, private=True), "key")

    def test_a_lost_answer_is_found_among_private_ones_only(self, peer: SocialPeer) -> None:
        message = peer.writes("Is my card still good?")
        pending = peer.channel.begin(post("It is.", reply_to=message, private=True), f"masthead-{uuid4().hex}")
        peer.server.says("@reader It is.", message.native_id, account="1")
        assert not isinstance(peer.channel.probe(pending), Found)
        peer.server.plan("drop", "/api/v1/statuses")
        assert isinstance(peer.channel.commit(pending), Unknown)
        found = peer.channel.probe(pending)
        assert isinstance(found, Found)
        assert peer.server.readers_of(found.ref.native_id) == {"1", "2"}

    def test_what_the_account_writes_in_private_on_the_server_itself_comes_in_as_private(
        self, peer: SocialPeer
    ) -> None:
        _, cursor = drained(peer.channel)
        opened = peer.server.says("@reader Your book is here.", account="1", visibility="direct")
        peer.server.says("@library Thank you.", opened["id"], visibility="direct")
        events, _ = drained(peer.channel, cursor)
        assert {event.text for event in events} == {"Your book is here.", "Thank you."}
        assert {event.private for event in events} == {True}
        assert {(event.root_ref or Ref(event.native_id)).native_id for event in events} == {opened["id"]}


@pytest.mark.parametrize(
    ("fault", "error"), [("429", RateLimited), ("401", Reauth), ("422", Rejected), ("403", Rejected)]
)
def test_what_certainly_was_not_done_is_an_error_the_outbox_knows(
    server: SocialServer, fault: str, error: type[Exception]
) -> None:
    channel = SocialPeer(server).channel
    pending = channel.begin(post(), "key")
    server.plan(fault, "/api/v1/statuses")
    with pytest.raises(error) as raised:
        channel.commit(pending)
    assert str(raised.value).endswith(".")
    assert server.posts() == []
    if isinstance(raised.value, RateLimited):
        assert 30 < (raised.value.until - now()).total_seconds() < 200


@pytest.mark.parametrize("fault", ["500", "502", "503", "504", "html", "deaf", "drop"])
def test_a_lost_answer_to_commit_is_unknown_and_never_an_error(server: SocialServer, fault: str) -> None:
    channel = SocialPeer(server).channel
    pending = channel.begin(post(), "key")
    server.plan(fault, "/api/v1/statuses")
    assert isinstance(channel.commit(pending), Unknown)
    assert len(server.posts()) == (1 if fault == "drop" else 0)


@pytest.mark.parametrize("fault", ["500", "deaf", "html"])
def test_a_fault_while_reading_or_uploading_is_tried_again(
    server: SocialServer, fault: str, picture: AssetFile
) -> None:
    channel = SocialPeer(server).channel
    server.plan(fault, "/api/v2/media")
    with pytest.raises(Transient):
        channel.begin(post(assets=(picture,)), "key")
    server.plan(fault, "/api/v1/notifications")
    with pytest.raises(Transient):
        channel.pull("comments", "", at=AT)


def test_a_server_that_is_not_there_was_never_reached(mastodon: SocialServer) -> None:
    channel = SocialPeer(mastodon).channel
    pending = channel.begin(post(), "key")
    gone = MastodonAccount(Server("http://127.0.0.1:9", TOKEN, timeout=1))
    with pytest.raises(Transient, match="could not be reached"):
        gone.commit(pending)


def test_a_token_that_dies_in_mid_batch_asks_a_person_and_posts_nothing(mastodon: SocialServer) -> None:
    channel = SocialPeer(mastodon).channel
    published(channel, post("Before"))
    pending = channel.begin(post("After"), "key")
    mastodon.token = "another"
    with pytest.raises(Reauth, match="access token") as dead:
        channel.commit(pending)
    assert "connect the presence again" in dead.value.cure
    assert mastodon.posts() == ["Before"]


def test_a_repeated_key_is_one_post_on_mastodon_and_why_it_is_not_trusted_elsewhere(server: SocialServer) -> None:
    channel = SocialPeer(server).channel
    pending = channel.begin(post("Once"), "key")
    channel.commit(pending)
    channel.commit(pending)
    assert len(server.posts()) == (1 if server.software == "mastodon" else 2)


def test_replies_of_others_cannot_be_hidden_and_staff_read_what_can_be_done(mastodon: SocialServer) -> None:
    channel = SocialPeer(mastodon).channel
    with pytest.raises(Rejected, match="report") as refused:
        channel.moderate(Ref("1"), "hide", "Ground")
    assert refused.value.cure


def test_the_profile_names_account_and_server(mastodon: SocialServer) -> None:
    profile = SocialPeer(mastodon).channel.profile()
    assert profile.handle == "library@" + mastodon.address.removeprefix("http://")
    assert profile.about == "The city's library."
    assert profile.extra["software"] == "mastodon"
    assert profile.extra["author_id"] == f"{mastodon.address}/users/library"


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("https://library.example/a/very/long/address/indeed?with=more&and=more", 23),
        ("See https://a.example.", 28),
        ("Ask @library@social.example now", 16),
        ("👩‍👩‍👧 naïve", 7),
        ("mail@library.example", 20),
    ],
)
def test_length_is_counted_as_the_server_counts(text: str, length: int) -> None:
    channel = connect({"server": "https://social.example"}, {"access_token": "x"})
    assert channel.measure(post(text)).length == length


def test_the_place_from_which_it_is_too_long_is_told_in_the_text(mastodon: SocialServer) -> None:
    channel = connect({"server": "https://social.example", "limit": "30"}, {"access_token": "x"})
    text = "https://library.example/long/address and more than fits"
    measure = channel.measure(post(text))
    assert (measure.limit, measure.over_from) == (30, text.index("more than") + 2)
    assert channel.describe().text_limit == 30
    assert channel.measure(replace(post(), text="")).violations == ("The post is empty.",)


@pytest.mark.parametrize(
    ("content", "text", "may"),
    [
        ("<p>The library opens.</p>", "The library opens.", True),
        ("<p>The library closes.</p>", "The library opens.", True),
        ("<p>The branch opens.</p>", "The library opens.", False),
        ('<p>See <a href="#">library.example/…</a></p>', "See https://library.example/hours", True),
        ("<p>Caf\u00e9 #<span>hours</span> at 9</p>", "Cafe\u0301 #hours at 9", True),
        ("<p>Fish &amp; books</p>", "Fish & books", True),
    ],
)
def test_only_what_lacks_a_plain_word_is_certainly_another_post(content: str, text: str, may: bool) -> None:
    assert may_say(content, text) is may


def test_a_token_never_travels_in_the_open() -> None:
    with pytest.raises(Rejected, match="https://"):
        connect({"server": "http://social.example"}, {"access_token": "x"}).profile()
