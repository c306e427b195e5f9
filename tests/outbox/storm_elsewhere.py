"""X, Nextdoor, LinkedIn and YouTube in the storm: their simulators, and how a worker reaches each.

Where a connector knows one host only, a detour carries its requests to the simulator and tells it the host meant.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

ELSEWHERE = ("x", "nextdoor", "linkedin", "youtube")


class Detour(httpx.BaseTransport):
    """To `address` goes what is meant for anywhere else; the Host of the request stays."""

    def __init__(self, address: str) -> None:
        self._address, self._transport = urlsplit(address), httpx.HTTPTransport(verify=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        there = request.url.copy_with(scheme="http", host=self._address.hostname, port=self._address.port)
        headers = [(name, value) for name, value in request.headers.raw if name.lower() != b"transfer-encoding"]
        content = request.read()
        if content and "content-length" not in request.headers:
            headers.append((b"Content-Length", str(len(content)).encode()))
        return self._transport.handle_request(
            httpx.Request(request.method, there, headers=headers, content=content, extensions=request.extensions)
        )


@dataclass(frozen=True)
class Simulated:
    """server: the simulator; expire, renew: its token dies, and is valid again; public: what the public reads."""

    server: Any
    expire: Callable[[], None]
    renew: Callable[[], None]
    public: Callable[[], list[str]]


def simulated(name: str) -> Simulated:
    from masthead.channels.linkedin.words import plain
    from peers import linkedin, nextdoor, x, youtube

    if name == "linkedin":
        page = linkedin.LinkedInServer()
        told = lambda: [plain(post["commentary"]) for post in page.posts.values()]  # noqa: E731
        return Simulated(page, page.tokens.clear, lambda: page.tokens.add(linkedin.TOKEN), told)
    module: Any = {"x": x, "nextdoor": nextdoor, "youtube": youtube}[name]
    server = {"x": x.XServer, "nextdoor": nextdoor.NextdoorServer, "youtube": youtube.YouTubeServer}[name]()  # type: ignore[operator]
    words: dict[str, Callable[[], list[str]]] = {
        "x": lambda: [post["text"] for post in server.posts.values()],
        "nextdoor": lambda: server.bodies(),
        "youtube": lambda: [video["snippet"]["title"] for video in server.public()],
    }
    token = lambda value: lambda: setattr(server, "token", value)  # noqa: E731
    return Simulated(server, token("another"), token(module.TOKEN), words[name])


def connector_at(name: str, address: str, folder: Path) -> Any:
    """The connector of a platform, in any process. folder: where files of posts may be kept."""
    from peers import linkedin, nextdoor, x, youtube

    if name == "x":
        from masthead.channels.x.api import Api as XApi
        from masthead.channels.x.channel import X

        return X(XApi(x.TOKEN, address=address))
    if name == "nextdoor":
        from masthead.channels.nextdoor.api import Api as NextdoorApi
        from masthead.channels.nextdoor.channel import Nextdoor

        return Nextdoor(NextdoorApi(nextdoor.TOKEN, address=address))
    if name == "linkedin":
        from masthead.channels.linkedin.channel import LinkedIn

        return LinkedIn(linkedin.NUMBER, linkedin.TOKEN, transport=Detour(address))
    return _filmed(folder)(youtube.ME, youtube.TOKEN, transport=Detour(address))


def _filmed(folder: Path) -> Any:
    """YouTube takes no words alone, and the storm has no films: each post gets one."""
    from films import film
    from masthead.channels.post import AssetFile, Measure, Pending, Post
    from masthead.channels.youtube.account import YouTube

    path = folder / "story-hour.mp4"
    if not path.exists():
        path.write_bytes(film())
    shown = AssetFile(path, "video/mp4", "A story is read")

    class Filmed(YouTube):
        def begin_in_pieces(self, post: Post, key: str, sent: Callable[[], None]) -> Pending:
            return super().begin_in_pieces(replace(post, assets=(shown,)), key, sent)

        def measure(self, post: Post) -> Measure:
            return super().measure(replace(post, assets=(shown,)))

    return Filmed
