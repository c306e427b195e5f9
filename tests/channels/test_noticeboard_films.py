"""A film on the Noticeboard: in one post, with its captions and pictures beside it, and nowhere before or after."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from channels.conformance import post, published
from filmed import filmed, said
from films import CAPTIONS
from masthead.agencies.models import Agency
from masthead.channels.errors import Rejected
from masthead.channels.noticeboard.channel import Noticeboard, connect
from masthead.channels.noticeboard.models import NoticeboardFilm, NoticeboardPost
from masthead.channels.outcomes import Done
from masthead.channels.post import AssetFile, Post
from masthead.channels.ref import Ref


@pytest.fixture
def board(agency: Agency, settings: object, tmp_path: Path) -> Noticeboard:
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    return connect({"handle": "library-news"}, {})  # type: ignore[return-value]


@pytest.fixture
def picture(tmp_path: Path) -> AssetFile:
    path = tmp_path / "map.png"
    path.write_bytes(b"\x89PNG a map")
    return AssetFile(path, "image/png", "A map of Elm Street")


def with_film(folder: Path, *more: AssetFile, **made: object) -> Post:
    return post("Story hour, again on Tuesday.", assets=(*filmed(folder, **made), *more))  # type: ignore[arg-type]


def test_a_post_shows_its_film_with_captions_and_a_picture_beside_it(
    board: Noticeboard, picture: AssetFile, tmp_path: Path
) -> None:
    words = with_film(tmp_path, picture, size=(1920, 1080), lang="es")
    assert said(board, words) == ()
    published(board, words)
    film = NoticeboardFilm.objects.get()
    assert film.file.read() == (tmp_path / "story-hour.mp4").read_bytes()
    assert (film.alt, film.width, film.height) == ("A story is read aloud", 1920, 1080)
    assert film.captions.read() == CAPTIONS
    assert (film.captions_lang, film.captions_called) == ("es", "Español")
    assert [image.alt for image in film.post.images.all()] == ["A map of Elm Street"]


def test_a_film_without_captions_beside_it_has_none(board: Noticeboard, tmp_path: Path) -> None:
    published(board, with_film(tmp_path, captioned=False))
    assert not NoticeboardFilm.objects.get().captions


def test_nothing_names_the_film_before_the_post_is_committed_and_one_post_does_after(
    board: Noticeboard, tmp_path: Path
) -> None:
    pending = board.begin(with_film(tmp_path), "key")
    assert not NoticeboardFilm.objects.exists()
    done = board.commit(pending)
    assert isinstance(done, Done)
    assert board.commit(pending) == done
    assert NoticeboardFilm.objects.get().post == NoticeboardPost.objects.get()


def test_an_edit_keeps_the_film(board: Noticeboard, tmp_path: Path) -> None:
    ref, _ = published(board, with_film(tmp_path))
    board.edit(ref, post("Story hour, again on Wednesday."))
    assert NoticeboardPost.objects.get().film.alt == "A story is read aloud"


def test_a_film_half_written_by_a_worker_that_was_killed_is_written_anew(board: Noticeboard, tmp_path: Path) -> None:
    words = with_film(tmp_path)
    published(board, words)
    name = str(NoticeboardFilm.objects.get().file.name)
    default_storage.delete(name)
    default_storage.save(name, ContentFile(b"half of it"))
    board.begin(words, "another")
    whole = (tmp_path / "story-hour.mp4").read_bytes()
    with default_storage.open(name) as stored:
        assert stored.read() == whole
    assert len(default_storage.listdir("noticeboard")[1]) == 2, "the film and its captions, once each"


def test_what_it_does_not_take_is_said_while_writing_and_again_before_sending(
    board: Noticeboard, picture: AssetFile, tmp_path: Path
) -> None:
    film, captions = filmed(tmp_path)
    two = post(assets=(film, film, picture))
    assert said(board, two) == ("One video goes with a post on the Noticeboard from here.",)
    assert said(board, post(assets=(captions,))) == (
        "One file of captions goes with a video on the Noticeboard, and none without one.",
    )
    answer = post(assets=(film, captions), reply_to=Ref("comment:1"))
    assert said(board, answer) == ("The Noticeboard shows no pictures and videos in answers to comments.",)
    with pytest.raises(Rejected, match="One video"):
        board.begin(two, "key")
    assert not default_storage.exists("noticeboard")
