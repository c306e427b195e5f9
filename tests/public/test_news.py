"""The news, its feeds and its pictures, as an anonymous reader meets them."""

from __future__ import annotations

import io
import json
from uuid import uuid4

import feedparser
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

import factories
from board_posts import put_up
from masthead.agencies.actors import Worker
from masthead.channels.noticeboard import board
from masthead.channels.noticeboard.models import NoticeboardImage, NoticeboardPost


def with_picture(text: str) -> NoticeboardPost:
    out = io.BytesIO()
    Image.new("RGB", (2, 2), "green").save(out, "PNG")
    name = default_storage.save("noticeboard/test.png", ContentFile(out.getvalue()))
    return board.put_up(
        by=Worker(),
        at=factories.at(),
        key=text,
        handle="news",
        text=text,
        lang="en",
        images=[(name, "image/png", "A green square")],
    )


def test_every_post_is_on_exactly_one_page_and_the_pages_lead_on(reader, agency) -> None:
    for number in range(23):
        put_up(f"Post number {number:02}.", minutes=number // 3)  # some were put up in the same minute
    seen: list[str] = []
    address = "/"
    while address:
        page = reader.get(address)
        seen += [post.text for post in page.context["posts"]]
        address = f"/?before={page.context['older']}" if page.context["older"] else ""
    assert len(seen) == len(set(seen)) == 23
    assert seen[0] in ("Post number 21.", "Post number 22."), "these two share the latest minute"


@pytest.mark.parametrize("cursor", ["nonsense", "0", "0190a6d4-7c1e-7cc3-98c4-dc0c0c07398f", "' or 1=1"])
def test_a_cursor_that_names_nothing_asks_for_the_newest(reader, post, cursor) -> None:
    page = reader.get("/", {"before": cursor})
    assert page.status_code == 200
    assert post.text in page.content.decode()


def test_before_anything_is_posted_the_page_says_what_will_be_there(reader, agency) -> None:
    assert "No news yet" in reader.get("/").content.decode()


def test_before_the_agency_is_set_up_the_page_leads_to_the_first_steps(reader) -> None:
    assert "/welcome/" in reader.get("/").content.decode()


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_feed_readers_understand_the_feeds(reader, agency, form) -> None:
    post = with_picture("Tom & Jerry <3 reading.\n\nSecond part.")
    answer = reader.get(f"/feed.{form}")
    parsed = feedparser.parse(answer.content)
    assert not parsed.bozo
    assert parsed.entries[0].link == f"http://testserver/posts/{post.pk}/"
    assert "Tom & Jerry" in parsed.entries[0].title
    assert parsed.entries[0].enclosures[0].type == "image/png"
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_the_json_feed_is_one(reader, post) -> None:
    told = json.loads(reader.get("/feed.json").content)
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert told["feed_url"] == "http://testserver/feed.json"
    assert [item["content_text"] for item in told["items"]] == [post.text]


def test_a_picture_is_served_while_its_post_is_up_and_not_after(reader, agency) -> None:
    post = with_picture("A square.")
    address = f"/posts/files/{NoticeboardImage.objects.get().pk}"
    assert address in reader.get("/").content.decode()
    shown = reader.get(address)
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/png")
    assert b"".join(shown.streaming_content).startswith(b"\x89PNG")
    assert shown["Cache-Control"] == "public, max-age=86400"
    assert reader.get(address, headers={"If-None-Match": shown["ETag"]}).status_code == 304
    board.take_down(by=Worker(), at=factories.at(1), post_id=post.pk)
    assert reader.get(address).status_code == 404
    assert reader.get(address, headers={"If-None-Match": shown["ETag"]}).status_code == 404


def test_no_other_file_is_served(reader, agency) -> None:
    assert reader.get(f"/posts/files/{uuid4()}").status_code == 404
    assert reader.get("/posts/files/noticeboard/test.png").status_code == 404


def test_a_post_that_was_taken_down_says_so(reader, post) -> None:
    board.take_down(by=Worker(), at=factories.at(1), post_id=post.pk)
    page = reader.get(f"/posts/{post.pk}/")
    assert page.status_code == 404
    assert "no longer here" in page.content.decode()


def test_a_longer_feed_asks_the_database_no_more(reader, agency, django_assert_num_queries) -> None:
    put_up("The first.", minutes=0)
    with CaptureQueriesContext(connection) as one:
        reader.get("/feed.atom")
    for number in range(9):
        put_up(f"Another, {number}.", minutes=number + 1)
    with django_assert_num_queries(len(one)):
        reader.get("/feed.atom")
