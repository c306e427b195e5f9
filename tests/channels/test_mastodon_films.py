"""Films on Mastodon-like servers: each server's own limits, the wait, and nothing public or sent twice meanwhile."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from channels.conformance import post
from filmed import filmed, prepared, said
from masthead.channels import films
from masthead.channels.errors import ChannelError, RateLimited, Reauth, Rejected, Transient
from masthead.channels.mastodon.account import MastodonAccount
from masthead.channels.mastodon.server import Server
from masthead.channels.outcomes import Done, Found, Unknown
from masthead.channels.post import AssetFile, Pending, Post
from masthead.channels.upload_port import UploadsInPieces
from masthead.kernel.refusals import Refused
from peers.mastodon import TOKEN, SocialServer, social_server


@pytest.fixture(params=["mastodon", "gotosocial", "pixelfed"])
def every(request: pytest.FixtureRequest) -> Iterator[SocialServer]:
    with social_server(request.param) as server:
        yield server


@pytest.fixture
def server() -> Iterator[SocialServer]:
    with social_server("mastodon") as server:
        yield server


@pytest.fixture
def words(tmp_path: Path) -> Post:
    return post("Come and listen.", assets=filmed(tmp_path, captioned=False))


def account(server: SocialServer) -> MastodonAccount:
    return MastodonAccount(Server(server.address, TOKEN))


def test_a_film_is_published_with_its_alternative_text_once_the_server_has_prepared_it(
    every: SocialServer, words: Post
) -> None:
    every.slow_media = 2
    channel = account(every)
    pending = channel.begin(words, "key")
    assert not pending.ready
    for _ in range(2):
        pending = channel.advance(pending)
        assert not pending.ready
    assert every.posts() == []
    pending = channel.advance(pending)
    assert pending.ready
    done = channel.commit(pending)
    assert isinstance(done, Done)
    (shown,) = every.statuses[done.ref.native_id]["media_attachments"]
    assert (shown["type"], shown["description"]) == ("video", "A story is read aloud")
    film = words.assets[0].path.read_bytes()
    assert every.files[shown["id"]] == hashlib.sha256(film).hexdigest()
    assert isinstance(channel.probe(pending), Found)
    read = channel.read_back(done.ref)
    assert read is not None and read.text == "Come and listen."
    edited = channel.edit(done.ref, post("Come and listen on Monday."))
    assert every.statuses[edited.native_id]["media_attachments"] == [shown]


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        ({"video_size_limit": 50_000}, "takes videos of at most 0.05 MB, and this one is larger."),
        ({"video_matrix_limit": 200_000}, "takes videos of at most 0.2 million pixels, and this one has 640 × 360."),
        ({"supported_mime_types": ["image/png"]}, "takes no videos."),
    ],
)
def test_what_a_server_does_not_take_is_told_before_a_byte_is_sent(
    server: SocialServer, words: Post, limits: dict, told: str
) -> None:
    server.limits |= limits
    with pytest.raises(Rejected) as refused:
        account(server).begin(words, "key")
    assert refused.value.sentence.endswith(told)
    assert refused.value.cure
    assert server.media == {}


def test_a_server_that_names_no_limits_is_sent_the_film(server: SocialServer, words: Post) -> None:
    server.limits = None
    assert isinstance(account(server).commit(prepared(account(server), words)), Done)


def test_long_uploads_tell_of_themselves_and_end_where_nobody_wants_them_any_more(
    server: SocialServer, words: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(films, "PIECE", 30_000)
    channel, told = account(server), []
    assert isinstance(channel, UploadsInPieces)
    channel.begin_in_pieces(words, "key", lambda: told.append(1))
    assert told

    def lost() -> None:
        raise Refused("It is no longer this worker's to send.")

    server.media.clear()
    with pytest.raises(Refused):
        channel.begin_in_pieces(words, "key", lost)
    assert server.media == {}


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("500", Transient),
        ("deaf", Transient),
        ("drop", Transient),
        ("html", Transient),
        ("429", RateLimited),
        ("401", Reauth),
        ("413", Rejected),
        ("422", Rejected),
    ],
)
def test_a_fault_in_the_middle_of_an_upload_shows_nothing_and_the_next_attempt_posts_once(
    server: SocialServer, words: Post, fault: str, error: type[ChannelError]
) -> None:
    channel = account(server)
    server.plan(fault, "/api/v2/media")
    with pytest.raises(error) as raised:
        channel.begin(words, "key")
    assert raised.value.sentence.endswith(".")
    assert raised.value.cure or error is Transient
    assert server.posts() == []
    assert isinstance(channel.commit(prepared(channel, words)), Done)
    assert server.posts() == ["Come and listen."]


def test_a_film_the_server_cannot_use_is_told_in_its_words_with_the_cure(server: SocialServer, words: Post) -> None:
    channel = account(server)
    pending = channel.begin(words, "key")
    server.unusable = "Validation failed: File is invalid"
    with pytest.raises(Rejected, match="cannot use the video: Validation failed: File is invalid") as refused:
        channel.advance(pending)
    assert "MP4" in refused.value.cure
    server.unusable = ""
    server.media.clear()
    with pytest.raises(Rejected, match="no longer has the prepared video") as refused:
        channel.advance(pending)
    assert "Release" in refused.value.cure
    assert server.posts() == []


def test_a_restart_goes_on_with_the_film_the_server_has(server: SocialServer, words: Post) -> None:
    server.slow_media = 1
    kept = account(server).begin(words, "key")
    restarted = account(server)
    pending = Pending(words, "key", ready=False, state=dict(kept.state))
    while not pending.ready:
        pending = restarted.advance(pending)
    server.plan("drop", "/api/v1/statuses")
    assert isinstance(restarted.commit(pending), Unknown)
    assert isinstance(account(server).probe(pending), Found)
    assert (len(server.media), server.posts()) == (1, ["Come and listen."])


def test_a_token_that_dies_while_the_server_works_asks_a_person(server: SocialServer, words: Post) -> None:
    channel = account(server)
    pending = channel.begin(words, "key")
    server.token = "another"
    for act in (lambda: channel.advance(pending), lambda: channel.begin(words, "key")):
        with pytest.raises(Reauth, match="access token"):
            act()
    assert server.posts() == []


def test_what_does_not_fit_is_known_before_sending(server: SocialServer, tmp_path: Path, words: Post) -> None:
    channel = account(server)
    assert said(channel, words) == ()
    assert said(channel, replace(words, text="")) == ()
    (captions,) = said(channel, replace(words, assets=filmed(tmp_path)))
    assert captions.startswith("Mastodon takes no file of captions.")
    (alone,) = said(channel, replace(words, assets=(*words.assets, AssetFile(tmp_path / "a.png", "image/png"))))
    assert alone.startswith("A video stands alone in a post on Mastodon")
    (alt,) = said(channel, replace(words, assets=filmed(tmp_path, captioned=False, alt="x" * 1501)))
    assert "alternative text" in alt
    assert any("takes JPEG, PNG, WebP, GIF and MP4" in each for each in said(channel, _with_quicktime(words)))


def _with_quicktime(words: Post) -> Post:
    return replace(words, assets=(replace(words.assets[0], mime="video/quicktime"),))
