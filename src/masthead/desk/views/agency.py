"""What the agency says of itself, its mail, its bureaus, and the commitments its posts serve."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from masthead.administration.commitments import add_bureau, add_commitment, change_commitment, end_commitment
from masthead.administration.mail import MailServer, send_test_message, set_mail
from masthead.administration.records_mailbox import MailboxAddress, set_records_mailbox
from masthead.administration.set_up import AgencyFacts, change_agency
from masthead.agencies.models import Agency, Bureau, Commitment, MailSettings, RecordsMailbox, the_agency
from masthead.desk.forms.administration import AgencyChangeForm, BureauForm, CommitmentForm, MailboxForm, MailForm
from masthead.desk.page import StaffRequest, act_and_return, attempt, page
from masthead.desk.paging import page_of
from masthead.kernel.clock import now
from masthead.kernel.refusals import NotFound
from masthead.presences.states import ENDED

FORM_METHODS = ["GET", "HEAD", "POST"]


@page("agency.change")
@require_http_methods(FORM_METHODS)
def agency(request: StaffRequest) -> HttpResponse:
    """The agency's own facts."""
    ours = _agency()
    entered = {field: getattr(ours, field) for field in AgencyChangeForm.base_fields}
    form = AgencyChangeForm(request.POST or None, initial=entered, zone=ours.time_zone)
    if form.is_valid():
        facts = AgencyFacts(**form.cleaned_data, mission=ours.mission)
        if attempt(form, lambda: change_agency(by=request.user, at=now(), facts=facts)):
            return redirect("desk:agency")
    context = {"form": form, "title": "Agency", "says": "What the public and every record call you."}
    return render(request, "desk/administration/form.html", context, status=422 if form.errors else 200)


@page("agency.change")
@require_http_methods(FORM_METHODS)
def mail(request: StaffRequest) -> HttpResponse:
    """The server the desk sends through."""
    stored = MailSettings.objects.first()
    shown = ("host", "port", "security", "username", "sender")
    form = MailForm(
        request.POST or None, initial={field: getattr(stored, field) for field in shown} if stored else None
    )
    if form.is_valid():
        server = MailServer(**form.cleaned_data)
        if attempt(form, lambda: set_mail(by=request.user, at=now(), server=server)):
            return redirect("desk:mail")
    context = {
        "form": form,
        "title": "Mail server",
        "says": "Exchanges go to the records address, and notices to the people they concern.",
        "can_test": stored is not None,
    }
    return render(request, "desk/administration/form.html", context, status=422 if form.errors else 200)


@page("agency.change")
@require_POST
def mail_test(request: StaffRequest) -> HttpResponse:
    return act_and_return(
        request,
        lambda: send_test_message(to=request.user.email, agency=_agency().name),
        done=f"A test message is on its way to {request.user.email}.",
        to=reverse("desk:mail"),
    )


@page("agency.change")
@require_http_methods(FORM_METHODS)
def mailbox(request: StaffRequest) -> HttpResponse:
    """The mailbox in which the desk looks for what it forwarded."""
    stored = RecordsMailbox.objects.first()
    shown = ("host", "port", "tls", "username")
    entered = {field: getattr(stored, field) for field in shown} if stored else None
    form = MailboxForm(request.POST or None, initial=entered)
    if form.is_valid():
        given = MailboxAddress(**form.cleaned_data)
        if attempt(form, lambda: set_records_mailbox(by=request.user, at=now(), mailbox=given)):
            return redirect("desk:mailbox")
    context = {
        "form": form,
        "title": "Records mailbox",
        "says": "Where the desk looks, without changing anything, whether a forwarded exchange arrived.",
    }
    return render(request, "desk/administration/form.html", context, status=422 if form.errors else 200)


@page("commitments.add")
@require_http_methods(FORM_METHODS)
def commitments(request: StaffRequest) -> HttpResponse:
    """The programs and goals the agency already has."""
    form = CommitmentForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        if attempt(form, lambda: add_commitment(by=request.user, at=now(), **given)):
            return redirect("desk:commitments")
    rows = Commitment.objects.select_related("bureau").annotate(
        presences_count=Count("presences", filter=~Q(presences__state__in=ENDED))
    )
    shown, at = request.GET.get("shown", ""), timezone.localdate()
    context = {
        "form": form,
        "page": page_of(rows.filter(ends__lt=at) if shown == "ended" else rows.running(at), request.GET, size=50),
        "shown": shown,
        "today": at,
    }
    return render(request, "desk/administration/commitments.html", context, status=422 if form.errors else 200)


@page("commitments.change")
@require_http_methods(FORM_METHODS)
def commitment(request: StaffRequest, commitment_id: UUID) -> HttpResponse:
    """One program or goal, entered anew."""
    kept = get_object_or_404(Commitment, pk=commitment_id)
    entered = {field: getattr(kept, field) for field in ("name", "goal", "starts", "ends")} | {"bureau": kept.bureau_id}
    form = CommitmentForm(request.POST or None, initial=entered)
    if form.is_valid():
        given = form.cleaned_data
        if attempt(form, lambda: change_commitment(by=request.user, at=now(), commitment=kept, **given)):
            messages.success(request, "Changed. What hangs on it hangs on it still.")
            return redirect("desk:commitments")
    context = {
        "form": form,
        "commitment": kept,
        "ended": kept.has_ended(timezone.localdate()),
        "presences": kept.presences.exclude(state__in=ENDED).order_by("name")[:20],
    }
    return render(request, "desk/administration/commitment.html", context, status=422 if form.errors else 200)


@page("commitments.change")
@require_POST
def commitment_end(request: StaffRequest, commitment_id: UUID) -> HttpResponse:
    kept = get_object_or_404(Commitment, pk=commitment_id)
    return act_and_return(
        request,
        lambda: end_commitment(by=request.user, at=now(), commitment=kept),
        done=f"{kept.name} ends today. From tomorrow nothing new can be hung on it; reviews name it.",
        to=reverse("desk:commitments"),
    )


@page("agency.change")
@require_http_methods(FORM_METHODS)
def bureaus(request: StaffRequest) -> HttpResponse:
    """The departments of the agency."""
    form = BureauForm(request.POST or None)
    if form.is_valid():
        name = form.cleaned_data["name"]
        if attempt(form, lambda: add_bureau(by=request.user, at=now(), name=name)):
            return redirect("desk:bureaus")
    context = {"form": form, "page": page_of(Bureau.objects.all(), request.GET, size=50)}
    return render(request, "desk/administration/bureaus.html", context, status=422 if form.errors else 200)


def _agency() -> Agency:
    ours = the_agency()
    if ours is None:
        raise NotFound("There is no agency yet: finish the first run.")
    return ours


urlpatterns = [
    path("agency/", agency, name="agency"),
    path("agency/mail", mail, name="mail"),
    path("agency/mail/test", mail_test, name="mail_test"),
    path("agency/mailbox", mailbox, name="mailbox"),
    path("agency/bureaus", bureaus, name="bureaus"),
    path("commitments/", commitments, name="commitments"),
    path("commitments/<uuid:commitment_id>", commitment, name="commitment"),
    path("commitments/<uuid:commitment_id>/end", commitment_end, name="commitment_end"),
]
