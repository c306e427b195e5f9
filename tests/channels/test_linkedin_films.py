"""Films on LinkedIn: in parts where LinkedIn says, with their captions as SubRip, prepared before the post is made."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from channels.conformance import post
from filmed import filmed, prepared, said
from masthead.channels.errors import ChannelError, RateLimited, Reauth, Rejected, Transient
from masthead.channels.linkedin.channel import LinkedIn
from masthead.channels.linkedin.transcripts import locale_of
from masthead.channels.outcomes import Absent, Done, Found, Unknown
from masthead.channels.post import AssetFile, Pending, Post
from masthead.channels.ref import Ref
from masthead.kernel.refusals import Refused
from peers.linkedin import NUMBER, TOKEN, LinkedInServer

SUBRIP = "1\n00:00:00,000 --> 00:00:02,000\nOnce upon a time"


@pytest.fixture
def server() -> LinkedInServer:
    return LinkedInServer(part=30_000)


@pytest.fixture
def words(tmp_path: Path) -> Post:
    return post("Come and listen.", assets=filmed(tmp_path))


def page(server: LinkedInServer) -> LinkedIn:
    return LinkedIn(NUMBER, TOKEN, transport=httpx.MockTransport(server))


def test_a_film_goes_in_parts_with_its_captions_and_is_published_once_linkedin_has_prepared_it(
    server: LinkedInServer, words: Post
) -> None:
    server.video_states = ["PROCESSING", "PROCESSING", "AVAILABLE"]
    channel, told = page(server), []
    pending = channel.begin_in_pieces(words, "key", lambda: told.append(1))
    ((name, film),) = server.videos.items()
    assert film["file"] == words.assets[0].path.read_bytes()
    assert (len(film["parts"]), len(told)) == (4, 5)
    locale, captions = film["captions"]
    assert (locale, captions.strip()) == ({"language": "EN", "country": "US", "variant": "AMERICAN"}, SUBRIP)
    assert server.with_token == [], "a part is let in by its address alone"
    assert not pending.ready
    for _ in range(2):
        pending = channel.advance(pending)
        assert not pending.ready
    assert server.posts == {}
    pending = channel.advance(pending)
    assert pending.ready
    done = channel.commit(pending)
    assert isinstance(done, Done)
    assert server.posts[done.ref.native_id]["content"] == {"media": {"id": name}}
    assert isinstance(channel.probe(pending), Found)
    read = channel.read_back(done.ref)
    assert read is not None and read.text == "Come and listen."


def test_a_film_without_captions_asks_for_no_place_for_them(server: LinkedInServer, tmp_path: Path) -> None:
    words = post(assets=filmed(tmp_path, captioned=False))
    assert isinstance(page(server).commit(prepared(page(server), words)), Done)
    (film,) = server.videos.values()
    assert (film["wants_captions"], film["captions"]) == (False, None)


@pytest.mark.parametrize("fault", ["500", "503", "deaf", "drop", "html", "away"])
@pytest.mark.parametrize("where", ["/uploadedVideo", "/ambry-captions/V7000"])
def test_a_part_whose_answer_was_lost_is_sent_again_and_the_upload_goes_on(
    server: LinkedInServer, words: Post, fault: str, where: str
) -> None:
    server.plan(fault, where)
    server.plan(fault, where)
    page(server).begin(words, "key")
    (film,) = server.videos.values()
    assert film["file"] == words.assets[0].path.read_bytes()
    assert film["captions"]


@pytest.mark.parametrize(
    ("fault", "where", "error"),
    [
        ("500", "/rest/videos", Transient),
        ("drop", "/rest/videos", Transient),
        ("429", "/uploadedVideo", RateLimited),
        ("401", "/rest/videos", Reauth),
        ("403", "/rest/videos", Reauth),
        ("400", "/ambry-captions/V7000", Rejected),
    ],
)
def test_a_fault_in_the_middle_of_an_upload_shows_nothing_and_the_next_attempt_posts_once(
    server: LinkedInServer, words: Post, fault: str, where: str, error: type[ChannelError]
) -> None:
    channel = page(server)
    server.plan(fault, where)
    with pytest.raises(error) as raised:
        channel.begin(words, "key")
    assert raised.value.sentence.endswith(".")
    assert server.posts == {}
    assert isinstance(channel.commit(prepared(channel, words)), Done)
    assert len(server.posts) == 1


def test_an_upload_that_breaks_off_again_and_again_waits_for_a_better_hour(server: LinkedInServer, words: Post) -> None:
    for _ in range(3):
        server.plan("500", "/uploadedVideo")
    with pytest.raises(Transient, match="upload of the video to LinkedIn broke off"):
        page(server).begin(words, "key")


def test_an_upload_ends_at_once_where_nobody_wants_it_any_more(server: LinkedInServer, words: Post) -> None:
    def lost() -> None:
        raise Refused("It is no longer this worker's to send.")

    with pytest.raises(Refused):
        page(server).begin_in_pieces(words, "key", lost)
    (film,) = server.videos.values()
    assert len(film["parts"]) == 1


def test_a_film_linkedin_cannot_use_is_told_in_its_words_with_the_cure(server: LinkedInServer, words: Post) -> None:
    channel = page(server)
    pending = channel.begin(words, "key")
    server.video_states = ["PROCESSING_FAILED"]
    with pytest.raises(Rejected, match="LinkedIn cannot use the video: The codec is not supported") as refused:
        channel.advance(pending)
    assert "MP4" in refused.value.cure
    server.videos.clear()
    with pytest.raises(Rejected, match="no longer has the prepared video") as refused:
        channel.advance(pending)
    assert "Release" in refused.value.cure
    assert server.posts == {}


@pytest.mark.parametrize("fault", ["500", "deaf", "drop"])
def test_a_restart_goes_on_with_the_film_linkedin_has_and_posts_once(
    server: LinkedInServer, words: Post, fault: str
) -> None:
    server.video_states = ["PROCESSING"]
    kept = page(server).begin(words, "key")
    pending = Pending(words, "key", ready=False, state=dict(kept.state))
    while not pending.ready:
        pending = page(server).advance(pending)
    server.plan(fault, "/rest/posts")
    assert isinstance(page(server).commit(pending), Unknown)
    assert isinstance(page(server).probe(pending), Found if fault == "drop" else Absent)
    page(server).commit(pending)
    assert (len(server.posts), len(server.videos)) == (1, 1)


def test_neither_the_token_nor_the_film_goes_to_a_strangers_server(server: LinkedInServer, words: Post) -> None:
    server.upload_host = "www.linkedin.com.evil.example"
    with pytest.raises(Transient, match=r"not its own|broke off"):
        page(server).begin(words, "key")
    (film,) = server.videos.values()
    assert film["parts"] == {}


def test_a_token_that_dies_while_linkedin_works_asks_a_person(server: LinkedInServer, words: Post) -> None:
    channel = page(server)
    pending = channel.begin(words, "key")
    server.tokens.clear()
    with pytest.raises(Reauth, match="sign-in"):
        channel.advance(pending)


def test_what_does_not_fit_is_known_before_sending(server: LinkedInServer, words: Post, tmp_path: Path) -> None:
    channel = page(server)
    film, captions = words.assets
    assert said(channel, words) == ()
    picture = AssetFile(tmp_path / "a.png", "image/png")
    (alone,) = said(channel, replace(words, assets=(film, captions, picture)))
    assert alone.startswith("A video stands alone in a post on LinkedIn")
    (choctaw,) = said(channel, replace(words, assets=filmed(tmp_path, lang="cho")))
    assert choctaw.startswith("LinkedIn takes no captions in the language")
    (short,) = said(channel, replace(words, assets=filmed(tmp_path, seconds=2)))
    assert "shorter than 3 seconds" in short
    (light,) = said(channel, replace(words, assets=filmed(tmp_path, frames=1000)))
    assert "smaller than 75 KB" in light
    answer = replace(words, assets=filmed(tmp_path), reply_to=Ref("urn:li:comment:(urn:li:activity:1,2)"))
    assert said(channel, answer) == ("An answer on LinkedIn is words alone: take the pictures and videos away.",)


@pytest.mark.parametrize(("tag", "language"), [("es", "ES"), ("pt-BR", "PT"), ("ht", None), ("cho", None)])
def test_a_language_is_named_as_linkedin_names_it_or_not_taken(tag: str, language: str | None) -> None:
    assert (locale_of(tag) or {}).get("language") == language
