"""The pictures and films of posts that are up now, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db.models.fields.files import FieldFile
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from masthead.channels.films import CAPTIONS, VIDEO
from masthead.channels.noticeboard.models import NoticeboardFilm, NoticeboardImage
from masthead.kernel.refusals import NotFound
from masthead.public.page import page
from masthead.public.ranges import ranged

KEPT = timedelta(days=1)
"""How long browsers and caches may show a file without asking. A permission may be withdrawn and the post taken down,
and a longer time here would go on showing it. Asking again costs next to nothing, as the bytes never change."""


@page
@require_safe
def post_file(request: HttpRequest, image_id: UUID) -> HttpResponseBase:
    image = NoticeboardImage.objects.filter(pk=image_id, post__taken_down_at=None).first()
    if image is None:
        raise NotFound("That picture is no longer here.")
    return _answer(request, image.file, mime=image.mime, etag=f'"{image.pk}"', gone="That picture is no longer here.")


@page
@require_safe
def post_film(request: HttpRequest, film_id: UUID) -> HttpResponseBase:
    film = _film(film_id)
    return _answer(request, film.file, mime=VIDEO, etag=f'"{film.pk}"', gone=_NO_FILM)


@page
@require_safe
def post_captions(request: HttpRequest, film_id: UUID) -> HttpResponseBase:
    film = _film(film_id)
    if not film.captions:
        raise NotFound("That video has no captions beside it.")
    return _answer(
        request, film.captions, mime=f"{CAPTIONS}; charset=utf-8", etag=f'"{film.pk}-captions"', gone=_NO_FILM
    )


_NO_FILM = "That video is no longer here."


def _film(film_id: UUID) -> NoticeboardFilm:
    film = NoticeboardFilm.objects.filter(pk=film_id, post__taken_down_at=None).first()
    if film is None:
        raise NotFound(_NO_FILM)
    return film


def _answer(request: HttpRequest, file: FieldFile, *, mime: str, etag: str, gone: str) -> HttpResponseBase:
    # 304 where the reader has these bytes, 412 where it asks for others.
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            response = ranged(request, file.open(), mime=mime, etag=etag)
        except FileNotFoundError:
            raise NotFound(gone) from None
    response["ETag"] = etag
    if response.status_code < 400:
        response["Cache-Control"] = f"public, max-age={int(KEPT.total_seconds())}"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"  # feed readers show it on pages of their own
    return response
