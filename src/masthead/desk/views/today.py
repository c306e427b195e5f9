"""Today: what waits for whoever is signed in."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from masthead.agencies.rights import may
from masthead.desk.page import StaffRequest, page
from masthead.desk.waiting import waiting_for
from masthead.kernel.clock import now
from masthead.outbox.models import Delivery
from masthead.outbox.stop import current_stop


@page("jobs.see")
@require_GET
def today(request: StaffRequest) -> HttpResponse:
    lines = waiting_for(request.user, at=now())
    groups = [
        (words, [line for line in lines if line.urgency == urgency])
        for urgency, words in (("now", "Cannot wait"), ("today", "Today"), ("week", "This week"))
    ]
    leaving = (
        Delivery.objects.filter(state__in=["queued", "held"] if current_stop() else ["queued"])
        .select_related("presence")
        .order_by("not_before")[:5]
        if may(request.user, "drafts.see")
        else []
    )
    context = {"groups": [group for group in groups if group[1]], "count": len(lines), "leaving": leaving}
    return render(request, "desk/today.html", context)


urlpatterns = [path("", today, name="today")]
