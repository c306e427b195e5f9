"""Films on WordPress itself: shown with their captions, uploaded once, refused with a cure, gone with their post."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from PIL import Image

from channels.conformance import post, published
from filmed import filmed, said
from masthead.channels.errors import Rejected, Transient
from masthead.channels.outcomes import Absent, Done
from masthead.channels.post import AssetFile, Post
from masthead.channels.upload_port import UploadsInPieces
from masthead.channels.wordpress.channel import WordPress
from masthead.channels.wordpress.rest import Rest
from masthead.kernel.refusals import Refused
from peers.wordpress import WordPressSite, wordpress
from peers.wordpress_people import WordPressPeer


@pytest.fixture(scope="module")
def site() -> Iterator[WordPressSite]:
    with wordpress() as site:
        yield site


@pytest.fixture
def peer(site: WordPressSite) -> WordPressPeer:
    return WordPressPeer(site)


@pytest.fixture
def words(tmp_path: Path) -> Post:
    """Under a title of its own, which its files bear too."""
    return post(f"Story hour {uuid4().hex}\n\nCome and listen.", assets=filmed(tmp_path, lang="es"))


@pytest.mark.wordpress
@pytest.mark.slow
class TestOnTheSite:
    def test_a_visitor_is_shown_the_film_with_its_captions_beside_a_picture(
        self, peer: WordPressPeer, words: Post, tmp_path: Path
    ) -> None:
        Image.new("RGB", (640, 360), "navy").save(tmp_path / "map.png")
        picture = AssetFile(tmp_path / "map.png", "image/png", "Map of the way")
        ref, _ = published(peer.channel, replace(words, assets=(picture, *words.assets)))
        page = peer.visitor_sees(ref)
        film, captions = _addresses(peer, words)
        assert f'<video controls src="{film}"><track src="{captions}" label="Español" srclang="es"' in page
        assert 'kind="captions"' in page
        assert 'alt="Map of the way"' in page
        assert httpx.get(film, timeout=30).content == words.assets[0].path.read_bytes()
        shown = httpx.get(captions, timeout=30)
        assert shown.headers["content-type"].startswith("text/vtt")
        assert shown.content == words.assets[1].path.read_bytes()
        read = peer.channel.read_back(ref)
        assert read is not None
        assert read.text == words.text

    def test_it_is_uploaded_once_unlisted_until_the_post_is_out_kept_by_an_edit_and_gone_with_it(
        self, peer: WordPressPeer, words: Post
    ) -> None:
        key = f"masthead-{uuid4().hex}"
        pending = [peer.channel.begin(words, key) for _ in range(2)][1]
        assert _listed(peer, words) == []
        assert peer.channel.probe(pending) == Absent()
        done = peer.channel.commit(pending)
        assert isinstance(done, Done)
        files = _addresses(peer, words)
        assert sorted(_listed(peer, words)) == sorted(files)
        edited = peer.channel.edit(done.ref, post("Story hour\n\nCome and listen at ten."))
        page = peer.visitor_sees(edited)
        assert "at ten" in page
        assert all(file in page for file in files)
        peer.channel.delete_own(edited)
        assert [httpx.get(file, timeout=30).status_code == 200 for file in files] == [False, False]

    def test_preparing_it_again_changes_nothing_that_is_public(self, peer: WordPressPeer, words: Post) -> None:
        key = f"masthead-{uuid4().hex}"
        done = peer.channel.commit(peer.channel.begin(words, key))
        assert isinstance(done, Done)
        edited = peer.channel.edit(done.ref, post("Story hour\n\nCome and listen at ten."))
        peer.channel.begin(words, key)
        assert "at ten" in peer.visitor_sees(edited)

    @pytest.mark.parametrize("lost", [1, 2], ids=["the film", "its captions"])
    def test_a_file_whose_answer_was_lost_is_found_again(self, peer: WordPressPeer, words: Post, lost: int) -> None:
        key = f"masthead-{uuid4().hex}"
        with pytest.raises(Transient):
            _channel(peer, _LosesAnAnswer(lost)).begin(words, key)
        done = peer.channel.commit(peer.channel.begin(words, key))
        assert isinstance(done, Done)
        assert len(_listed(peer, words)) == 2

    @pytest.mark.parametrize("frames", [3_000_000, 9_000_000], ids=["than a file may be", "than a form may be"])
    def test_a_film_larger_than_php_takes_is_refused_with_the_cure(
        self, peer: WordPressPeer, words: Post, tmp_path: Path, frames: int
    ) -> None:
        with pytest.raises(Rejected, match="takes no file as large as the video") as refused:
            peer.channel.begin(replace(words, assets=filmed(tmp_path, frames=frames)), f"masthead-{uuid4().hex}")
        assert "upload_max_filesize" in refused.value.cure

    def test_a_server_before_the_site_that_lets_nothing_so_large_through_is_told_so_too(
        self, peer: WordPressPeer, words: Post
    ) -> None:
        with pytest.raises(Rejected, match="takes no file as large as the video"):
            _channel(peer, _LetsNothingLargeThrough()).begin(words, f"masthead-{uuid4().hex}")

    @pytest.mark.parametrize(
        ("rule", "told"),
        [
            ("add_filter('upload_mimes', fn ($t) => array_diff($t, ['video/mp4']));", "did not take the video: Sorry"),
            ("add_filter('upload_mimes', fn ($t) => array_diff($t, ['text/vtt']));", "the video’s captions: Sorry"),
            ("add_filter('content_save_pre', fn ($c) => preg_replace('/<track[^>]*>/', '', $c));", "the captions out"),
            ("add_filter('content_save_pre', fn ($c) => preg_replace('/<.?video[^>]*>/', '', $c));", "the video out"),
        ],
        ids=["no films", "no captions", "no track in a post", "no video in a post"],
    )
    def test_a_site_that_takes_no_films_or_no_captions_is_known_before_anything_is_public(
        self, peer: WordPressPeer, words: Post, rule: str, told: str
    ) -> None:
        key = f"masthead-{uuid4().hex}"
        with peer.site.rule(rule), pytest.raises(Rejected, match=told) as refused:
            peer.channel.begin(words, key)
        assert "Ask whoever runs the site" in refused.value.cure
        assert _listed(peer, words) == []
        assert isinstance(peer.channel.commit(peer.channel.begin(words, key)), Done)

    def test_captions_stay_for_a_user_whose_markup_the_site_filters(self, peer: WordPressPeer, words: Post) -> None:
        """As an Editor on a site of many sites is."""
        peer.site.php("get_role('editor')->remove_cap('unfiltered_html');")
        try:
            ref, _ = published(peer.channel, words)
        finally:
            peer.site.php("get_role('editor')->add_cap('unfiltered_html');")
        assert 'kind="captions"' in peer.visitor_sees(ref)

    def test_a_long_upload_tells_of_itself_and_ends_where_nobody_wants_it_any_more(
        self, peer: WordPressPeer, words: Post, tmp_path: Path
    ) -> None:
        long, told = replace(words, assets=filmed(tmp_path, frames=1_500_000)), []
        assert isinstance(peer.channel, UploadsInPieces)
        peer.channel.begin_in_pieces(long, f"masthead-{uuid4().hex}", lambda: told.append(1))
        assert told

        def lost() -> None:
            raise Refused("It is no longer this worker's to send.")

        key = f"masthead-{uuid4().hex}"
        with pytest.raises(Refused):
            peer.channel.begin_in_pieces(long, key, lost)
        assert isinstance(peer.channel.commit(peer.channel.begin(long, key)), Done)
        film, _ = _addresses(peer, long)
        assert httpx.get(film, timeout=30).content == long.assets[0].path.read_bytes()


def test_what_does_not_fit_is_known_before_sending(words: Post, tmp_path: Path) -> None:
    channel = WordPress(Rest("https://news.library.example", "desk", "a password"))
    picture = AssetFile(tmp_path / "map.png", "image/png", "Map")
    film, captions = words.assets
    assert said(channel, words) == ()
    assert said(channel, replace(words, text="", assets=(film, picture, captions))) == ()
    (two,) = said(channel, replace(words, assets=(film, film, captions)))
    assert two == "One video goes with a post on WordPress from here."
    (alone,) = said(channel, replace(words, assets=(captions,)))
    assert alone.startswith("One file of captions goes with a video on WordPress")
    other = said(channel, replace(words, assets=(replace(film, mime="video/quicktime"),)))
    assert other == ("story-hour.mp4 is video/quicktime; WordPress takes JPEG, PNG, WebP, GIF and MP4 here.",)


def test_an_address_that_would_end_a_comment_is_written_as_the_site_s_own_editor_writes_it(words: Post) -> None:
    made = {"id": 7, "source_url": "https://xn--bcherei-n2a.example/f?a=1&b=2"}

    def answers(asked: httpx.Request) -> httpx.Response:
        if "posts" in asked.url.params["rest_route"] and asked.method == "POST":
            return httpx.Response(200, json={"id": 3, "status": "draft", "content": {"raw": asked.read().decode()}})
        return httpx.Response(200, json=made if asked.method == "POST" else [])

    rest = Rest("https://news.library.example", "desk", "x", transport=httpx.MockTransport(answers))
    content = str(WordPress(rest).begin(words, "key").state["content"])
    comment, _, shown = content.partition("<!-- wp:video ")[2].partition(" -->")
    assert r'"src":"https://xn\u002d\u002dbcherei-n2a.example/f?a=1\u0026b=2"' in comment
    assert 'src="https://xn--bcherei-n2a.example/f?a=1&amp;b=2"' in shown


class _LosesAnAnswer(httpx.HTTPTransport):
    """A network that loses the answer to one of the files that are sent."""

    def __init__(self, which: int) -> None:
        super().__init__()
        self._left = which

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = super().handle_request(request)
        if _sends_a_file(request):
            self._left -= 1
            if self._left == 0:
                answer.read()
                raise httpx.ReadTimeout("the answer was lost", request=request)
        return answer


class _LetsNothingLargeThrough(httpx.HTTPTransport):
    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if _sends_a_file(request):
            return httpx.Response(413, html="<h1>413 Request Entity Too Large</h1>")
        return super().handle_request(request)


def _sends_a_file(request: httpx.Request) -> bool:
    return request.method == "POST" and request.url.params["rest_route"] == "/wp/v2/media"


def _channel(peer: WordPressPeer, transport: httpx.BaseTransport) -> WordPress:
    site = peer.site
    return WordPress(Rest(site.address, site.user, site.application_password, transport=transport))


def _listed(peer: WordPressPeer, words: Post) -> list[str]:
    """Addresses of the post's files, as far as the site lists them to anybody."""
    asked, title = {"rest_route": "/wp/v2/media", "per_page": "100"}, words.text.partition("\n")[0]
    found = [row["source_url"] for row in httpx.get(f"{peer.site.address}/", params=asked, timeout=30).json()]
    return [address for address in found if title.lower().replace(" ", "-") in address]


def _addresses(peer: WordPressPeer, words: Post) -> tuple[str, str]:
    """(the film, its captions) of a published post."""
    files = _listed(peer, words)
    return next(file for file in files if file.endswith(".mp4")), next(file for file in files if file.endswith(".vtt"))
