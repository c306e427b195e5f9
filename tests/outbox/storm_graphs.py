"""Facebook, Instagram and Threads in the storm: their simulators, and how a worker reaches each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

GRAPHS = ("facebook", "instagram", "threads")


def server_of(name: str) -> Any:
    from peers.facebook import PageServer
    from peers.instagram import AccountServer
    from peers.threads import ProfileServer

    kinds: dict[str, Any] = {"facebook": PageServer, "instagram": AccountServer, "threads": ProfileServer}
    return kinds[name]()


def connector_at(name: str, address: str) -> Any:
    from masthead.channels.facebook.channel import Facebook
    from masthead.channels.graph import Graph
    from masthead.channels.threads.channel import Threads
    from peers.graph import TOKEN

    kinds: dict[str, Any] = {"facebook": Facebook, "instagram": _illustrated(), "threads": Threads}
    return kinds[name](Graph(name.capitalize(), address + server_of(name).version, TOKEN))


def _illustrated() -> Any:
    """Instagram takes no words alone, and the storm has no pictures: each post gets one."""
    from masthead.channels.instagram.channel import Instagram
    from masthead.channels.port import AssetFile, Measure, Pending, Post

    picture = AssetFile(Path("none.jpg"), "image/jpeg", "A shelf", "https://desk.example/lent/token.jpg")

    class Illustrated(Instagram):
        def begin(self, post: Post, key: str) -> Pending:
            return super().begin(replace(post, assets=(picture,)), key)

        def measure(self, post: Post) -> Measure:
            return super().measure(replace(post, assets=(picture,)))

    return Illustrated
