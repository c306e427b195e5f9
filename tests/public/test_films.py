"""A film on the Noticeboard, as a reader's browser and a feed reader meet it."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import uuid4

import feedparser
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

import factories
from films import CAPTIONS
from masthead.agencies.actors import Worker
from masthead.channels.noticeboard import board
from masthead.channels.noticeboard.models import NoticeboardFilm
from masthead.public.ranges import PIECE

CONTENT = bytes(range(256)) * 40
LAST = len(CONTENT) - 1


def put_up(
    text: str = "Story hour, again on Tuesday.", *, captions: bool = True, content: bytes = CONTENT
) -> NoticeboardFilm:
    stored = board.Film(
        file=default_storage.save("noticeboard/film.mp4", ContentFile(content)),
        alt='A story is read in "Elm" Street',
        width=640,
        height=360,
        captions=default_storage.save("noticeboard/film.vtt", ContentFile(CAPTIONS)) if captions else "",
        captions_lang="es",
    )
    made = board.put_up(
        by=Worker(), at=factories.at(), key=text, handle="news", text=text, lang="en", images=[], film=stored
    )
    return made.film


@pytest.fixture
def film(agency, settings, tmp_path: Path) -> NoticeboardFilm:
    settings.MEDIA_ROOT = tmp_path
    return put_up()


@pytest.fixture
def address(film: NoticeboardFilm) -> str:
    return f"/posts/files/{film.pk}.mp4"


def body(answer: object) -> bytes:
    return b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]


def test_the_news_and_the_post_show_it_with_controls_captions_and_its_name(reader, film, address) -> None:
    for page in ("/", f"/posts/{film.post_id}/"):
        answer = reader.get(page)
        shown = answer.content.decode()
        assert f'<video controls preload="metadata" playsinline src="{address}" width="640" height="360"' in shown
        assert 'aria-label="A story is read in &quot;Elm&quot; Street"' in shown
        captions = f'src="/posts/files/{film.pk}.vtt" srclang="es" label="Español" default>'
        assert f'<track kind="captions" {captions}' in shown
        assert "media-src 'self'" in answer["Content-Security-Policy"]


def test_a_film_without_captions_beside_it_promises_none(reader, agency, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    film = put_up(captions=False)
    assert "<track" not in reader.get("/").content.decode()
    assert reader.get(f"/posts/files/{film.pk}.vtt").status_code == 404


def test_it_is_sent_as_a_film_and_kept_as_pictures_are(reader, film, address) -> None:
    answer = reader.get(address)
    assert (answer.status_code, body(answer)) == (200, CONTENT)
    assert (answer["Content-Type"], answer["Content-Length"]) == ("video/mp4", str(len(CONTENT)))
    assert (answer["Accept-Ranges"], answer["X-Content-Type-Options"]) == ("bytes", "nosniff")
    assert answer["Cache-Control"] == "public, max-age=86400"
    assert reader.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    refused = reader.get(address, headers={"If-Match": '"another"'})
    assert (refused.status_code, "Cache-Control" in refused) == (412, False)
    assert reader.post(address).status_code == 405
    words = reader.get(f"/posts/files/{film.pk}.vtt")
    assert (body(words), words["Content-Type"]) == (CAPTIONS, "text/vtt; charset=utf-8")
    assert words["ETag"] != answer["ETag"]


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [
        ("bytes=0-1", 0, 2),
        ("bytes=5-9", 5, 10),
        ("bytes=10000-", 10_000, LAST + 1),
        ("bytes=-7", LAST - 6, LAST + 1),
        ("Bytes=3-99999999", 3, LAST + 1),
        ("bytes=-99999999", 0, LAST + 1),
    ],
)
def test_a_player_gets_the_part_it_asks_for(reader, address, asked: str, start: int, stop: int) -> None:
    answer = reader.get(address, headers={"Range": asked})
    assert (answer.status_code, body(answer)) == (206, CONTENT[start:stop])
    assert answer["Content-Range"] == f"bytes {start}-{stop - 1}/{len(CONTENT)}"
    assert answer["Content-Length"] == str(stop - start)
    assert answer["Content-Type"] == "video/mp4"


@pytest.mark.parametrize("asked", [f"bytes={LAST + 1}-", "bytes=99999999-", "bytes=-0"])
def test_a_part_that_is_not_there_is_refused_with_the_length(reader, address, asked: str) -> None:
    answer = reader.get(address, headers={"Range": asked})
    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{len(CONTENT)}")
    assert "Cache-Control" not in answer


@pytest.mark.parametrize("asked", ["bytes=9-5", "bytes=-", "lines=1-2", "bytes=0-1,5-6", "bytes=a-b", "bytes=²-³"])
def test_what_is_no_single_range_gets_the_whole(reader, address, asked: str) -> None:
    answer = reader.get(address, HTTP_RANGE=asked)
    assert (answer.status_code, body(answer)) == (200, CONTENT)


def test_after_an_interruption_it_goes_on_only_with_the_same_bytes(reader, address) -> None:
    etag = reader.get(address)["ETag"]
    part = {"Range": "bytes=4-"}
    assert reader.get(address, headers={**part, "If-Range": etag}).status_code == 206
    for other in ('"another"', f"W/{etag}", "Thu, 26 Nov 2026 12:00:00 GMT"):
        answer = reader.get(address, headers={**part, "If-Range": other})
        assert (answer.status_code, body(answer)) == (200, CONTENT)
    head = reader.head(address, headers=part)
    assert (head.status_code, head["Content-Length"]) == (200, str(len(CONTENT)))


def test_a_player_that_asks_for_the_rest_holds_no_thread_and_a_download_gets_it_all(
    reader, agency, settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    film = put_up(content=bytes(3 * PIECE))
    for fetched_for, length in (("video", PIECE), ("empty", 3 * PIECE - 5)):
        headers = {"Range": "bytes=5-", "Sec-Fetch-Dest": fetched_for}
        answer = reader.get(f"/posts/files/{film.pk}.mp4", headers=headers)
        assert answer["Content-Range"] == f"bytes 5-{4 + length}/{3 * PIECE}"
        assert len(body(answer)) == length


def test_nothing_of_it_is_left_to_read_once_the_post_is_taken_down(reader, film, address) -> None:
    etag = reader.get(address)["ETag"]
    board.take_down(by=Worker(), at=factories.at(1), post_id=film.post_id)
    for headers in ({}, {"Range": "bytes=0-1"}, {"If-None-Match": etag}):
        assert reader.get(address, headers=headers).status_code == 404
        assert reader.get(address.replace(".mp4", ".vtt"), headers=headers).status_code == 404
    assert str(film.pk) not in reader.get("/feed.rss").content.decode()


def test_no_other_address_gives_a_film(reader, film) -> None:
    for guess in (f"{film.pk}", f"{film.post_id}.mp4", f"{uuid4()}.mp4", f"{uuid4()}.vtt", "noticeboard/film.mp4"):
        assert reader.get(f"/posts/files/{guess}").status_code == 404


def test_a_film_whose_file_is_missing_is_said_to_be_gone(reader, film, address) -> None:
    default_storage.delete(str(film.file.name))
    answer = reader.get(address)
    assert answer.status_code == 404
    assert "That video is no longer here." in answer.content.decode()


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_feed_readers_are_told_the_film_its_type_and_its_size(reader, film, address, form: str) -> None:
    (entry,) = feedparser.parse(reader.get(f"/feed.{form}").content).entries
    (enclosure,) = entry.enclosures
    assert (enclosure.href, enclosure.type) == (f"http://testserver{address}", "video/mp4")
    assert enclosure.length == str(len(CONTENT))


def test_the_json_feed_tells_it_too(reader, film, address) -> None:
    (item,) = json.loads(reader.get("/feed.json").content)["items"]
    assert item["attachments"] == [
        {
            "url": f"http://testserver{address}",
            "mime_type": "video/mp4",
            "title": film.alt,
            "size_in_bytes": len(CONTENT),
        }
    ]


def test_more_films_ask_the_database_no_more(reader, film, django_assert_num_queries) -> None:
    for page in ("/", "/feed.json"):
        reader.get(page)
        with CaptureQueriesContext(connection) as few:
            reader.get(page)
        for number in range(3):
            put_up(f"Another, {page}, {number}")
        with django_assert_num_queries(len(few)):
            reader.get(page)
