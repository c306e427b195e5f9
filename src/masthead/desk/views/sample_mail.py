"""The sample mailbox: what the sample desk mailed, for whoever tries it out. A real desk has no such pages."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from masthead.agencies.sample_desk import is_sample_desk
from masthead.desk.look.addresses import with_links
from masthead.desk.page import StaffRequest, page
from masthead.desk.sample_letters import SampleLetters
from masthead.kernel.refusals import NotFound


@page("jobs.see")
@require_safe
def sample_mail(request: StaffRequest) -> HttpResponse:
    return render(request, "desk/sample_mail/list.html", {"page": _letters().page(request.GET)})


@page("jobs.see")
@require_safe
def sample_letter(request: StaffRequest, key: str) -> HttpResponse:
    opened = _letters().open(key)
    return render(request, "desk/sample_mail/letter.html", {"opened": opened, "text": with_links(opened.text)})


@page("jobs.see")
@require_safe
def sample_attachment(request: StaffRequest, key: str, number: int) -> HttpResponse:
    """Always as a file to keep: what somebody attached is never run as a page of the desk."""
    name, content = _letters().attachment(key, number)
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


def _letters() -> SampleLetters:
    if not is_sample_desk():
        raise NotFound("There is no such page here.")
    return SampleLetters(Path(settings.MASTHEAD_HOME) / "mail")


urlpatterns = [
    path("sample-mail/", sample_mail, name="sample_mail"),
    path("sample-mail/<str:key>/", sample_letter, name="sample_letter"),
    path("sample-mail/<str:key>/<int:number>", sample_attachment, name="sample_attachment"),
]
