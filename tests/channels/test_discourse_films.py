"""Films on a forum: its own rules asked first, sent in pieces, shown once, and kept by an edit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from PIL import Image

from channels.conformance import post, published
from channels.discourse_faults import WHILE_UPLOADING
from filmed import filmed, said
from masthead.channels import films
from masthead.channels.discourse.channel import Discourse
from masthead.channels.discourse.forum import Forum
from masthead.channels.errors import ChannelError, Rejected
from masthead.channels.outcomes import Done, Found, Unknown
from masthead.channels.post import AssetFile, Post
from masthead.channels.ref import Ref
from masthead.channels.upload_port import UploadsInPieces
from masthead.kernel.refusals import Refused
from peers.discourse import ADDRESS, CATEGORY, KEY, USER, ForumServer


@pytest.fixture
def forum() -> ForumServer:
    return ForumServer()


@pytest.fixture
def channel(forum: ForumServer) -> Discourse:
    return Discourse(Forum(ADDRESS, USER, KEY, transport=httpx.MockTransport(forum)), str(CATEGORY))


@pytest.fixture
def words(tmp_path: Path) -> Post:
    return post("Story hour, again on Tuesday\n\nCome.", assets=filmed(tmp_path, captioned=False))


def raw(forum: ForumServer, ref: Ref) -> str:
    return str(forum.posts[int(ref.native_id)]["raw"])


def test_a_film_is_shown_beside_a_picture_and_kept_by_an_edit(
    forum: ForumServer, channel: Discourse, words: Post, tmp_path: Path
) -> None:
    Image.new("RGB", (40, 30), "navy").save(tmp_path / "map.png")
    picture = AssetFile(tmp_path / "map.png", "image/png", "Map of the way")
    ref, pending = published(channel, replace(words, assets=(*words.assets, picture)))
    shown = "\n\n![A story is read aloud|video](upload://film1.mp4)\n\n![Map of the way](upload://picture2.png)"
    assert raw(forum, ref) == f"Come.{shown}"
    assert forum.uploads[0] == words.assets[0].path.read_bytes()
    assert isinstance(channel.probe(pending), Found)
    read = channel.read_back(ref)
    assert read is not None and read.text == words.text
    edited = channel.edit(ref, post("Story hour, again on Tuesday\n\nCome at ten."))
    assert raw(forum, edited) == f"Come at ten.{shown}"


def test_an_answer_may_show_a_film_too(forum: ForumServer, channel: Discourse, words: Post) -> None:
    ref, _ = published(channel, post("Which day suits you best?"))
    answer, _ = published(channel, replace(words, text="See for yourself.", reply_to=ref))
    assert raw(forum, answer).endswith("|video](upload://film1.mp4)")


def test_a_bar_in_its_name_leaves_it_a_film(forum: ForumServer, channel: Discourse, words: Post) -> None:
    film = replace(words.assets[0], alt="Songs | rhymes [for all]")
    ref, _ = published(channel, replace(words, assets=(film,)))
    assert r"![Songs rhymes \[for all\]|video](upload://film1.mp4)" in raw(forum, ref)


@pytest.mark.parametrize(
    ("rules", "told", "cure"),
    [
        ({"authorized_extensions": "jpg|png"}, "The forum takes no videos.", "add mp4"),
        ({"max_attachment_size_kb": 50}, "takes files of at most 0.0512 MB, and the video is larger", "size kb"),
    ],
    ids=["its kind", "its size"],
)
def test_what_a_forum_does_not_take_is_told_before_a_byte_is_sent(
    forum: ForumServer, channel: Discourse, words: Post, rules: dict, told: str, cure: str
) -> None:
    assert forum.settings is not None
    forum.settings |= rules
    forum.plan("500", "/uploads.json")
    with pytest.raises(Rejected, match=told) as refused:
        channel.begin(words, "key")
    assert cure in refused.value.cure


@pytest.mark.parametrize("rules", [{"authorized_extensions": "png|*"}, {"authorized_extensions_for_staff": ".MP4"}])
def test_what_a_forum_takes_by_any_of_its_rules_is_left_to_it(
    forum: ForumServer, channel: Discourse, words: Post, rules: dict
) -> None:
    assert forum.settings is not None
    forum.settings |= {"authorized_extensions": "png", **rules}
    with pytest.raises(Rejected, match="did not take the video: Sorry"):
        channel.begin(words, "key")


def test_a_forum_that_tells_visitors_nothing_is_sent_the_film_or_says_no_itself(
    forum: ForumServer, channel: Discourse, words: Post
) -> None:
    forum.settings = None
    assert isinstance(channel.commit(channel.begin(words, "key")), Done)
    with pytest.raises(Rejected, match="did not take the video: Sorry, the file you are trying") as refused:
        with words.assets[0].path.open("r+b") as film:
            film.truncate(11_000_000)
        channel.begin(words, "another")
    assert "max attachment size kb" in refused.value.cure


def test_a_server_before_the_forum_that_lets_nothing_so_large_through_is_told_so(
    forum: ForumServer, channel: Discourse, words: Post
) -> None:
    forum.most = 50_000
    with pytest.raises(Rejected, match="takes no file as large as the video") as refused:
        channel.begin(words, "key")
    assert "through its server" in refused.value.cure


@pytest.mark.parametrize(("fault", "error"), WHILE_UPLOADING)
def test_a_fault_in_the_middle_of_an_upload_shows_nothing_and_the_next_attempt_posts_once(
    forum: ForumServer, channel: Discourse, words: Post, fault: str, error: type[ChannelError]
) -> None:
    forum.plan(fault, "/uploads.json")
    with pytest.raises(error) as raised:
        channel.begin(words, "key")
    assert raised.value.sentence.endswith(".")
    assert forum.titles() == []
    assert isinstance(channel.commit(channel.begin(words, "key")), Done)
    assert forum.titles() == ["Story hour, again on Tuesday"]
    assert len(forum.uploads) == 1


def test_a_lost_answer_to_the_post_itself_is_looked_for(forum: ForumServer, channel: Discourse, words: Post) -> None:
    pending = channel.begin(words, "key")
    forum.plan("drop", "/posts.json")
    assert isinstance(channel.commit(pending), Unknown)
    assert isinstance(channel.probe(pending), Found)
    assert forum.titles() == ["Story hour, again on Tuesday"]


def test_a_long_upload_tells_of_itself_and_ends_where_nobody_wants_it_any_more(
    forum: ForumServer, channel: Discourse, words: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(films, "PIECE", 30_000)
    told: list[int] = []
    assert isinstance(channel, UploadsInPieces)
    channel.begin_in_pieces(words, "key", lambda: told.append(1))
    assert told
    forum.uploads.clear()

    def lost() -> None:
        raise Refused("It is no longer this worker's to send.")

    with pytest.raises(Refused):
        channel.begin_in_pieces(words, "key", lost)
    assert forum.uploads == []


def test_what_does_not_fit_is_known_before_sending(channel: Discourse, words: Post, tmp_path: Path) -> None:
    (film,), picture = words.assets, AssetFile(tmp_path / "map.png", "image/png", "Map")
    assert said(channel, replace(words, assets=(film, picture))) == ()
    (two,) = said(channel, replace(words, assets=(film, film)))
    assert two == "One video goes with a post on the forum from here."
    (captions,) = said(channel, replace(words, assets=filmed(tmp_path)))
    assert captions.startswith("The forum takes no file of captions.")
    (other,) = said(channel, replace(words, assets=(replace(film, mime="video/quicktime"),)))
    assert other.endswith("the forum takes JPEG, PNG, WebP, GIF and MP4 here.")
