"""The deliveries of a draft's publication: how far each has come, and the buttons for those that wait for a person."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from masthead.desk.page import StaffRequest, act_and_return, page
from masthead.kernel.clock import now
from masthead.kernel.refusals import NotFound
from masthead.links.models import LinkFinding
from masthead.outbox import settle
from masthead.outbox.links_after_leaving import live
from masthead.outbox.models import Delivery
from masthead.outbox.states import ARRIVED, MOVING
from masthead.presences.models import Presence
from masthead.publishing import schedule
from masthead.publishing.correct import correction_of
from masthead.publishing.facts import find_draft
from masthead.publishing.models import Correction, Draft, Publication
from masthead.publishing.reached import what_it_means

_WATCHED_FROM = timedelta(minutes=2)
"""A page left open watches a post from this long before it leaves, and asks nothing of the server earlier."""


def deliveries_context(draft: Draft) -> dict[str, object]:
    """What the deliveries' part of a page shows; `moving` while the page should ask again by itself."""
    publication = draft.publications.filter(taken_back_at=None).first()
    rows = schedule.deliveries_of(publication) if publication else []
    soon = publication is not None and publication.leaves_at <= now() + _WATCHED_FROM
    return {
        "publication": publication,
        "arrived": any(row.state in ARRIVED and row.gone_at is None for row in rows),
        "corrected_by": list(_corrections(publication)) if publication else [],
        "link_findings": _asked_about_links(publication) if publication and not publication.taken_down_at else [],
        **corrects_context(draft),
        "deliveries": rows,
        # What has arrived everywhere is called published a moment later: the page waits for that too.
        "moving": soon and draft.state == "scheduled" and any(row.state in MOVING | ARRIVED for row in rows),
        "refused_everywhere": bool(rows) and all(row.state == "rejected" for row in rows),
    }


def _corrections(publication: Publication) -> QuerySet[Draft]:
    """Drafts that corrected it and are out."""
    return Draft.objects.filter(correction__publication=publication, state="published").order_by("id")


def _asked_about_links(publication: Publication) -> list[LinkFinding]:
    """What waits for a person about links that the public reads in this post now."""
    read = live().filter(subject=publication.subject)
    found = LinkFinding.objects.filter(state="open", link__posted__delivery__in=read)
    return list(found.select_related("link").distinct().order_by("id"))


def corrects_context(draft: Draft) -> dict[str, object]:
    """What `draft` corrects and how, for whoever writes it and whoever decides."""
    correction = correction_of(draft)
    return {"corrects": correction, "corrected_how": _how(correction) if correction else []}


def _how(correction: Correction) -> list[tuple[Presence, str]]:
    """What happens on each presence when a correction leaves, in a sentence."""
    presences = Presence.objects.filter(pk__in=correction.ways).order_by("name")
    return [(each, what_it_means(correction.ways[str(each.pk)], each.channel)) for each in presences]


@page("drafts.see")
@require_GET
def draft_deliveries(request: StaffRequest, draft_id: UUID) -> HttpResponse:
    """The part of the composer that watches deliveries, asked for while any of them moves."""
    shown = find_draft(draft_id)
    context = deliveries_context(shown)
    if context["publication"] is None:
        # Taken back on another screen while this one watched: what it shows is no longer true.
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render(request, "desk/drafts/deliveries.html", {"draft": shown, "fresh": True, **context})


@page("drafts.unschedule")
@require_POST
def publication_take_back(request: StaffRequest, publication_id: UUID) -> HttpResponse:
    publication = Publication.objects.filter(pk=publication_id).first()
    if publication is None:
        raise NotFound("There is no such publication.")
    reason = request.POST.get("reason", "")
    return act_and_return(
        request,
        lambda: schedule.take_back(by=request.user, at=now(), publication=publication, reason=reason),
        done="Taken back. Nothing of it has left.",
        to=reverse("desk:draft", args=[publication.draft_id]),
    )


@page("deliveries.settle")
@require_POST
def delivery_settle(request: StaffRequest, draft_id: UUID, delivery_id: UUID) -> HttpResponse:
    """The human's button for a delivery whose outcome nobody knows, or that is held."""
    subjects = [publication.subject for publication in Publication.objects.filter(draft_id=draft_id)]
    if not Delivery.objects.filter(pk=delivery_id, subject__in=subjects).exists():
        raise NotFound("There is no such delivery of this draft.")
    by = request.user
    answer, link = request.POST.get("answer", ""), request.POST.get("permalink", "").strip()
    back = reverse("desk:draft", args=[draft_id])
    if answer == "release":
        return act_and_return(
            request, lambda: settle.release(by=by, at=now(), delivery_id=delivery_id), done="Released.", to=back
        )
    if answer not in ("there", "absent"):
        messages.error(request, "Say whether it is there or not.")
        return redirect(back)
    return act_and_return(
        request,
        lambda: settle.settle(by=by, at=now(), delivery_id=delivery_id, found=answer == "there", permalink=link),
        done="Noted." if answer == "there" else "Noted. It is sent again.",
        to=back,
    )


urlpatterns = [
    path("drafts/<uuid:draft_id>/deliveries", draft_deliveries, name="draft_deliveries"),
    path("drafts/<uuid:draft_id>/deliveries/<uuid:delivery_id>", delivery_settle, name="delivery_settle"),
    path("publications/<uuid:publication_id>/take-back", publication_take_back, name="publication_take_back"),
]
