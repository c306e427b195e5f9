"""What became of comments, quarter by quarter: how many were written, looked at, removed, and put back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from masthead.agencies.models import the_agency
from masthead.kernel.clock import now
from masthead.kernel.refusals import NotFound
from masthead.moderation.report import public_report
from masthead.public.page import page
from masthead.public.quarters import Quarter, quarters


@page
@require_safe
def moderation_report(request: HttpRequest, period: str = "") -> HttpResponse:
    """The quarter under way, or the one asked for. Raises NotFound for one that has not been or was before us."""
    agency = the_agency()
    if agency is None or agency.set_up_at is None:
        raise NotFound("There is nothing to report yet.")
    today = timezone.localtime(now(), agency.zone).date()
    known = list(quarters(timezone.localtime(agency.set_up_at, agency.zone).date(), today))
    shown = Quarter.named(period) if period else known[-1]
    if shown not in known:
        raise NotFound("There is no report for that time.")
    context = {
        "quarter": shown,
        "under_way": shown == known[-1],
        "report": public_report(since=shown.starts(agency.zone), until=shown.next.starts(agency.zone)),
        "earlier": [quarter for quarter in reversed(known) if quarter != shown],
    }
    return render(request, "public/report.html", context)
