"""Bluesky's connector keeps the port on Bluesky's own servers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from PIL import Image

from channels.conformance import AT, Conformance, post, published
from filmed import filmed
from films import CAPTIONS
from masthead.channels.bluesky.channel import Bluesky, connect
from masthead.channels.bluesky.post import record_key
from masthead.channels.bluesky.threads import AT_ONCE, WATCHED
from masthead.channels.errors import Reauth, Rejected
from masthead.channels.outcomes import Absent, Done, Found, Unknown
from masthead.channels.post import AssetFile, Pending
from peers.bluesky_network import BlueskyNetwork, bluesky_network
from peers.bluesky_people import POST, BlueskyPeer

pytestmark = [pytest.mark.bluesky, pytest.mark.slow]


@pytest.fixture(scope="module")
def network() -> Iterator[BlueskyNetwork]:
    with bluesky_network() as network:
        yield network


class TestBluesky(Conformance):
    @pytest.fixture
    def peer(self, network: BlueskyNetwork) -> BlueskyPeer:
        return BlueskyPeer(network)

    def test_committing_again_cannot_make_or_change_a_second_post(self, peer: BlueskyPeer) -> None:
        ref, pending = published(peer.channel, post("Said once"))
        assert peer.channel.commit(pending) == Done(ref)
        record = {**pending.state["record"], "text": "Said otherwise"}  # type: ignore[dict-item]
        assert isinstance(peer.channel.commit(replace(pending, state={"record": record})), Unknown)
        assert peer.channel.probe(pending) == Found(ref)
        records = peer.xrpc.query("com.atproto.repo.listRecords", repo=peer.xrpc.did, collection=POST, limit=100)
        assert [row["uri"] for row in records["records"] if row["value"]["text"] == "Said once"] == [ref.native_id]

    def test_two_posts_of_the_same_second_get_names_of_their_own(self, peer: BlueskyPeer) -> None:
        refs = {published(peer.channel, post("Twins"))[0].native_id for _ in range(3)}
        assert len(refs) == 3

    def test_marks_point_at_the_right_bytes_and_the_picture_carries_its_alt_text(
        self, peer: BlueskyPeer, tmp_path: Path
    ) -> None:
        picture = tmp_path / "map.png"
        Image.effect_noise((2600, 1700), 90).convert("RGB").save(picture)
        assert picture.stat().st_size > 1_000_000
        words = "日本語 👩‍👩‍👧 @citizen.test und https://library.example/a_(b). #öffnungszeiten"
        ref, _ = published(
            peer.channel, post(words, assets=(AssetFile(picture, "image/png", "Map of the closed road"),))
        )
        value = peer.xrpc.query(
            "com.atproto.repo.getRecord", repo=peer.xrpc.did, collection=POST, rkey=ref.native_id.rpartition("/")[2]
        )["value"]
        raw = words.encode()
        marked = [raw[f["index"]["byteStart"] : f["index"]["byteEnd"]].decode() for f in value["facets"]]
        assert marked == ["@citizen.test", "https://library.example/a_(b)", "#öffnungszeiten"]
        assert value["facets"][0]["features"][0]["did"] == peer.citizen.did
        (image,) = value["embed"]["images"]
        assert image["alt"] == "Map of the closed road"
        assert image["image"]["size"] <= 1_000_000
        assert image["aspectRatio"]["width"] / image["aspectRatio"]["height"] == pytest.approx(2600 / 1700, rel=0.01)

    def test_a_film_is_shown_with_its_captions_alternative_text_and_shape_and_stays_through_an_edit(
        self, peer: BlueskyPeer, tmp_path: Path
    ) -> None:
        words = post("Come and listen.", assets=filmed(tmp_path, frames=2_500_000, lang="es"))
        told: list[int] = []
        pending = peer.channel.begin_in_pieces(words, f"masthead-{uuid4().hex}", lambda: told.append(1))
        assert len(told) >= 3
        assert isinstance(peer.channel.probe(pending), Absent)
        done = peer.channel.commit(pending)
        assert isinstance(done, Done)
        edited = peer.channel.edit(done.ref, post("Come and listen on Monday."))
        rkey = edited.native_id.rpartition("/")[2]
        found = peer.xrpc.query("com.atproto.repo.getRecord", repo=peer.xrpc.did, collection=POST, rkey=rkey)
        embed = found["value"]["embed"]
        assert embed["$type"] == "app.bsky.embed.video"
        assert (embed["alt"], embed["aspectRatio"]) == ("A story is read aloud", {"width": 640, "height": 360})
        (captions,) = embed["captions"]
        assert (captions["lang"], captions["file"]["mimeType"]) == ("es", "text/vtt")
        assert embed["video"]["mimeType"] == "video/mp4"
        for kept, sent in ((embed["video"], words.assets[0].path.read_bytes()), (captions["file"], CAPTIONS)):
            there = {"did": peer.xrpc.did, "cid": kept["ref"]["$link"]}
            address = f"{peer.xrpc.access.service}/xrpc/com.atproto.sync.getBlob"
            assert httpx.get(address, params=there, timeout=60).content == sent

        peer.settled()
        (view,) = peer.citizen.query("app.bsky.feed.getPosts", uris=[edited.native_id])["posts"]
        assert view["embed"]["$type"] == "app.bsky.embed.video#view"

    def test_a_film_larger_than_the_account_s_server_takes_is_told_before_it_is_sent(
        self, peer: BlueskyPeer, tmp_path: Path
    ) -> None:
        words = post(assets=filmed(tmp_path, frames=6_000_000))
        with pytest.raises(Rejected, match=r"at most 5\.24 MB, and the video is larger") as refused:
            peer.channel.begin_in_pieces(words, "key", lambda: pytest.fail("a piece was sent"))
        assert "smaller or shorter" in refused.value.cure

    def test_a_reply_to_a_reply_keeps_the_head_of_the_thread(self, peer: BlueskyPeer) -> None:
        ref, _ = published(peer.channel)
        comment = peer.says(ref, "And on Sundays?")
        reply, _ = published(peer.channel, post("Closed.", reply_to=comment))
        value = peer.xrpc.query(
            "com.atproto.repo.getRecord", repo=peer.xrpc.did, collection=POST, rkey=reply.native_id.rpartition("/")[2]
        )["value"]
        assert value["reply"]["root"]["uri"] == ref.native_id
        assert value["reply"]["parent"] == {"uri": comment.native_id, "cid": comment.version}

    def test_a_thread_tells_new_edited_and_deleted_comments_apart(self, peer: BlueskyPeer) -> None:
        ref, _ = published(peer.channel)
        stays, goes = peer.says(ref, "First wording"), peer.says(ref, "Soon gone")
        stream = f"thread:{ref.native_id}"
        page = peer.channel.pull(stream, "", at=AT)
        assert {(e.kind, e.text) for e in page.events} == {("new", "First wording"), ("new", "Soon gone")}
        assert peer.channel.pull(stream, page.cursor, at=AT).events == ()
        peer.rewords(stays, "Second wording")
        peer.removes(goes)
        later = peer.channel.pull(stream, page.cursor, at=AT).events
        assert {(e.kind, e.native_id, e.text) for e in later} == {
            ("edited", stays.native_id, "Second wording"),
            ("deleted", goes.native_id, ""),
        }

    def test_a_rewording_is_told_within_one_round_of_our_threads(self, peer: BlueskyPeer) -> None:
        def round_of(cursor: str) -> tuple[list[tuple[str, str, str]], str]:
            told = []
            for _ in range(-(-WATCHED // AT_ONCE)):
                page = peer.channel.pull("threads", cursor, at=AT)
                told += [(event.kind, event.native_id, event.text) for event in page.events]
                cursor = page.cursor
            return told, cursor

        ref, _ = published(peer.channel)
        comment = peer.says(ref, "First wording")
        published(peer.channel, post("Our own answer", reply_to=comment, reply_root=ref))
        published(peer.channel, post("We go on with our own post", reply_to=ref, reply_root=ref))
        peer.settled()
        told, cursor = round_of("")
        assert ("new", comment.native_id, "First wording") in told
        # What the account answers on Bluesky itself is part of the exchange; how it goes on with its own post is not.
        assert [text for _, _, text in told].count("Our own answer") == 1
        assert "We go on with our own post" not in {text for _, _, text in told}
        peer.rewords(comment, "Second wording")
        told, cursor = round_of(cursor)
        assert told == [("edited", comment.native_id, "Second wording")]
        assert round_of(cursor)[0] == []

    def test_only_replies_under_our_own_posts_can_be_hidden(self, peer: BlueskyPeer) -> None:
        own, _ = published(peer.channel)
        peer.settled()
        with pytest.raises(Rejected, match="under our own posts"):
            peer.channel.moderate(own, "hide", "")

    def test_a_wrong_password_asks_a_person_to_connect_again(self, network: BlueskyNetwork) -> None:
        channel = connect({"handle": network.agency, "service": network.pds}, {"app_password": "wrong"})
        with pytest.raises(Reauth, match="handle and app password"):
            channel.profile()

    def test_a_dead_access_token_is_renewed_without_anybody_noticing(self, peer: BlueskyPeer) -> None:
        peer.xrpc.access.session.access = "not.a.token"
        assert peer.channel.profile().handle == "agency.test"
        peer.xrpc.access.session.access = peer.xrpc.access.session.refresh = "not.a.token"
        assert peer.channel.profile().handle == "agency.test"

    def test_a_cut_off_commit_is_found_by_the_name_chosen_before(self, peer: BlueskyPeer) -> None:
        words, key = post("Was it sent?"), f"masthead-{uuid4().hex}"
        pending = peer.channel.begin(words, key)
        assert isinstance(peer.channel.commit(pending), Done)
        restarted = Pending(words, key, state=dict(pending.state))
        found = Bluesky(peer.xrpc).probe(restarted)
        assert isinstance(found, Found)
        assert found.ref.native_id.endswith(record_key(words, key))
