"""The fake that tests lean on keeps the port itself, or what they prove is worth nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from channels.conformance import Conformance
from fakes.channel import FakeChannel, FakeServer
from masthead.channels.ref import Ref


class FakePeer:
    def __init__(self, store: Path) -> None:
        self.channel = FakeChannel(store)
        self.server = FakeServer(store)
        self.says, self.rewords, self.removes = self.server.says, self.server.rewords, self.server.removes
        self.writes = self.server.writes


class TestFake(Conformance):
    @pytest.fixture
    def peer(self, tmp_path: Path) -> FakePeer:
        return FakePeer(tmp_path / "fake.sqlite3")

    def test_it_does_not_honor_keys_so_that_a_duplicate_would_show(self, peer: FakePeer) -> None:
        from channels.conformance import post

        pending = peer.channel.begin(post(), "same key")
        peer.channel.commit(pending)
        peer.channel.commit(pending)
        assert len(peer.server.posts()) == 2
        assert peer.channel.read_back(Ref("post-9")) is None
