"""Facebook, Instagram and Threads in the storm: their simulators, and how a worker reaches each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from zlib import crc32

from masthead.channels.post import AssetFile, Measure, Pending, Post

GRAPHS = ("facebook", "instagram", "threads")


def server_of(name: str) -> Any:
    from peers.facebook import PageServer
    from peers.instagram import AccountServer
    from peers.threads import ProfileServer

    kinds: dict[str, Any] = {"facebook": PageServer, "instagram": AccountServer, "threads": ProfileServer}
    return kinds[name]()


def connector_at(name: str, address: str, folder: Path) -> Any:
    """The connector of a platform, in any process. folder: where files of posts may be kept."""
    from masthead.channels.graph import Graph
    from peers.graph import TOKEN

    shown = {"facebook": _on_facebook, "instagram": _on_instagram, "threads": _on_threads}[name](_film(folder))
    return shown(Graph(name.capitalize(), address + server_of(name).version, TOKEN))


def _film(folder: Path) -> AssetFile:
    from films import film

    path = folder / "story-hour.mp4"
    if not path.exists():
        # Several processes may write it at once, each the same bytes.
        path.write_bytes(film())
    return AssetFile(path, "video/mp4", "A story is read", "https://desk.example/lent/token.mp4")


def _with(film: AssetFile, post: Post, *otherwise: AssetFile) -> Post:
    """The storm has words alone: every third post gets a film, and the others what stands beside it."""
    has_film = crc32(post.text.encode()) % 3 == 0
    return replace(post, assets=(film,) if has_film else otherwise)


def _on_facebook(film: AssetFile) -> Any:
    from masthead.channels.facebook.channel import Facebook

    class Shown(Facebook):
        def begin_in_pieces(self, post: Post, key: str, sent: Callable[[], None]) -> Pending:
            return super().begin_in_pieces(_with(film, post), key, sent)

    return Shown


def _on_threads(film: AssetFile) -> Any:
    from masthead.channels.threads.channel import Threads

    class Shown(Threads):
        def begin(self, post: Post, key: str) -> Pending:
            return super().begin(_with(film, post), key)

    return Shown


def _on_instagram(film: AssetFile) -> Any:
    """Instagram takes no words alone: where there is no film, there is a picture."""
    from masthead.channels.instagram.channel import Instagram

    picture = AssetFile(Path("none.jpg"), "image/jpeg", "A shelf", "https://desk.example/lent/token.jpg")

    class Shown(Instagram):
        def begin(self, post: Post, key: str) -> Pending:
            return super().begin(_with(film, post, picture), key)

        def measure(self, post: Post) -> Measure:
            return super().measure(post if post.assets else _with(film, post, picture))

    return Shown
