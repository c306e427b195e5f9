"""The news of the Noticeboard: newest first, a page at a time, and as feeds for those who read them elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from masthead.agencies.models import the_agency
from masthead.channels.films import VIDEO
from masthead.channels.noticeboard import feeds
from masthead.channels.noticeboard.addresses import base, file_path, film_path, post_path
from masthead.channels.noticeboard.models import NoticeboardFilm, NoticeboardPost
from masthead.channels.noticeboard.reading import front
from masthead.public.page import for_everyone, page

PAGE = 10
IN_A_FEED = 30

_FEEDS: dict[str, tuple[str, Callable[[feeds.Feed, Sequence[feeds.FeedItem]], bytes]]] = {
    "rss": (feeds.RSS_TYPE, feeds.rss),
    "atom": (feeds.ATOM_TYPE, feeds.atom),
    "json": (feeds.JSON_TYPE, feeds.json_feed),
}


@page
@require_safe
def news(request: HttpRequest) -> HttpResponse:
    before = _post(request.GET.get("before", ""))
    found = front(before=before, limit=PAGE + 1)
    context = {"posts": found[:PAGE], "older": str(found[PAGE - 1].pk) if len(found) > PAGE else "", "later": before}
    return render(request, "public/news.html", context)


@page
@require_safe
def feed(request: HttpRequest, form: str) -> HttpResponse:
    agency, site = the_agency(), base()
    kind, write = _FEEDS[form]
    name = agency.name if agency else "Noticeboard"
    head = feeds.Feed(
        title=f"News of the {name}",
        about=agency.mission if agency else "",
        url=f"{site}{reverse('public:news')}",
        feed_url=f"{site}{reverse('public:feed', args=[form])}",
    )
    said = write(head, [_item(post, site) for post in front(limit=IN_A_FEED)])
    return for_everyone(HttpResponse(said, content_type=f"{kind}; charset=utf-8"))


def _item(post: NoticeboardPost, site: str) -> feeds.FeedItem:
    film: NoticeboardFilm | None = getattr(post, "film", None)
    return feeds.FeedItem(
        url=f"{site}{post_path(post.pk)}",
        text=post.text,
        published=post.put_up_at,
        updated=post.edited_at or post.put_up_at,
        lang=post.lang,
        images=tuple(
            feeds.FeedFile(f"{site}{file_path(image.pk)}", image.mime, image.alt, image.file.size)
            for image in post.images.all()
        ),
        film=feeds.FeedFile(f"{site}{film_path(film.pk)}", VIDEO, film.alt, film.file.size) if film else None,
    )


def _post(cursor: str) -> NoticeboardPost | None:
    """The post a cursor names. One that names nothing asks for the newest page."""
    try:
        return NoticeboardPost.objects.filter(pk=UUID(cursor)).first()
    except ValueError:
        return None
