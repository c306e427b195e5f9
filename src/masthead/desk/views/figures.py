"""Figures: what was said for each program and goal, and by each bureau, over a time somebody chooses."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from masthead.agencies.models import Bureau, Commitment
from masthead.desk.forms.figures import FiguresForm
from masthead.desk.page import StaffRequest, page
from masthead.desk.paging import page_of
from masthead.exporters.csv import harmless
from masthead.kernel.refusals import NotFound
from masthead.presences.models import Presence
from masthead.publishing.models import Publication
from masthead.publishing.served import Figures, Served

_NONE = Served()
_OF_NO = "On none of them"
_OF_NO_BUREAU = "Presences of no bureau"


@page("figures.see")
@require_GET
def figures(request: StaffRequest) -> HttpResponse:
    form = FiguresForm(request.GET)
    if not form.is_valid():
        return render(request, "desk/figures/figures.html", {"form": form}, status=422)
    asked = form.asked()
    read = Figures(asked)
    by_commitment = read.by_commitment()
    shown = page_of(Commitment.objects.select_related("bureau"), request.GET, size=50)
    context = {
        "form": form,
        "days": form.days(),
        "page": shown,
        "commitments": [(row, by_commitment.get(row.pk, _NONE)) for row in shown.rows],
        "on_none": by_commitment.get(None, _NONE),
        "bureaus": list(_named_bureaus(read.by_bureau(), only=asked.bureau)),
        "anything": any(one.anything for one in by_commitment.values()),
        "query": request.GET.urlencode(),
    }
    return render(request, "desk/figures/figures.html", context)


@page("figures.see")
@require_GET
def commitment_figures(request: StaffRequest, commitment_id: UUID) -> HttpResponse:
    """One program or goal: the presences that hang on it, and the posts."""
    kept = Commitment.objects.select_related("bureau").filter(pk=commitment_id).first()
    if kept is None:
        raise NotFound("There is no such program or goal.")
    form = FiguresForm(request.GET)
    if not form.is_valid():
        return render(request, "desk/figures/commitment.html", {"form": form, "commitment": kept}, status=422)
    asked = form.asked(commitment=kept.pk)
    read = Figures(asked)
    by_presence = read.by_presence()
    presences = Presence.objects.filter(pk__in=[key for key in by_presence if key]).select_related("bureau")
    posts = Publication.objects.filter(draft__commitment=kept, taken_back_at=None, leaves_at__lt=asked.until)
    posts = posts.filter(leaves_at__gte=asked.since).select_related("draft")
    if asked.bureau:
        posts = posts.filter(draft__variants__presence__bureau=asked.bureau).distinct()
    context = {
        "form": form,
        "days": form.days(),
        "commitment": kept,
        "all": read.by_commitment().get(kept.pk, _NONE),
        "presences": [(row, by_presence[row.pk]) for row in presences.order_by("name", "pk")],
        "page": page_of(posts, request.GET),
    }
    return render(request, "desk/figures/commitment.html", context)


@page("figures.see")
@require_GET
def figures_csv(request: StaffRequest) -> HttpResponse:
    """Both tables in one, for a spreadsheet."""
    form = FiguresForm(request.GET)
    if not form.is_valid():
        return render(request, "desk/figures/figures.html", {"form": form}, status=422)
    since, until = form.days()
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="figures-{since}-{until}.csv"'
    # A byte order mark, without which spreadsheets garble names.
    answer.write("\ufeff" + _table(form))
    return answer


_HEADINGS = [
    "kind", "name", "bureau", "starts", "ends", "from", "to",
    "presences", "posts", "comments", "comments_removed", "answers", "hours_to_answer",
    "posts_counted", "views", "likes", "shares", "answers_on_platform",
]  # fmt: skip


def _table(form: FiguresForm) -> str:
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\r\n")
    table.writerow(_HEADINGS)
    asked, (since, until) = form.asked(), form.days()
    read = Figures(asked)
    by_commitment = read.by_commitment()
    for row in Commitment.objects.select_related("bureau").order_by("name"):
        bureau = row.bureau.name if row.bureau else ""
        first = ["commitment", row.name, bureau, row.starts or "", row.ends or "", since, until]
        table.writerow(_cells(first, by_commitment.get(row.pk, _NONE)))
    table.writerow(_cells(["commitment", _OF_NO, "", "", "", since, until], by_commitment.get(None, _NONE)))
    for name, one in _named_bureaus(read.by_bureau(), only=asked.bureau):
        table.writerow(_cells(["bureau", name, name, "", "", since, until], one))
    return written.getvalue()


def _cells(first: Iterable[object], one: Served) -> list[str]:
    hours = f"{one.took.total_seconds() / 3600:.1f}" if one.took is not None else ""
    numbers = [one.presences, one.posts, one.comments, one.removed, one.answers, hours]
    there = [one.views, one.likes, one.shares, one.answers_there]
    told = [one.counted, *("" if number is None else number for number in there)]
    return [harmless(str(cell)) for cell in (*first, *numbers, *told)]


def _named_bureaus(found: Mapping[UUID | None, Served], *, only: UUID | None) -> Iterator[tuple[str, Served]]:
    rows = Bureau.objects.order_by("name")
    for row in rows.filter(pk=only) if only else rows:
        yield row.name, found.get(row.pk, _NONE)
    if not only and None in found:
        yield _OF_NO_BUREAU, found[None]


urlpatterns = [
    path("figures/", figures, name="figures"),
    path("figures/table.csv", figures_csv, name="figures_csv"),
    path("figures/<uuid:commitment_id>", commitment_figures, name="commitment_figures"),
]
