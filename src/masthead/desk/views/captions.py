"""The captions of a video beside it: added, split, deleted, worded and timed, and only kept when somebody saves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from masthead.checks import captions_can_be_read
from masthead.checks.engine.cues import Cue, moment
from masthead.checks.engine.facts import AssetFacts
from masthead.desk import caption_advice
from masthead.desk.forms.captions import (
    AT_ONCE,
    MOST_ROWS,
    CueForm,
    LanguageForm,
    Row,
    part_typed,
    rearranged,
    rows_of,
    rows_typed,
)
from masthead.desk.page import StaffRequest, attempt, page
from masthead.kernel.clock import now
from masthead.kernel.refusals import NotFound, Refused
from masthead.media.caption import Part, edit_captions
from masthead.media.captioned import track_of
from masthead.media.models import Asset

_ACTS = (("split", "Split"), ("add", "Add one after"), ("delete", "Delete"))


@page("media.describe")
@require_http_methods(["GET", "POST"])
def captions(request: StaffRequest, asset_id: UUID) -> HttpResponse:
    video = Asset.objects.filter(pk=asset_id, kind="video").first()
    if video is None:
        raise NotFound("There is no such video.")
    track = track_of(video)
    if track is None:
        raise Refused("The caption file cannot be read any more. Upload it again on the page of the video.")
    if request.method == "GET":
        written = request.GET.get("from", "")
        first = int(written) if written.isascii() and written.isdecimal() and len(written) < 9 else 0
        first = first if first < len(track.cues) else 0
        rows = rows_of(track.cues, first)
        part = Part(video.captions_sha256, first, len(rows))
        language = LanguageForm(initial={"language": video.captions_language or "en"})
        shown = {"rows": [row.form(place, bound=False) for place, row in enumerate(rows)], "language": language}
        return _page(request, video, track.cues, part, rows, shown)
    return _typed(request, video, track.cues)


def _typed(request: StaffRequest, video: Asset, cues: tuple[Cue, ...]) -> HttpResponse:
    part, rows, language = part_typed(request.POST), rows_typed(request.POST), LanguageForm(request.POST)
    act, _, place = request.POST.get("do", "save").partition(":")
    if act not in ("save", "onward"):
        changed = rearranged(rows, act, int(place) if re.fullmatch(r"-?[0-9]{1,4}", place) else -2)
        rows, at = changed or (rows, 0)
        forms = [row.form(n, bound=False) for n, row in enumerate(rows)]
        shown = {"rows": forms, "language": language, "at": at, "full": changed is None and len(rows) >= MOST_ROWS}
        return _page(request, video, cues, part, rows, shown)
    forms = [row.form(n, bound=True) for n, row in enumerate(rows)]
    # Each is asked, so that each says what is wrong.
    if sum(not form.is_valid() for form in (language, *forms)) == 0:
        kept = attempt(
            language,
            lambda: edit_captions(
                by=request.user,
                at=now(),
                asset=video,
                part=part,
                typed=[form.typed() for form in forms],
                language=language.cleaned_data["language"],
            ),
        )
        if kept:
            messages.success(request, "Saved. A draft that shows the video counts as edited.")
            first = part.first + len(rows) if act == "onward" else part.first
            return redirect(f"{reverse('desk:captions', args=[video.pk])}?from={first}")
    return _page(request, video, cues, part, rows, {"rows": forms, "language": language}, status=422)


def _page(
    request: StaffRequest,
    video: Asset,
    cues: tuple[Cue, ...],
    part: Part,
    rows: list[Row],
    shown: Mapping[str, Any],
    status: int = 200,
) -> HttpResponse:
    forms: list[CueForm] = shown["rows"]
    context = {
        "asset": video,
        "part": part,
        "language": shown["language"],
        "rows": [
            (form, _seconds(row.start), advice)
            for form, row, advice in zip(forms, rows, _advice(video, cues, part, rows), strict=True)
        ],
        "acts": _ACTS,
        "full": shown.get("full", False),
        "focused": shown.get("at"),
        "wrong": sum(not form.is_valid() for form in forms if form.is_bound),
        "before": max(0, part.first - AT_ONCE) if part.first else None,
        "onward": part.first + part.count if part.first + part.count < len(cues) else None,
        "total": len(cues),
        "doubted": captions_can_be_read.in_another_language(
            AssetFacts("video", cues=cues, captions_language=video.captions_language)
        ),
        "number": part.first + 1,
    }
    return render(request, "desk/media/captions.html", context, status=status)


def _advice(video: Asset, cues: tuple[Cue, ...], part: Part, rows: list[Row]) -> list[list[str]]:
    """What is hard to read in each row as it stands, beside the captions before and after this page."""
    read: list[tuple[int, Cue]] = []
    for place, row in enumerate(rows):
        start, end = moment(row.start), moment(row.end)
        if start is not None and end is not None and start < end:
            read.append((place, Cue(start, end, row.text.replace("\r\n", "\n").strip())))
    read.sort(key=lambda each: each[1].start)
    before = cues[max(0, part.first - 1) : part.first]
    told: list[list[str]] = [[] for _ in rows]
    seen = (*before, *(cue for _, cue in read))
    for fault in captions_can_be_read.faults_of(seen, length=video.length, **caption_advice.numbers()):
        if fault.place >= len(before):
            told[read[fault.place - len(before)][0]].append(fault.sentence)
    return told


def _seconds(written: str) -> str:
    read = moment(written)
    return f"{read / 1000:.3f}" if read is not None else ""


urlpatterns = [path("media/<uuid:asset_id>/captions/", captions, name="captions")]
