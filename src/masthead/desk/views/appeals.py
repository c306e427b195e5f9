"""Appeals: what the author of a removed comment says, decided by somebody who had no part in the removal."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from masthead.agencies.rights import may
from masthead.desk.forms.moderation import WhyForm
from masthead.desk.look.marks import Span
from masthead.desk.look.pills import pill_for
from masthead.desk.page import StaffRequest, page
from masthead.desk.paging import page_of
from masthead.desk.queues import around
from masthead.kernel.clock import now
from masthead.kernel.refusals import Invalid, NotFound, NotPermitted, Refused
from masthead.moderation.appeal import decide_appeal
from masthead.moderation.gates import another_person_decides_the_appeal
from masthead.moderation.models import Appeal
from masthead.moderation.states import APPEAL
from masthead.policy.in_force import rulebook, rulebook_under

_OUTCOMES: dict[str, Literal["upheld", "reversed"]] = {"upheld": "upheld", "reversed": "reversed"}
_DONE = {
    "upheld": "The removal stands. Its author is told why.",
    "reversed": "The comment is put back. Its author is told.",
}


@page("cases.see")
@require_GET
def appeal_list(request: StaffRequest) -> HttpResponse:
    """Appeals, newest first. `?state=` narrows; open ones unless asked otherwise."""
    state = request.GET.get("state", "open")
    rows = Appeal.objects.select_related("notice__decision__version", "decided_by")
    if state in APPEAL.states:
        rows = rows.filter(state=state)
    shown = page_of(rows, request.GET)
    me = request.user.actor_id
    context = {
        **around(request.user, "appeals"),
        "page": shown,
        "lines": [(row, me in row.notice.decision.deciders) for row in shown.rows],
        "state": state,
        "states": [(state, pill_for(state, "appeal").word) for state, _ in APPEAL.choices()],
    }
    return render(request, "desk/moderation/appeals.html", context)


@page("cases.see")
@require_http_methods(["GET", "POST"])
def appeal(request: StaffRequest, appeal_id: UUID) -> HttpResponse:
    """The words, the removal, the appeal; and its decision, by somebody who had no part in the removal."""
    rows = Appeal.objects.select_related(
        "notice__comment__presence",
        "notice__decision__version",
        "notice__decision__by",
        "notice__decision__second_by",
        "decided_by",
    )
    shown = rows.filter(pk=appeal_id).first()
    if shown is None:
        raise NotFound("There is no such appeal.")
    form, refused = WhyForm(request.POST if request.method == "POST" else None), None
    if form.is_bound and form.is_valid():
        outcome = _OUTCOMES.get(request.POST.get("outcome", ""))
        try:
            if outcome is None:
                raise Refused("Say whether the removal stands or the comment is put back.")
            decide_appeal(by=request.user, at=now(), appeal=shown, outcome=outcome, why=form.cleaned_data["why"])
        except NotPermitted:
            raise
        except Invalid as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)
        except Refused as refusal:
            refused = refusal
        else:
            messages.success(request, _DONE[outcome])
            return redirect("desk:appeal", appeal_id=shown.pk)
    context = _appeal_page(request, shown, form, refused)
    return render(request, "desk/moderation/appeal.html", context, status=422 if form.is_bound else 200)


def _appeal_page(request: StaffRequest, shown: Appeal, form: WhyForm, refused: Refused | None) -> dict[str, object]:
    decision, book = shown.notice.decision, rulebook()
    why_not = another_person_decides_the_appeal(deciders=decision.deciders, second=request.user.actor_id)
    gate = book.gate("another_person_decides_the_appeal")
    decided_under = rulebook_under(decision.policy)
    ground = next((known for known in decided_under.grounds if known.id == decision.ground), None)
    return {
        "appeal": shown,
        "decision": decision,
        "spans": [Span(decision.quote_start, decision.quote_end, "removes")],
        "ground": ground,
        "why_not": why_not,
        "gate_clause": gate.id if gate else "",
        "may_decide": may(request.user, "appeals.decide") and not why_not and shown.state == "open",
        "form": form,
        "refused": refused,
    }
