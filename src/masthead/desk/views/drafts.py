"""Drafts: write with findings beside the text, ask for approval, give an approved one its hour."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from masthead.agencies.models import the_agency
from masthead.desk.composer import composer
from masthead.desk.forms.drafts import DraftForm, WhenForm
from masthead.desk.look.pills import words_of
from masthead.desk.page import StaffRequest, act_and_return, attempt, page
from masthead.desk.paging import page_of
from masthead.desk.presence_choices import presence_choices
from masthead.desk.views import deliveries, draft_history
from masthead.desk.views.draft_acts import act_on
from masthead.desk.views.draft_saving import SAVED_UNASKED, draft_save, form_for, save
from masthead.kernel.clock import now
from masthead.kernel.refusals import Invalid
from masthead.kernel.text import clean
from masthead.links.models import Dossier
from masthead.media.models import LICENCES, TEXT_SHOWN, Asset
from masthead.publishing import draft as drafting
from masthead.publishing import schedule
from masthead.publishing.facts import find_draft
from masthead.publishing.models import Draft, Publication
from masthead.publishing.states import DRAFT
from masthead.publishing.when import comes_twice, moment_of


@page("drafts.see")
def draft_list(request: StaffRequest) -> HttpResponse:
    down = Publication.objects.filter(draft=OuterRef("pk"), taken_down_at__isnull=False)
    rows = Draft.objects.select_related("author", "commitment").annotate(taken_down=Exists(down))
    state = request.GET.get("state", "")
    rows = rows.filter(state=state) if state in DRAFT.states else rows.exclude(state="discarded")
    context = {"page": page_of(rows, request.GET), "state": state, "states": words_of("draft")}
    return render(request, "desk/drafts/list.html", context)


@page("drafts.write")
@require_http_methods(["GET", "POST"])
def draft_new(request: StaffRequest) -> HttpResponse:
    form = DraftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: drafting.start(by=request.user, at=now(), wording=form.wording([])))
        if made:
            return redirect("desk:draft", draft_id=made.id)
    context = {"form": form, "presences": presence_choices(form)}
    return render(request, "desk/drafts/new.html", context, status=422 if form.is_bound else 200)


@page("drafts.see")
@require_http_methods(["GET", "POST"])
def draft(request: StaffRequest, draft_id: UUID) -> HttpResponse:
    """The composer. A post saves what the form holds, then does what the pressed button says: nothing is lost."""
    shown = find_draft(draft_id)
    form = DraftForm.of(shown)
    if request.method == "POST":
        form = form_for(request, shown)
        if form.is_valid() and save(request, form, shown):
            return act_on(request, find_draft(draft_id))
    return _composer_page(request, find_draft(draft_id), form)


def _composer_page(request: HttpRequest, shown: Draft, form: DraftForm) -> HttpResponse:
    approval = shown.approvals.select_related("asked_by", "decided_by").first()
    context = {
        "draft": shown,
        "form": form,
        "composer": composer(shown, at=now()),
        "approval": approval,
        **deliveries.deliveries_context(shown),
        "unremarked": request.GET.get("unremarked", ""),
        "soonest": schedule.earliest(shown, at=now()),
        "saved_by": shown.revisions.select_related("by").get(number=shown.revision).by,
        "saves_unasked": shown.state in SAVED_UNASKED,
        "editable": DRAFT.may(shown.state, "edit"),
        "when": WhenForm(initial={field: request.GET.get(field) for field in ("day", "hour")}),
        "comes_twice": _comes_twice(request.GET.get("day", ""), request.GET.get("hour", "")),
        "library": Asset.objects.order_by("-uploaded_at")[:24],
        "licences": LICENCES,
        "text_shown": TEXT_SHOWN,
        "presences": presence_choices(form, shown, find=request.GET.get("find", "").strip()[:120]),
    }
    return render(request, "desk/drafts/draft.html", context, status=422 if form.errors else 200)


@page("drafts.see")
@require_POST
def draft_findings(request: StaffRequest, draft_id: UUID) -> HttpResponse:
    """While somebody types: the marks under the text and the findings beside it. Nothing is stored.

    A link being researched asks here too, as `waiting`, and is answered with nothing while there is nothing new.
    """
    if _still_waits(request.POST.get("waiting", "")):
        return HttpResponse(status=204)
    shown = find_draft(draft_id)
    words = clean(request.POST.get("text", shown.text))[: drafting.MAX_TEXT + 1]
    context = {
        "draft": shown,
        "composer": composer(shown, at=now(), text=words),
        "text": words,
        "live": True,
        "editable": DRAFT.may(shown.state, "edit"),
    }
    return render(request, "desk/drafts/live.html", context)


def _still_waits(dossier_id: str) -> bool:
    try:
        return Dossier.objects.filter(pk=dossier_id, state="waiting").exists() if dossier_id else False
    except ValidationError:  # not an id at all
        return False


@page("drafts.schedule")
@require_POST
def draft_schedule(request: StaffRequest, draft_id: UUID) -> HttpResponse:
    shown = find_draft(draft_id)
    back = reverse("desk:draft", args=[shown.id])
    answer = act_and_return(request, lambda: _schedule(request, shown), done="Scheduled.", to=back)
    if find_draft(draft_id).state == "scheduled":
        return answer
    # A refused time stays in its fields, to be mended rather than typed again.
    entered = {field: request.POST[field] for field in ("day", "hour") if request.POST.get(field)}
    return redirect(f"{back}?{urlencode(entered)}") if entered else answer


def _schedule(request: StaffRequest, shown: Draft) -> Publication:
    form, agency, at = WhenForm(request.POST), the_agency(), now()
    if not form.is_valid():
        raise Invalid("Give the day and the hour, such as 12/01/2026 and 9:00 AM.")
    if request.POST.get("soon"):
        leaves_at = schedule.earliest(shown, at=at)
    elif agency and form.cleaned_data["day"] and form.cleaned_data["hour"]:
        wall = datetime.combine(form.cleaned_data["day"], form.cleaned_data["hour"])
        if comes_twice(wall, agency.zone) and not form.cleaned_data["second"]:
            raise Invalid("The clocks go back over this hour, so it comes twice. Choose which of the two you mean.")
        leaves_at = moment_of(wall, agency.zone, second=form.cleaned_data["second"] == "yes")
    else:
        raise Invalid("Give the day and the hour, or choose “As soon as possible”.")
    return schedule.schedule(by=request.user, at=at, draft=shown, leaves_at=leaves_at)


def _comes_twice(day: str, hour: str) -> bool:
    """Whether the time that was entered, and is shown again, happens twice in the agency's zone."""
    agency = the_agency()
    try:
        return agency is not None and comes_twice(
            datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=None), agency.zone
        )
    except (ValueError, OverflowError):
        return False


urlpatterns = [
    path("drafts/", draft_list, name="drafts"),
    path("drafts/new", draft_new, name="draft_new"),
    path("drafts/<uuid:draft_id>", draft, name="draft"),
    path("drafts/<uuid:draft_id>/findings", draft_findings, name="draft_findings"),
    path("drafts/<uuid:draft_id>/schedule", draft_schedule, name="draft_schedule"),
    path("drafts/<uuid:draft_id>/save", draft_save, name="draft_save"),
    *draft_history.urlpatterns,
    *deliveries.urlpatterns,
]
