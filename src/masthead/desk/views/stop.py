"""The emergency stop, from any page: nothing leaves until somebody lifts it."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from masthead.desk.page import StaffRequest, act_and_return, page
from masthead.kernel.clock import now
from masthead.outbox import stop as switch


@page("publishing.stop")
@require_POST
def stop(request: StaffRequest) -> HttpResponse:
    why = request.POST.get("why", "")
    return act_and_return(
        request,
        lambda: switch.stop(by=request.user, at=now(), why=why),
        done="Everything is stopped. Nothing leaves the agency.",
        to=reverse("desk:today"),
    )


@page("publishing.resume")
@require_POST
def resume(request: StaffRequest) -> HttpResponse:
    why = request.POST.get("why", "")
    return act_and_return(
        request,
        lambda: switch.resume(by=request.user, at=now(), why=why),
        done="The stop is lifted. Held deliveries wait until somebody releases them.",
        to=reverse("desk:today"),
    )


urlpatterns = [path("stop", stop, name="stop"), path("resume", resume, name="resume")]
