"""The pictures of posts that are up now, and of nothing else."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from masthead.channels.noticeboard.models import NoticeboardImage
from masthead.kernel.refusals import NotFound
from masthead.public.page import page

KEPT = timedelta(days=1)
"""How long browsers and caches may show a picture without asking. A permission may be withdrawn and the post taken
down, and a longer time here would go on showing it. Asking again costs next to nothing, as the bytes never change."""


@page
@require_safe
def post_file(request: HttpRequest, image_id: UUID) -> HttpResponseBase:
    image = NoticeboardImage.objects.filter(pk=image_id, post__taken_down_at=None).first()
    if image is None:
        raise NotFound("That picture is no longer here.")
    etag = f'"{image.pk}"'
    unchanged = get_conditional_response(request, etag=etag)
    response: HttpResponseBase
    if unchanged is not None and isinstance(unchanged, HttpResponseNotModified):
        response = unchanged
    else:
        try:
            response = FileResponse(image.file.open(), content_type=image.mime)
        except FileNotFoundError:
            raise NotFound("That picture is no longer here.") from None
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={int(KEPT.total_seconds())}"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"  # feed readers show it on pages of their own
    return response
