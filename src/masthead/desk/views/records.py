"""Records: find them, read one with its proof, see whether the ledger is whole."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from masthead.agencies.models import Person
from masthead.conversations.who_reads import withheld_from
from masthead.desk.forms.records import FindForm
from masthead.desk.page import StaffRequest, act_and_return, page
from masthead.desk.paging import Page
from masthead.desk.said import Said, said
from masthead.desk.views import give_out
from masthead.kernel.clock import now
from masthead.kernel.ids import id_in
from masthead.kernel.refusals import NotFound, NotPermitted
from masthead.records import checkpoint, health, ledger
from masthead.records.models import Record
from masthead.records.search import Wanted, search
from masthead.records.standing import standing_of
from masthead.records.verify import Verdict

HERE = 300_000
"""Records looked over while somebody waits: ten seconds' worth. A longer ledger is looked over by the worker daily."""

BESIDE = 20


@page("records.see")
@require_GET
def record_list(request: StaffRequest) -> HttpResponse:
    form = FindForm(request.GET)
    wanted = form.wanted()
    if wanted.text.isdecimal() and len(wanted.text) < 19 and Record.objects.filter(pk=int(wanted.text)).exists():
        return redirect("desk:record", number=int(wanted.text))
    shown = _page(request.user, wanted, request.GET.get("before", ""), request.GET.get("after", ""))
    context = {"form": form, "page": shown, "narrowed": wanted != Wanted(), "size": ledger.size()}
    return render(request, "desk/records/list.html", context, status=200 if form.is_valid() else 422)


def _page(person: Person, wanted: Wanted, before: str, after: str) -> Page[Said]:
    """The page asked for, without what `person` may not read; the newest where none or nonsense is asked for."""
    found = search(
        wanted,
        older_than=_cursor(before) if not after else None,
        newer_than=_cursor(after),
        withheld=[str(key) for key in withheld_from(person).values_list("pk", flat=True)],
    )
    rows = tuple(said(record) for record in found.records)
    return Page(rows, *("" if key is None else str(key) for key in (found.newer, found.older)))


def _cursor(given: str) -> int | None:
    return int(given) if given.isdecimal() and len(given) < 19 else None


@page("records.see")
@require_GET
def record(request: StaffRequest, number: int) -> HttpResponse:
    found = Record.objects.filter(pk=number).first()
    if found is None:
        raise NotFound(f"There is no record {number}: the ledger ends at {ledger.size() - 1}.")
    _refuse_withheld(request.user, found)
    beside = Record.objects.filter(subject=found.subject).exclude(pk=number).order_by("-number")[:BESIDE]
    context = {
        "said": said(found),
        "standing": standing_of(found),
        "beside": [said(other) for other in beside],
        "last": ledger.size() - 1,
    }
    return render(request, "desk/records/record.html", context)


@page("records.see")
@require_GET
def record_json(request: StaffRequest, number: int) -> HttpResponse:
    """The record to the letter, as it was sealed."""
    found = Record.objects.filter(pk=number).exclude(payload=None).first()
    if found is None or found.payload is None:
        raise NotFound("This record's words are not here.")
    _refuse_withheld(request.user, found)
    response = HttpResponse(bytes(found.payload), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="record-{number}.json"'
    return response


def _refuse_withheld(person: Person, found: Record) -> None:
    key = id_in(found.conversation)
    if key and withheld_from(person).filter(pk=key).exists():
        raise NotPermitted("This is of a private exchange. Those who may answer it and the records officer read it.")


@page("records.see")
@require_GET
def ledger_page(request: StaffRequest) -> HttpResponse:
    size = ledger.size()
    context = {
        "size": size,
        "checkpoint": ledger.latest_checkpoint(),
        "look": health.last_look(),
        "short_enough": size <= HERE,
    }
    return render(request, "desk/records/ledger.html", context)


@page("records.verify")
@require_POST
def ledger_look(request: StaffRequest) -> HttpResponse:
    """Look the ledger over now. Bad news is told as an error: it must not pass for a job done."""
    if ledger.size() > HERE:
        messages.error(
            request, "There are too many records to read through while you wait. The desk does it every day."
        )
        return redirect("desk:ledger")
    found: Verdict = health.look_over(by=request.user, at=now())
    if found.ok:
        messages.success(request, f"All {found.size:,} records are as they were written.")
    else:
        messages.error(request, f"{found.fault} Keep every backup, and tell whoever keeps this machine at once.")
    return redirect("desk:ledger")


@page("records.checkpoint")
@require_POST
def ledger_sign(request: StaffRequest) -> HttpResponse:
    return act_and_return(
        request,
        lambda: checkpoint.make_checkpoint(by=request.user, at=now()),
        done="Signed: every record up to now is covered.",
        to=reverse("desk:ledger"),
    )


urlpatterns = [
    path("records/", record_list, name="records"),
    path("records/ledger", ledger_page, name="ledger"),
    path("records/ledger/look", ledger_look, name="ledger_look"),
    path("records/ledger/sign", ledger_sign, name="ledger_sign"),
    path("records/export", give_out.record_export, name="record_export"),
    path("records/<int:number>", record, name="record"),
    path("records/<int:number>.json", record_json, name="record_json"),
]
