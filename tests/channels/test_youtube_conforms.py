"""The YouTube connector keeps the port on a YouTube that keeps YouTube's own discovery document."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from channels import conformance
from channels.conformance import AT, Conformance, drained, published
from masthead.channels.errors import ChannelError, RateLimited, Reauth, Rejected, Transient
from masthead.channels.outcomes import Absent, CannotTell, Found, Unknown
from masthead.channels.post import AssetFile, Post
from masthead.channels.ref import Ref
from masthead.channels.youtube.account import YouTube
from masthead.channels.youtube.api import CALIFORNIA
from masthead.channels.youtube.channel import connect
from masthead.channels.youtube.words import mark_of, version_of
from masthead.kernel.clock import now
from masthead.kernel.refusals import Refused
from peers.youtube import DOCUMENT, ME, TOKEN, YouTubeServer, departs

plain_post = conformance.post
_FILMS: list[Path] = []


@pytest.fixture(autouse=True)
def film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A post on this channel is a video: what the suite says goes with one, but for answers."""
    path = tmp_path / "story-hour.mp4"
    path.write_bytes(b"\0\0\0\x18ftypisom" + bytes(9000))
    monkeypatch.setattr(conformance, "post", post)
    _FILMS[:] = [path]
    return path


def post(text: str = "The library opens at nine.", **more: object) -> Post:
    files = () if "reply_to" in more else (AssetFile(_FILMS[0], "video/mp4", "A story is read"),)
    return plain_post(text, **{"assets": files, **more})


class ChannelPeer:
    def __init__(self) -> None:
        self.server = YouTubeServer()
        self.channel = YouTube(ME, TOKEN, transport=httpx.MockTransport(self.server))

    def says(self, post: Ref, text: str) -> Ref:
        said = self.server.says(post.native_id.partition(":")[2], text)
        return Ref(f"comment:{said['id']}", version_of(text))

    def rewords(self, comment: Ref, text: str) -> None:
        self.server.comments[comment.native_id.partition(":")[2]]["snippet"]["textDisplay"] = text

    def removes(self, comment: Ref) -> None:
        del self.server.comments[comment.native_id.partition(":")[2]]


@pytest.fixture
def tube() -> ChannelPeer:
    return ChannelPeer()


def ready(tube: ChannelPeer, words: Post | None = None, key: str = "key"):
    pending = tube.channel.begin(words or post(), key)
    while not pending.ready:
        pending = tube.channel.advance(pending)
    return pending


class TestYouTube(Conformance):
    @pytest.fixture
    def peer(self, tube: ChannelPeer) -> ChannelPeer:
        return tube

    def test_what_was_published_is_read_back_word_for_word(self, peer: ChannelPeer) -> None:
        """Without the two signs that YouTube takes in no title and no description, which is said beforehand."""
        for words in ("Opening hours — naïve, 日本語, 👩‍👩‍👧 & more", "Story hour\n\nEvery Tuesday.\nBring a blanket."):
            ref, _ = published(peer.channel, post(words))
            read = peer.channel.read_back(ref)
            assert read is not None
            assert read.text == words
            assert read.ref.url == f"https://www.youtube.com/watch?v={ref.native_id[6:]}"
        assert peer.channel.measure(post("<b>tags</b>")).violations == (
            "YouTube takes neither < nor > in a title or description: write it in words.",
        )

    def test_a_video_is_private_until_it_is_published_and_loses_its_mark_then(
        self, peer: ChannelPeer, film: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "words.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nOnce upon a time\n")
        captions = AssetFile(tmp_path / "words.vtt", "text/vtt")
        words = post(assets=(AssetFile(film, "video/mp4"), captions))
        peer.server.processing = ["uploaded", "processed"]
        pending = peer.channel.begin(words, "key")
        video = peer.server.videos[str(pending.state["video"])]
        assert (video["status"]["privacyStatus"], video["snippet"]["tags"]) == ("private", [mark_of("key")])
        assert peer.server.files[video["id"]] == film.read_bytes()
        assert not peer.channel.advance(pending).ready
        assert peer.channel.advance(pending).ready
        again = peer.channel.begin(words, "key")
        assert (again.state, len(peer.server.videos), len(peer.server.captions)) == (pending.state, 1, 1)
        peer.channel.commit(pending)
        assert peer.server.public() == [video]
        assert "tags" not in video["snippet"]

    def test_publishing_twice_is_publishing_once(self, peer: ChannelPeer) -> None:
        pending = ready(peer)
        first, second = peer.channel.commit(pending), peer.channel.commit(pending)
        assert first == second
        assert len(peer.server.public()) == 1

    def test_an_answer_to_an_answer_goes_under_the_comment_that_began_it(self, peer: ChannelPeer) -> None:
        ref, _ = published(peer.channel)
        first = peer.server.says(ref.native_id[6:], "When?")
        second = peer.server.says(ref.native_id[6:], "Yes, when?", parent=first["id"])
        events, _ = drained(peer.channel)
        assert [event.parent_ref.native_id for event in events] == [ref.native_id, f"comment:{first['id']}"]
        reply, _ = published(peer.channel, post("On Monday.", reply_to=Ref(f"comment:{second['id']}")))
        assert peer.server.comments[reply.native_id[8:]]["snippet"]["parentId"] == first["id"]
        on_the_video, _ = published(peer.channel, post("Thank you all.", reply_to=ref))
        assert peer.channel.read_back(on_the_video).text == "Thank you all."
        assert peer.channel.read_back(peer.channel.edit(reply, post("On Tuesday."))).text == "On Tuesday."
        assert [event.text for event in drained(peer.channel)[0]] == ["When?", "Yes, when?"]
        for _ in range(2):
            peer.channel.delete_own(reply)
        assert peer.channel.read_back(reply) is None

    def test_hundreds_of_comments_and_answers_are_taken_in_whole(self, peer: ChannelPeer) -> None:
        ref, _ = published(peer.channel)
        for number in range(230):
            said = peer.says(ref, f"Comment {number}")
        for number in range(12):
            peer.server.says(ref.native_id[6:], f"Answer {number}", parent=said.native_id[8:])
        events, cursor = drained(peer.channel)
        assert len({event.native_id for event in events}) == 242
        peer.server.calls.clear()
        assert drained(peer.channel, cursor)[0] == []
        assert peer.server.calls == ["commentThreads.list"]

    def test_a_rewording_is_told(self, peer: ChannelPeer) -> None:
        ref, _ = published(peer.channel)
        comment = peer.says(ref, "First wording")
        _, cursor = drained(peer.channel)
        peer.rewords(comment, "Second wording")
        assert [(e.kind, e.text) for e in drained(peer.channel, cursor)[0]] == [("edited", "Second wording")]

    def test_an_edit_keeps_what_is_set_on_youtube(self, peer: ChannelPeer) -> None:
        ref, _ = published(peer.channel)
        video = peer.server.videos[ref.native_id[6:]]
        video["snippet"].update(tags=["library"], categoryId="22")
        peer.channel.edit(ref, plain_post("New words"))
        assert (video["snippet"]["tags"], video["snippet"]["categoryId"]) == (["library"], "22")
        with pytest.raises(Rejected, match="neither"):
            peer.channel.edit(ref, plain_post("<New words>"))


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("quotaExceeded", RateLimited),
        ("rateLimitExceeded", RateLimited),
        ("401", Reauth),
        ("403", Rejected),
        ("404", Rejected),
        ("away", Transient),
    ],
)
def test_what_certainly_was_not_done_is_an_error_the_outbox_knows(
    tube: ChannelPeer, fault: str, error: type[ChannelError]
) -> None:
    pending = ready(tube)
    tube.server.plan(fault, "/v3/videos")
    with pytest.raises(error) as raised:
        tube.channel.commit(pending)
    assert str(raised.value).endswith(".")
    assert tube.server.public() == []
    if fault == "quotaExceeded":
        midnight = raised.value.until.astimezone(CALIFORNIA)
        assert (midnight.hour, midnight.minute) == (0, 0)
        assert timedelta(0) < raised.value.until - now() <= timedelta(hours=25)


@pytest.mark.parametrize("fault", ["500", "502", "504", "html", "deaf", "drop"])
def test_a_lost_answer_to_commit_is_unknown_and_never_an_error(tube: ChannelPeer, fault: str) -> None:
    pending = ready(tube)
    tube.server.plan(fault, "/v3/videos")
    assert isinstance(tube.channel.commit(pending), Unknown)
    assert isinstance(tube.channel.probe(pending), Found if fault == "drop" else Absent)


@pytest.mark.parametrize("where", ["/upload/youtube/v3/videos", "/upload/session"])
@pytest.mark.parametrize("fault", ["deaf", "drop", "500", "html"])
def test_an_upload_whose_answer_was_lost_is_not_uploaded_twice(tube: ChannelPeer, fault: str, where: str) -> None:
    tube.server.plan(fault, where)
    with pytest.raises(Transient):
        tube.channel.begin(post(), "key")
    tube.channel.begin(post(), "key")
    assert len(tube.server.videos) == 1


def test_no_more_uploads_today_waits_and_uploads_nothing(tube: ChannelPeer) -> None:
    tube.server.plan("uploadLimitExceeded", "/upload/youtube/v3/videos")
    with pytest.raises(RateLimited):
        tube.channel.begin(post(), "key")
    assert tube.server.videos == {}


def test_a_large_video_goes_in_pieces(tube: ChannelPeer, film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("masthead.channels.youtube.api.CHUNK", 256 * 1024)
    film.write_bytes(bytes(range(256)) * 2500)
    pieces: list[int] = []
    pending = tube.channel.begin_in_pieces(post(), "key", lambda: pieces.append(1))
    assert tube.server.files[str(pending.state["video"])] == film.read_bytes()
    assert len(pieces) == 2, "told after each piece but the last"


def test_an_upload_ends_at_once_where_nobody_wants_it_any_more(
    tube: ChannelPeer, film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("masthead.channels.youtube.api.CHUNK", 256 * 1024)
    film.write_bytes(bytes(range(256)) * 2500)

    def lost() -> None:
        raise Refused("It is no longer this worker's to send.")

    with pytest.raises(Refused):
        tube.channel.begin_in_pieces(post(), "key", lost)
    assert [len(so_far) for _, _, so_far in tube.server.sessions.values()] == [256 * 1024]
    assert tube.server.videos == {}


@pytest.mark.parametrize("host", ["googleapis.com.evil.example", "evilgoogleapis.com"])
def test_the_token_follows_no_upload_to_a_strangers_server(tube: ChannelPeer, host: str) -> None:
    tube.server.session_host = host
    with pytest.raises(Transient, match="not Google's"):
        tube.channel.begin(post(), "key")
    assert tube.server.videos == {}


def test_an_app_google_has_not_audited_is_told_so(tube: ChannelPeer) -> None:
    tube.server.audited = False
    with pytest.raises(Rejected, match="private") as refusal:
        tube.channel.commit(ready(tube))
    assert "audited" in refusal.value.cure


def test_a_video_youtube_cannot_use_is_told_with_its_cure(tube: ChannelPeer) -> None:
    tube.server.processing = ["failed"]
    pending = tube.channel.begin(post(), "key")
    tube.server.videos[str(pending.state["video"])]["status"]["failureReason"] = "codec"
    with pytest.raises(Rejected, match="encoded"):
        tube.channel.advance(pending)


def test_a_prepared_video_deleted_meanwhile_is_told(tube: ChannelPeer) -> None:
    pending = ready(tube)
    tube.server.videos.clear()
    for act in (tube.channel.commit, tube.channel.advance):
        with pytest.raises(Rejected, match="deleted"):
            act(pending)


def test_an_answer_whose_fate_is_unknown_is_found_or_left_to_a_person(tube: ChannelPeer) -> None:
    ref, _ = published(tube.channel, post())
    comment = tube.says(ref, "When?")
    for fault, expected in (("deaf", CannotTell), ("drop", Found)):
        for answered, path in ((comment, "/v3/comments"), (ref, "/v3/commentThreads")):
            pending = tube.channel.begin(post(f"On Monday, {fault}.", reply_to=answered), fault)
            tube.server.plan(fault, path)
            assert isinstance(tube.channel.commit(pending), Unknown)
            assert isinstance(tube.channel.probe(pending), expected)


def test_a_token_that_dies_in_mid_batch_asks_a_person(tube: ChannelPeer) -> None:
    pending = ready(tube)
    tube.server.token = "another"
    for act in (lambda: tube.channel.commit(pending), lambda: tube.channel.pull("comments", "", at=AT)):
        with pytest.raises(Reauth, match="sign-in"):
            act()
    assert tube.server.public() == []


def test_what_does_not_fit_is_known_before_sending(tube: ChannelPeer, film: Path) -> None:
    def said(words: Post) -> tuple[str, ...]:
        return tube.channel.measure(words).violations

    asset = AssetFile(film, "video/mp4")
    assert said(plain_post()) == ("A post on YouTube is one MP4 video; this has none.",)
    assert said(plain_post(assets=(asset, asset))) == ("A post on YouTube is one MP4 video; this has 2.",)
    assert any("image/png" in each for each in said(plain_post(assets=(asset, AssetFile(film, "image/png")))))
    assert any("title" in each for each in said(post("t" * 101 + "\n\nBody")))
    assert tube.channel.measure(post("é" * 2501)).over_from == 2500
    assert tube.channel.measure(replace(plain_post("a" * 10_001), reply_to=Ref("comment:1"))).over_from == 10_000


def test_the_profile_says_whose_channel_it_is_and_when_the_sign_in_ends() -> None:
    transport, ends = httpx.MockTransport(YouTubeServer()), datetime(2027, 1, 2, tzinfo=UTC)
    profile = YouTube(ME, TOKEN, ends=ends, transport=transport).profile()
    assert (profile.handle, profile.extra["author_id"], profile.credentials_end) == ("@citylibrary", ME, ends)
    with pytest.raises(Rejected, match="another channel"):
        YouTube("UCanother", TOKEN, transport=transport).profile()


def test_the_library_is_not_loaded_before_the_first_call() -> None:
    asked = (
        "import sys, masthead.channels.youtube.channel as channel;"
        "print('googleapiclient' in sys.modules, channel.DESCRIPTION.proved)"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "contract"]
    assert connect({"channel": ME}, {"access_token": TOKEN}).describe().id == "youtube"


def test_the_simulator_refuses_what_the_document_does_not_know() -> None:
    assert departs({"snippet": {"titel": "x"}}, "Video") == "VideoSnippet has no snippet.titel"
    assert departs({"status": {"privacyStatus": "hidden"}}, "Video") == "status.privacyStatus cannot be hidden"
    assert departs({"snippet": {"tags": "x"}}, "Video") == "snippet.tags is a list"
    assert DOCUMENT["version"] == "v3"
