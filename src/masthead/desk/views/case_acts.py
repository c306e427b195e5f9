"""What is done on the page of a case: one operation for each button."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from masthead.conversations.models import CommentVersion
from masthead.desk.case import case_page, next_case
from masthead.desk.forms.moderation import MirrorForm, RemoveForm, place_of
from masthead.desk.page import StaffRequest, act_and_return, page
from masthead.kernel.clock import now
from masthead.kernel.ids import id_or_none_such
from masthead.kernel.refusals import Invalid, NotFound, NotPermitted, Refused
from masthead.moderation import decide, enforce, notify
from masthead.moderation import restore as restoring
from masthead.moderation.models import Case, Decision
from masthead.moderation.queue import case_view
from masthead.moderation.reveal import reveal_author


def _find(case_id: UUID) -> Case:
    found = Case.objects.select_related("comment__conversation").filter(pk=case_id).first()
    if found is None:
        raise NotFound("There is no such case.")
    return found


def _address(case: Case) -> str:
    return reverse("desk:case", args=[case.pk])


def _onward(case: Case) -> str:
    """Where the work goes on: the next open case, or the empty queue that says so."""
    following = next_case(case)
    return reverse("desk:case", args=[following]) if following else reverse("desk:moderation")


def _version(request: StaffRequest, case: Case) -> CommentVersion:
    """The wording the person read, as the page handed it out."""
    found = case.comment.versions.filter(pk=id_or_none_such(request.POST.get("version", ""))).first()
    if found is None:
        raise NotFound("This page is not complete. Open the case again.")
    return found


def _pending(case: Case) -> Decision:
    found = case.decisions.filter(state="pending").first()
    if found is None:
        raise NotFound("No removal waits for a second person here any more.")
    return found


@page("cases.decide")
@require_POST
def keep(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = _find(case_id)
    version, why = _version(request, case), request.POST.get("why", "")
    try:
        decide.keep(by=request.user, at=now(), case=case, version=version, why=why)
    except NotPermitted:
        raise
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect(_address(case))
    messages.success(request, "Kept. Undo with u.")
    return redirect(_onward(case))


@page("cases.decide")
@require_POST
def remove(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Remove it, or show what a removal still needs: what was written stays in the form."""
    case = _find(case_id)
    view = case_view(case.pk)
    version = _version(request, case)
    form, refused, clauses = RemoveForm(view.grounds, request.POST), None, []
    place, misquoted = _quoted(request, version)
    if form.is_valid():
        try:
            made = _remove(request, case, version, form, place)
        except NotPermitted:
            raise
        except Invalid as refusal:
            for one in (refusal, *refusal.others):
                said = misquoted if misquoted and one.field == "quote" else one.sentence
                form.add_error(one.field if one.field in form.fields else None, said)
                clauses.append(one.clause)
        except Refused as refusal:
            refused = refusal
        else:
            second = made.state == "pending"
            said = "A second person is asked; nothing is removed until they agree." if second else "It is removed now."
            messages.success(request, f"{said} Undo with u.")
            return redirect(_onward(case))
    context = case_page(view, request.user, at=now(), remove=form, refused=refused, shown=True)
    context["cited"] = list(dict.fromkeys(filter(None, clauses)))
    return render(request, "desk/moderation/case.html", context, status=422)


def _quoted(request: StaffRequest, version: CommentVersion) -> tuple[tuple[int, int], str]:
    """Where the words that were copied stand; the empty place, and what is wrong with them, where they do not."""
    quote, near = request.POST.get("quote", ""), request.POST.get("near", "")
    try:
        return place_of(quote, version.text, near=int(near) if near.isdecimal() and len(near) < 9 else 0), ""
    except Invalid as refusal:
        return (0, 0), refusal.sentence


def _remove(
    request: StaffRequest, case: Case, version: CommentVersion, form: RemoveForm, place: tuple[int, int]
) -> Decision:
    given = form.cleaned_data
    return decide.remove(
        by=request.user,
        at=now(),
        case=case,
        version=version,
        ground=given["ground"],
        quote_start=place[0],
        quote_end=place[1],
        why=given["why"],
        mirror=form.mirrored(),
    )


@page("cases.decide")
@require_POST
def confirm(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """A second person agrees."""
    case = _find(case_id)
    pending, form, refused = _pending(case), MirrorForm(request.POST), None
    if form.is_valid():
        try:
            decide.confirm_removal(by=request.user, at=now(), decision=pending, mirror=form.mirrored())
        except NotPermitted:
            raise
        except Invalid as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        except Refused as refusal:
            refused = refusal
        else:
            messages.success(request, "You agree: it is removed now.")
            return redirect(_address(case))
    context = case_page(case_view(case.pk), request.user, at=now(), mirror=form, refused=refused, shown=True)
    return render(request, "desk/moderation/case.html", context, status=422)


@page("cases.decide")
@require_POST
def disagree(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case = _find(case_id)
    pending, why = _pending(case), request.POST.get("why", "")
    return act_and_return(
        request,
        lambda: decide.disagree(by=request.user, at=now(), decision=pending, reason=why),
        done="The comment stays. The case is open again.",
        to=_address(case),
    )


@page("cases.restore")
@require_POST
def undo(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Take the last decision of this case back, and show the case again."""
    case = _find(case_id)
    return act_and_return(
        request,
        lambda: restoring.undo(by=request.user, at=now(), case=case),
        done="Undone. The case is open again.",
        to=_address(case),
    )


@page("cases.restore")
@require_POST
def restore(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case, why = _find(case_id), request.POST.get("why", "")
    removal = case.decisions.filter(state="final", outcome="remove").order_by("-at").first()
    if removal is None:
        raise NotFound("Nothing of this case is removed.")
    return act_and_return(
        request,
        lambda: restoring.restore(by=request.user, at=now(), decision=removal, why=why),
        done="The comment is put back, and its author is told where the channel allows.",
        to=_address(case),
    )


@page("cases.reveal_author")
@require_POST
def reveal(request: StaffRequest, case_id: UUID) -> HttpResponse:
    case, why = _find(case_id), request.POST.get("why", "")
    return act_and_return(
        request,
        lambda: reveal_author(by=request.user, at=now(), case=case, why=why),
        done="Shown. That you asked is on record.",
        to=_address(case),
    )


@page("cases.decide")
@require_POST
def retry(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Have the channel, or the author of the comment, spoken to again; `id` is of an enforcement or a notice."""
    case, key = _find(case_id), id_or_none_such(request.POST.get("id", ""))
    told = case.comment.notices.filter(pk=key).first()
    if told is not None:
        return act_and_return(
            request,
            lambda: notify.send_again(by=request.user, at=now(), told=told),
            done="The notice is sent again.",
            to=_address(case),
        )
    enforcement = case.comment.enforcements.filter(pk=key).first()
    if enforcement is None:
        raise NotFound("There is nothing here to try again.")
    return act_and_return(
        request,
        lambda: enforce.retry(by=request.user, at=now(), enforcement=enforcement),
        done="It is tried again.",
        to=_address(case),
    )
