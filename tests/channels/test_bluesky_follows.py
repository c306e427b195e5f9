"""Following on Bluesky's own servers: the record is made, listed, and gone again; likes and shares are found."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from channels.conformance import post, published
from masthead.channels.errors import Rejected
from masthead.channels.follow_port import FollowsAccounts
from peers.bluesky_network import BlueskyNetwork, bluesky_network
from peers.bluesky_people import BlueskyPeer

pytestmark = [pytest.mark.bluesky, pytest.mark.slow]


@pytest.fixture(scope="module")
def network() -> Iterator[BlueskyNetwork]:
    with bluesky_network() as network:
        yield network


@pytest.fixture
def peer(network: BlueskyNetwork) -> BlueskyPeer:
    return BlueskyPeer(network)


def records(peer: BlueskyPeer, collection: str) -> list[dict[str, object]]:
    page = peer.xrpc.query("com.atproto.repo.listRecords", repo=peer.xrpc.did, collection=collection, limit=100)
    return list(page["records"])


def test_following_listing_and_unfollowing(peer: BlueskyPeer, network: BlueskyNetwork) -> None:
    assert isinstance(peer.channel, FollowsAccounts)
    made = peer.channel.follow(f"@{network.citizen}")
    assert made.account.native_id == peer.citizen.did
    (record,) = records(peer, "app.bsky.graph.follow")
    assert record["uri"] == made.ref.native_id
    assert record["value"]["subject"] == peer.citizen.did  # type: ignore[index]
    peer.settled()
    (listed,) = peer.channel.follows("").follows
    assert (listed.account.handle, listed.ref.native_id) == (network.citizen, made.ref.native_id)
    again = peer.channel.follow(network.citizen)
    assert again.ref.native_id == made.ref.native_id, "following what is followed makes no second record"
    peer.channel.unfollow(made.ref, made.account.native_id)
    assert records(peer, "app.bsky.graph.follow") == []
    peer.channel.unfollow(made.ref, made.account.native_id)
    peer.settled()
    assert peer.channel.follows("").follows == ()


def test_unfollowing_without_the_records_name(peer: BlueskyPeer) -> None:
    made = peer.channel.follow(peer.citizen.did)
    peer.settled()
    assert len(peer.channel.follows("").follows) == 1
    peer.channel.unfollow(None, made.account.handle)
    assert records(peer, "app.bsky.graph.follow") == []
    peer.settled()
    peer.channel.unfollow(None, "nobody.test")


def test_an_account_there_is_not(peer: BlueskyPeer, network: BlueskyNetwork) -> None:
    with pytest.raises(Rejected, match="knows no account"):
        peer.channel.follow("nobody.test")
    with pytest.raises(Rejected, match="own account"):
        peer.channel.follow(network.agency)


def test_likes_and_shares_are_found_with_their_authors(peer: BlueskyPeer, network: BlueskyNetwork) -> None:
    own, _ = published(peer.channel, post("Our own words"))
    theirs = peer.says(own, "Vote for me")
    for collection, ref in (("like", theirs), ("repost", theirs), ("like", own)):
        subject = {"uri": ref.native_id, "cid": ref.version}
        record = {"$type": f"app.bsky.feed.{collection}", "subject": subject, "createdAt": "2026-11-23T15:00:00.000Z"}
        peer.xrpc.procedure(
            "com.atproto.repo.createRecord",
            {"repo": peer.xrpc.did, "collection": f"app.bsky.feed.{collection}", "record": record},
        )
    marks = peer.channel.marks()
    assert sorted(mark.kind for mark in marks) == ["like", "share"], "our own posts are no campaign's"
    assert {mark.author.handle for mark in marks} == {network.citizen}
