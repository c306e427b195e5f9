"""Films on Bluesky where something fails: nothing is public, the cure is named, and the next attempt posts once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from channels.conformance import post
from filmed import filmed, said
from masthead.channels import films
from masthead.channels.bluesky.app_password import AppPassword
from masthead.channels.bluesky.channel import Bluesky
from masthead.channels.bluesky.xrpc import Xrpc
from masthead.channels.errors import ChannelError, RateLimited, Reauth, Rejected, Transient
from masthead.channels.post import AssetFile, Post
from masthead.kernel.refusals import Refused

SESSION = {"did": "did:plc:agency", "accessJwt": "access", "refreshJwt": "refresh", "handle": "agency.test"}


class Server:
    """An account's own server, and what it was sent. `plan` is what it answers to the next uploads."""

    def __init__(self, host: str = "", confirmed: bool | None = None, most: int | None = None) -> None:
        self.host, self.confirmed, self.most = host or f"{uuid4().hex}.example", confirmed, most
        self.uploads: list[tuple[str, bytes]] = []
        self.plan: list[Callable[[httpx.Request], httpx.Response]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        call = request.url.path.removeprefix("/xrpc/")
        if call == "com.atproto.server.getSession":
            return httpx.Response(200, json={**SESSION, "emailConfirmed": self.confirmed})
        if call.endswith("Session"):
            return httpx.Response(200, json={**SESSION, "accessJwt": uuid4().hex})
        if call == "com.atproto.server.describeServer":
            return httpx.Response(
                200, json={"did": "did:web:x", **({"blobUploadLimit": self.most} if self.most else {})}
            )
        if call == "com.atproto.repo.uploadBlob":
            content = request.read()
            assert int(request.headers["content-length"]) == len(content)
            if self.plan:
                return self.plan.pop(0)(request)
            self.uploads.append((request.headers["content-type"], content))
            return httpx.Response(200, json={"blob": {"$type": "blob", "size": len(content)}})
        return httpx.Response(404, json={"error": "NotFound"})

    def channel(self) -> Bluesky:
        # A handle of its own for each test: sessions are kept for the life of the process.
        return Bluesky(
            Xrpc(AppPassword(f"https://{self.host}", uuid4().hex, "password", transport=httpx.MockTransport(self)))
        )


@pytest.fixture
def words(tmp_path: Path) -> Post:
    return post("Come and listen.", assets=filmed(tmp_path))


def fails(error: Exception) -> Callable[[httpx.Request], httpx.Response]:
    def answer(request: httpx.Request) -> httpx.Response:
        raise error

    return answer


def says(status: int, error: str = "") -> Callable[[httpx.Request], httpx.Response]:
    return lambda request: httpx.Response(status, json={"error": error, "message": error})


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (says(500), Transient),
        (fails(httpx.ReadTimeout("")), Transient),
        (fails(httpx.WriteError("")), Transient),
        (fails(httpx.ConnectError("")), Transient),
        (lambda request: httpx.Response(200, html="<h1>Sign in to this network</h1>"), Transient),
        (says(429), RateLimited),
        (says(413, "PayloadTooLarge"), Rejected),
        (says(400, "AccountTakedown"), Reauth),
    ],
)
def test_a_fault_in_the_middle_of_an_upload_is_an_error_the_outbox_knows_and_the_next_attempt_goes_whole(
    words: Post, answer: Callable[[httpx.Request], httpx.Response], error: type[ChannelError]
) -> None:
    server = Server()
    server.plan = [answer]
    channel = server.channel()
    with pytest.raises(error) as raised:
        channel.begin(words, "key")
    assert raised.value.sentence.endswith(".")
    pending = channel.begin(words, "key")
    assert [mime for mime, _ in server.uploads] == ["video/mp4", "text/vtt"]
    assert server.uploads[0][1] == words.assets[0].path.read_bytes()
    assert pending.state["record"]["embed"]["captions"][0]["lang"] == "en"  # type: ignore[index]


def test_a_film_the_server_refuses_is_told_with_the_cure(words: Post) -> None:
    server = Server()
    server.plan = [says(400, "This file is not supported")]
    with pytest.raises(Rejected, match="did not take the video: This file is not supported") as refused:
        server.channel().begin(words, "key")
    assert "MP4" in refused.value.cure


def test_a_token_that_expires_meanwhile_is_renewed_and_the_film_goes_again_from_its_beginning(words: Post) -> None:
    server = Server()
    server.plan = [says(400, "ExpiredToken")]
    server.channel().begin(words, "key")
    assert server.uploads[0][1] == words.assets[0].path.read_bytes()


def test_an_upload_ends_at_once_where_nobody_wants_it_any_more(words: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(films, "PIECE", 30_000)

    def lost() -> None:
        raise Refused("It is no longer this worker's to send.")

    server = Server()
    with pytest.raises(Refused):
        server.channel().begin_in_pieces(words, "key", lost)
    assert server.uploads == []


@pytest.mark.parametrize("host", ["bsky.social", "puffball.us-east.host.bsky.network"])
def test_an_account_of_bluesky_s_own_whose_address_is_not_confirmed_is_told_before_a_video_never_plays(
    words: Post, host: str
) -> None:
    server = Server(host, confirmed=False)
    with pytest.raises(Rejected, match="e-mail address is not confirmed") as refused:
        server.channel().begin(words, "key")
    assert "confirm the e-mail address" in refused.value.cure
    assert server.uploads == []


@pytest.mark.parametrize(
    ("host", "confirmed"), [("bsky.social", True), ("bsky.social", None), ("evilbsky.social", False), ("", False)]
)
def test_nobody_else_is_held_up(words: Post, host: str, confirmed: bool | None) -> None:
    server = Server(host, confirmed=confirmed)
    server.channel().begin(words, "key")
    assert len(server.uploads) == 2


def test_a_server_s_own_limit_is_told_before_a_byte_is_sent(words: Post) -> None:
    server = Server(most=50_000)
    with pytest.raises(Rejected, match=r"at most 0\.05 MB"):
        server.channel().begin(words, "key")
    assert server.uploads == []


def test_what_does_not_fit_is_known_before_sending(words: Post, tmp_path: Path) -> None:
    channel = Server().channel()
    film, captions = words.assets
    assert said(channel, words) == ()
    assert said(channel, replace(words, text="")) == ()
    picture = AssetFile(tmp_path / "a.png", "image/png")
    (alone,) = said(channel, replace(words, assets=(film, captions, picture)))
    assert alone.startswith("A video stands alone in a post on Bluesky")
    (long,) = said(channel, replace(words, assets=filmed(tmp_path, seconds=181)))
    assert "longer than 3 minutes" in long
    (alt,) = said(channel, replace(words, assets=filmed(tmp_path, alt="x" * 1001)))
    assert "longer than 1000 characters" in alt
    captions.path.write_bytes(b"WEBVTT\n" + b"\n" * 20_000)
    (heavy,) = said(channel, words)
    assert "larger than 20 KB" in heavy
