"""Nextdoor's connector keeps the port on a server that keeps the published contract. It publishes, and no more."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from channels.conformance import AT, Conformance, post, published
from channels.filmed_posts import LENT, captions_at, film_at
from masthead.channels.errors import RateLimited, Reauth, Rejected, Transient
from masthead.channels.events import Page
from masthead.channels.nextdoor.api import Api
from masthead.channels.nextdoor.channel import DESCRIPTION, Nextdoor, connect
from masthead.channels.outcomes import CannotTell, Found, Unknown
from masthead.channels.post import AssetFile
from masthead.channels.ref import Ref
from masthead.kernel.clock import now
from peers.nextdoor import ADDRESS, AGENCY, TOKEN, NextdoorServer


class NextdoorPeer:
    def __init__(self) -> None:
        self.server = NextdoorServer()
        self.channel = Nextdoor(Api(TOKEN, address=ADDRESS, transport=httpx.MockTransport(self.server)))

    def says(self, post: Ref, text: str) -> Ref:
        return Ref("a-neighbor's-comment")

    def rewords(self, comment: Ref, text: str) -> None: ...
    def removes(self, comment: Ref) -> None: ...


@pytest.fixture
def peer() -> NextdoorPeer:
    return NextdoorPeer()


class TestNextdoor(Conformance):
    @pytest.fixture
    def peer(self) -> NextdoorPeer:
        return NextdoorPeer()

    def test_nothing_is_public_before_commit(self, peer: NextdoorPeer) -> None:
        """And nothing is promised: Nextdoor may post the same words twice, so a person decides."""
        pending = peer.channel.begin(post(), f"masthead-{uuid4().hex}")
        assert peer.server.posts == []
        assert isinstance(peer.channel.probe(pending), CannotTell)

    def test_an_edit_is_read_back(self, peer: NextdoorPeer) -> None:
        ref, _ = published(peer.channel)
        with pytest.raises(Rejected, match="Delete it"):
            peer.channel.edit(ref, post("The library opens at ten."))

    def test_a_comment_arrives_with_its_thread(self, peer: NextdoorPeer) -> None:
        """Comments are pasted by people: the list of posts has them, and they are not taken from it."""
        ref, _ = published(peer.channel)
        assert DESCRIPTION.streams == ()
        assert peer.channel.pull("comments", "kept", at=AT) == Page((), "kept")
        read = peer.channel.read_back(ref)
        assert read is not None
        assert b"Thanks!" not in read.raw

    def test_pulling_the_same_cursor_again_loses_nothing(self, peer: NextdoorPeer) -> None:
        assert peer.channel.pull("comments", "", at=AT) == Page((), "")

    def test_recheck_tells_an_edit_and_a_deletion(self, peer: NextdoorPeer) -> None:
        assert peer.channel.recheck([Ref("a")]) == {"a": "unknown"}

    def test_a_reply_goes_under_the_comment_it_answers(self, peer: NextdoorPeer) -> None:
        with pytest.raises(Rejected, match="on Nextdoor itself"):
            peer.channel.begin(post("On Monday.", reply_to=Ref("a")), "key")

    def test_the_same_words_again_are_another_post(self, peer: NextdoorPeer) -> None:
        first, _ = published(peer.channel)
        pending = peer.channel.begin(post(), "another key")
        assert isinstance(peer.channel.probe(pending), CannotTell)
        peer.server.plan("drop", "/create/")
        assert isinstance(peer.channel.commit(pending), Unknown)
        found = peer.channel.probe(pending)
        assert isinstance(found, Found)
        assert found.ref.native_id != first.native_id

    def test_a_probe_finds_what_was_published_and_changes_nothing(self, peer: NextdoorPeer) -> None:
        """Two names of one post: the end of the address that the answer told, and the id of the list."""
        ref, pending = published(peer.channel)
        for _ in range(2):
            found = peer.channel.probe(pending)
            assert isinstance(found, Found)
            assert found.ref.url == ref.url
        by_link, by_id = peer.channel.read_back(ref), peer.channel.read_back(found.ref)
        assert by_link == by_id

    def test_an_address_of_another_form_is_not_called_published_unread(self, peer: NextdoorPeer) -> None:
        peer.server.share = "https://nextdoor.com/news_feed/?post=1"
        ref, pending = published(peer.channel)
        assert peer.channel.read_back(ref) is None
        found = peer.channel.probe(pending)
        assert isinstance(found, Found)
        assert peer.channel.read_back(found.ref) is not None


@pytest.mark.parametrize(
    ("fault", "error"), [("429", RateLimited), ("401", Reauth), ("403", Reauth), ("400", Rejected), ("away", Transient)]
)
def test_what_certainly_was_not_done_is_an_error_the_outbox_knows(
    peer: NextdoorPeer, fault: str, error: type[Exception]
) -> None:
    pending = peer.channel.begin(post(), "key")
    peer.server.plan(fault, "/create/")
    with pytest.raises(error) as raised:
        peer.channel.commit(pending)
    assert str(raised.value).endswith(".")
    assert peer.server.posts == []
    if isinstance(raised.value, RateLimited):
        assert 30 < (raised.value.until - now()).total_seconds() < 200


@pytest.mark.parametrize("fault", ["500", "504", "html", "deaf", "drop"])
def test_a_lost_answer_to_commit_is_unknown_and_never_an_error(peer: NextdoorPeer, fault: str) -> None:
    pending = peer.channel.begin(post(), "key")
    peer.server.plan(fault, "/create/")
    assert isinstance(peer.channel.commit(pending), Unknown)
    assert isinstance(peer.channel.probe(pending), Found if fault == "drop" else CannotTell)


def test_a_token_that_dies_in_mid_batch_asks_a_person(peer: NextdoorPeer) -> None:
    pending = peer.channel.begin(post(), "key")
    peer.server.token = "another"
    with pytest.raises(Reauth, match="access token"):
        peer.channel.commit(pending)
    assert peer.server.posts == []


def test_pictures_are_fetched_from_the_desk_where_it_has_an_address(peer: NextdoorPeer, tmp_path: Path) -> None:
    lent = "https://desk.library.example/lent/a.jpg"
    picture = AssetFile(tmp_path / "map.png", "image/png", "Map", lent)
    published(peer.channel, post("A map.", assets=(picture,)))
    assert peer.server.posts[0]["media"] == [{"url": lent}]
    with pytest.raises(Rejected, match="no public address"):
        peer.channel.begin(post("A map.", assets=(replace(picture, url=""),)), "key")


def test_a_film_is_fetched_from_the_desk_and_stands_alone(peer: NextdoorPeer, tmp_path: Path) -> None:
    film = film_at(tmp_path)
    _, pending = published(peer.channel, post("Story hour, again on Tuesday.", assets=(film,)))
    assert peer.server.posts[0]["media"] == [{"url": LENT}]
    assert isinstance(peer.channel.probe(pending), Found)
    with pytest.raises(Rejected, match="no public address"):
        peer.channel.begin(post("Story hour.", assets=(replace(film, url=""),)), "key")
    for assets, told in (
        ((film, AssetFile(tmp_path / "map.png", "image/png", "Map")), "stands alone in a post on Nextdoor"),
        ((film, captions_at(tmp_path)), "Nextdoor takes no file of captions"),
    ):
        (violation,) = peer.channel.measure(post("Story hour.", assets=assets)).violations
        assert told in violation


def test_a_film_too_heavy_is_known_before_sending(peer: NextdoorPeer, tmp_path: Path) -> None:
    film = film_at(tmp_path)
    with film.path.open("r+b") as file:
        file.truncate(500_000_001)
    (violation,) = peer.channel.measure(post("Story hour.", assets=(film,))).violations
    assert violation == "story-hour.mp4 is larger than 500 MB, the most that Nextdoor takes."


def test_bytes_and_pictures_are_counted_before_anything_is_sent(peer: NextdoorPeer, tmp_path: Path) -> None:
    measure = peer.channel.measure(post("é" * 4097))
    assert (measure.length, measure.over_from, measure.unit) == (8194, 4096, "bytes")
    film = AssetFile(tmp_path / "tour.mov", "video/quicktime", "A tour")
    assert "video/quicktime" in peer.channel.measure(post(assets=(film,))).violations[0]
    pictures = tuple(AssetFile(tmp_path / f"{n}.png", "image/png", "Map") for n in range(11))
    assert peer.channel.measure(post(assets=pictures)).violations == (
        "Nextdoor takes 10 pictures at most; this has 11.",
    )
    assert peer.channel.measure(replace(post(" "))).violations == ("The post has no words.",)


def test_only_an_agency_s_account_is_connected(peer: NextdoorPeer) -> None:
    profile = peer.channel.profile()
    assert (profile.handle, profile.name) == ("nextdoor.com/agency-detail/ms/jackson/city-library", "City Library")
    assert profile.url == AGENCY["agency_url_at_nextdoor"]
    peer.server.me = {"id": "78", "first_name": "Ann"}
    with pytest.raises(Rejected, match="not of a public agency"):
        peer.channel.profile()


def test_the_real_address_is_nextdoor_s() -> None:
    channel = connect({"address": "https://evil.example"}, {"access_token": "t"})
    assert isinstance(channel, Nextdoor)
    assert channel.api._https.address == "https://nextdoor.com"
