"""Films on X: in pieces, with their captions, prepared before the post is made, and never posted twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from channels.conformance import post
from filmed import filmed, prepared, said
from films import CAPTIONS
from masthead.channels.errors import ChannelError, NoPlan, RateLimited, Reauth, Rejected, Transient
from masthead.channels.outcomes import CannotTell, Done, Found, Unknown
from masthead.channels.post import AssetFile, Pending, Post
from masthead.channels.x import films
from masthead.channels.x.api import Api
from masthead.channels.x.channel import X
from masthead.kernel.refusals import Refused
from peers.x import ADDRESS, TOKEN, XServer


@pytest.fixture
def server() -> XServer:
    return XServer()


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(films, "PIECE", 30_000)


@pytest.fixture
def words(tmp_path: Path) -> Post:
    return post("Come and listen.", assets=filmed(tmp_path))


def account(server: XServer) -> X:
    return X(Api(TOKEN, address=ADDRESS, transport=httpx.MockTransport(server)))


def shown(server: XServer) -> list[str]:
    return [each["text"] for each in server.posts.values()]


def test_a_film_goes_in_pieces_with_its_captions_and_is_published_once_x_has_prepared_it(
    server: XServer, words: Post
) -> None:
    server.processing = 2
    channel, told = account(server), []
    pending = channel.begin_in_pieces(words, "key", lambda: told.append(1))
    (film,) = [each for each in server.media.values() if each["category"] == "tweet_video"]
    assert film["file"] == words.assets[0].path.read_bytes()
    assert len(told) == len(film["parts"]) == 4
    (track,) = film["subtitles"]
    assert (track["language_code"], track["display_name"]) == ("EN", "English")
    assert server.media[track["id"]]["file"] == CAPTIONS
    assert not pending.ready
    pending = channel.advance(pending)
    assert not pending.ready
    with pytest.raises(Rejected, match="media IDs are invalid"):
        channel.commit(pending)
    assert shown(server) == []
    pending = channel.advance(pending)
    assert pending.ready
    done = channel.commit(pending)
    assert isinstance(done, Done)
    assert channel.probe(pending) == Found(done.ref)
    read = channel.read_back(done.ref)
    assert read is not None and read.text == "Come and listen."


def test_captions_in_another_language_say_so(server: XServer, words: Post, tmp_path: Path) -> None:
    account(server).begin(replace(words, assets=filmed(tmp_path, lang="es-MX")), "key")
    (film,) = [each for each in server.media.values() if each["category"] == "tweet_video"]
    assert film["subtitles"][0]["language_code"] == "ES"


@pytest.mark.parametrize("fault", ["500", "503", "deaf", "drop", "html", "away"])
def test_a_piece_whose_answer_was_lost_is_sent_again_and_the_upload_goes_on(
    server: XServer, words: Post, fault: str
) -> None:
    server.plan(fault, "/append")
    server.plan(fault, "/append")
    pending = account(server).begin(words, "key")
    (film,) = [each for each in server.media.values() if each["category"] == "tweet_video"]
    assert film["file"] == words.assets[0].path.read_bytes()
    assert isinstance(account(server).commit(prepared(account(server), words)), Done)
    assert pending.state["request"]["media"]["media_ids"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("fault", "where", "error"),
    [
        ("500", "/initialize", Transient),
        ("drop", "/finalize", Transient),
        ("drop", "/2/media/subtitles", Transient),
        ("429", "/append", RateLimited),
        ("401", "/append", Reauth),
        ("402", "/initialize", NoPlan),
        ("400", "/finalize", Rejected),
    ],
)
def test_a_fault_in_the_middle_of_an_upload_shows_nothing_and_the_next_attempt_posts_once(
    server: XServer, words: Post, fault: str, where: str, error: type[ChannelError]
) -> None:
    channel = account(server)
    server.plan(fault, where)
    with pytest.raises(error) as raised:
        channel.begin(words, "key")
    assert raised.value.sentence.endswith(".")
    assert shown(server) == []
    assert isinstance(channel.commit(prepared(channel, words)), Done)
    assert shown(server) == ["Come and listen."]


def test_an_upload_that_breaks_off_again_and_again_waits_for_a_better_hour(server: XServer, words: Post) -> None:
    for _ in range(3):
        server.plan("500", "/append")
    with pytest.raises(Transient, match="upload of the video to X broke off"):
        account(server).begin(words, "key")


def test_an_upload_ends_at_once_where_nobody_wants_it_any_more(server: XServer, words: Post) -> None:
    def lost() -> None:
        raise Refused("It is no longer this worker's to send.")

    with pytest.raises(Refused):
        account(server).begin_in_pieces(words, "key", lost)
    (film,) = server.media.values()
    assert len(film["parts"]) == 1


def test_a_film_x_cannot_use_is_told_in_its_words_with_the_cure(server: XServer, words: Post) -> None:
    server.processing = 1
    channel = account(server)
    pending = channel.begin(words, "key")
    server.unusable = "Unsupported video format"
    with pytest.raises(Rejected, match="X cannot use the video: Unsupported video format") as refused:
        channel.advance(pending)
    assert "MP4" in refused.value.cure
    with pytest.raises(Rejected, match="Unsupported"):
        channel.begin(words, "another key")
    assert shown(server) == []


def test_a_film_longer_than_the_account_may_post_is_told_with_the_cure(server: XServer, words: Post) -> None:
    pending = prepared(account(server), words)
    server.plan("lengthy", "/2/tweets")
    with pytest.raises(Rejected, match="longer than 20 minutes") as refused:
        account(server).commit(pending)
    assert refused.value.cure.startswith("Cut the video")
    assert shown(server) == []


def test_a_restart_goes_on_with_the_film_x_has_and_looks_for_what_was_posted(server: XServer, words: Post) -> None:
    server.processing = 1
    kept = account(server).begin(words, "key")
    pending = Pending(words, "key", ready=False, state=dict(kept.state))
    while not pending.ready:
        pending = account(server).advance(pending)
    assert isinstance(account(server).probe(pending), CannotTell), "it would post a film twice"
    server.plan("drop", "/2/tweets")
    assert isinstance(account(server).commit(pending), Unknown)
    assert isinstance(account(server).probe(pending), Found)
    assert shown(server) == ["Come and listen."]
    assert [each["category"] for each in server.media.values()].count("tweet_video") == 1


def test_a_token_that_dies_while_x_works_asks_a_person(server: XServer, words: Post) -> None:
    server.processing = 1
    channel = account(server)
    pending = channel.begin(words, "key")
    server.token = "another"
    with pytest.raises(Reauth, match="access token"):
        channel.advance(pending)


def test_what_does_not_fit_is_known_before_sending(server: XServer, words: Post, tmp_path: Path) -> None:
    channel = account(server)
    film, captions = words.assets
    assert said(channel, words) == ()
    assert said(channel, replace(words, text="")) == ()
    picture = AssetFile(tmp_path / "a.png", "image/png")
    (alone,) = said(channel, replace(words, assets=(film, captions, picture)))
    assert alone.startswith("A video stands alone in a post on X")
    (choctaw,) = said(channel, replace(words, assets=filmed(tmp_path, lang="cho")))
    assert choctaw.startswith("X takes no captions in the language")
    (narrow,) = said(channel, replace(words, assets=filmed(tmp_path, size=(300, 1000))))
    assert "too narrow" in narrow
    (long,) = said(channel, replace(words, assets=filmed(tmp_path, seconds=126 * 60)))
    assert "longer than 125 minutes" in long
    assert said(channel, replace(words, assets=filmed(tmp_path, alt="x" * 1001))) == ()
