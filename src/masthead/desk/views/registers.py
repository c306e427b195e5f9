"""Registers of officials and candidates: what they say, their versions, importing another, entering one account."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from masthead.agencies.days import local_day
from masthead.desk.forms.following import EnterForm, RegisterFilesForm
from masthead.desk.page import StaffRequest, act_and_return, attempt, page
from masthead.desk.paging import page_of
from masthead.following import confirm, imports, own, previews
from masthead.following.known import candidacies_of
from masthead.following.models import Preview, Register, RegisterRow, RegisterVersion
from masthead.following.registers.candidates_csv import called
from masthead.following.registers.sources import from_uploads
from masthead.following.suggest import alike
from masthead.kernel.clock import now
from masthead.kernel.refusals import NotFound

_SHOWN = 50
_JUST = timedelta(minutes=10)
"""How long after its import the page of a preview still leads to the register."""


@page("following.see")
@require_GET
def registers(request: StaffRequest) -> HttpResponse:
    rows = list(Register.objects.annotate(standing=Count("rows", filter=Q(rows__until=None)))[:200])
    newest = {one.register_id: one for one in RegisterVersion.objects.filter(register__in=rows).order_by("number")}
    mine = Preview.objects.filter(made_by=request.user).defer("parsed").first()
    unsure = set(RegisterVersion.objects.filter(confirmed_at=None).values_list("register", flat=True))
    shown = [(row, newest.get(row.pk), row.pk in unsure and row.form != imports.OWN) for row in rows]
    return render(request, "desk/following/registers.html", {"registers": shown, "preview": mine})


@page("following.see")
@require_GET
def register(request: StaffRequest, register_id: UUID) -> HttpResponse:
    shown = Register.objects.filter(pk=register_id).first()
    if shown is None:
        raise NotFound("There is no such register.")
    q, ended = request.GET.get("q", "").strip()[:200].replace("\x00", ""), bool(request.GET.get("ended"))
    unsure = None if shown.form == imports.OWN else shown.versions.filter(confirmed_at=None).first()
    new = bool(request.GET.get("new")) and unsure is not None
    rows = shown.rows.exclude(until=None) if ended else shown.rows.filter(until=None)
    if new:
        rows = rows.filter(since__confirmed_at=None).exclude(role="candidate").filter(accounts__isnull=False).distinct()
    if q:
        handle = q.removeprefix("@").casefold()
        rows = rows.filter(Q(name__icontains=q) | Q(office__icontains=q) | Q(key=q) | Q(pk__in=_named(shown, handle)))
    context = {
        "register": shown,
        "page": page_of(rows.prefetch_related("accounts"), request.GET, size=50),
        "versions": shown.versions.all()[:12],
        "q": q,
        "ended": ended,
        "new": new,
        "unsure": unsure,
        "may_confirm": unsure is not None and confirm.versions_to_confirm(request.user).filter(pk=unsure.pk).exists(),
    }
    return render(request, "desk/following/register.html", context)


def _named(shown: Register, handle: str) -> list[int]:
    """Rows that name this very account: numbers, because a question inside the question is slow."""
    return list(shown.rows.filter(accounts__handle=handle).values_list("pk", flat=True)[:_SHOWN])


@page("registers.import")
@require_http_methods(["GET", "POST"])
def register_import(request: StaffRequest) -> HttpResponse:
    if request.method == "POST":
        form = RegisterFilesForm(request.POST, request.FILES)
    else:
        form = RegisterFilesForm(initial=_said_before(request))
    if request.method == "POST" and form.is_valid():
        kept = attempt(form, lambda: _uploaded(request, form))
        if kept:
            return redirect("desk:register_preview", preview_id=kept.pk)
    status = 422 if form.is_bound else 200
    return render(request, "desk/following/import.html", {"form": form}, status=status)


def _said_before(request: StaffRequest) -> dict[str, object]:
    """What was said beside files that could not be used: only the files are asked for again."""
    try:
        wanted = UUID(request.GET.get("after", ""))
    except ValueError:
        return {}
    kept = Preview.objects.filter(pk=wanted, made_by=request.user).defer("parsed").first()
    return RegisterFilesForm.said(kept) if kept else {}


def _uploaded(request: StaffRequest, form: RegisterFilesForm) -> Preview:
    given = form.cleaned_data
    return previews.upload(
        by=request.user,
        at=now(),
        form=given["form"],
        name=given["name"],
        as_of=given["as_of"],
        columns=form.mapping(),
        files=from_uploads([(file.name or "", file.size or 0, file) for file in given["uploads"]]),
    )


@page("registers.import")
@require_http_methods(["GET", "POST"])
def register_preview(request: StaffRequest, preview_id: UUID) -> HttpResponse:
    """How far the files are; once they are read, what would change; then, on asking, the import itself."""
    kept = Preview.objects.filter(pk=preview_id, made_by=request.user).first()
    if kept is None:
        return _after_import(request)
    if request.method == "POST":
        return act_and_return(
            request,
            lambda: previews.ask_to_import(by=request.user, at=now(), kept=kept),
            done=f"{kept.name} is being imported.",
            to=reverse("desk:register_preview", args=[kept.pk]),
        )
    if kept.state != "ready":
        return render(request, "desk/following/reading.html", {"preview": kept})
    parsed = previews.unpacked(kept)
    difference = imports.compare(kept.form, kept.name, parsed)
    context = {
        "preview": kept,
        "rows": len(parsed.rows),
        "difference": difference,
        "added": difference.added[:_SHOWN],
        "changed": difference.changed[:_SHOWN],
        "gone": difference.gone[:_SHOWN],
        "skipped": parsed.skipped[:_SHOWN],
        "skipped_count": len(parsed.skipped),
        "columns": [(one.heading, called(one.field)) for one in parsed.columns],
        "shown": _SHOWN,
    }
    return render(request, "desk/following/preview.html", context)


def _after_import(request: StaffRequest) -> HttpResponse:
    """A preview that is gone was imported, put aside or forgotten: the registers tell which."""
    newest = RegisterVersion.objects.filter(imported_by=request.user.actor_id).select_related("register")
    last = newest.order_by("-imported_at").first()
    if last is None or now() - last.imported_at > _JUST:
        raise NotFound("This preview is gone: imported, put aside, or older than a day. Give the files again.")
    waits = " What it newly allows waits for an approver." if last.waits else ""
    messages.success(request, f"{last.register.name} is imported as version {last.number}.{waits}")
    there = reverse("desk:register", args=[last.register_id])
    # A page that follows by itself is led there whole, so that its address and what is said are those of the register.
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": there})
    return redirect(there)


@page("registers.import")
@require_POST
def register_put_aside(request: StaffRequest, preview_id: UUID) -> HttpResponse:
    kept = _preview(request, preview_id)
    return act_and_return(
        request,
        lambda: previews.put_aside(by=request.user, at=now(), kept=kept),
        done="Put aside: nothing was imported.",
        to=reverse("desk:registers"),
    )


def _preview(request: StaffRequest, preview_id: UUID) -> Preview:
    kept = Preview.objects.filter(pk=preview_id, made_by=request.user).first()
    if kept is None:
        raise NotFound("This preview is gone: imported, put aside, or older than a day. Give the files again.")
    return kept


@page("registers.enter")
@require_http_methods(["GET", "POST"])
def account_enter(request: StaffRequest) -> HttpResponse:
    start = {name: request.GET.get(name, "")[:300] for name in ("channel", "handle", "name")}
    form = EnterForm(request.POST) if request.method == "POST" else EnterForm(initial=start)
    if request.method == "POST" and form.is_valid():
        row = attempt(form, lambda: own.enter(by=request.user, at=now(), **form.cleaned_data))
        if row:
            waits = "" if row.role == "candidate" else " It allows nothing until an approver confirms it."
            messages.success(request, f"Entered, with your name and the page that shows it.{waits}")
            return redirect("desk:register_row", row_id=row.pk)
    return render(request, "desk/following/enter.html", {"form": form}, status=422 if form.is_bound else 200)


@page("following.see")
@require_GET
def register_row(request: StaffRequest, row_id: int) -> HttpResponse:
    row = _row(row_id)
    other = "official" if row.role == "candidate" else "candidate"
    runs = candidacies_of([row], local_day(now())).get(row.identity, ())
    known = {one.key for one in runs}
    similar = [one for one in alike(row.name, row.state, role=other, but=row.pk) if one.identity not in known]
    versions = RegisterRow.objects.filter(register=row.register_id, key=row.key).select_related("since", "until")
    context = {
        "row": row,
        "accounts": row.accounts.all()[:50],
        "ids": row.ids.all()[:50],
        "runs": runs,
        "similar": similar,
        "versions": versions.order_by("-pk")[:20],
        "entered_by": row.since.imported_by,
        "unsure": row.register.form != imports.OWN and row.until_id is None and row.since.waits,
        "may_confirm": own.to_confirm(request.user).filter(pk=row.pk).exists(),
    }
    return render(request, "desk/following/row.html", context)


@page("following.decide")
@require_POST
def register_confirm(request: StaffRequest, row_id: int) -> HttpResponse:
    row = _row(row_id)
    return act_and_return(
        request,
        lambda: own.confirm(by=request.user, at=now(), row=row),
        done="Confirmed: the account may be followed.",
        to=reverse("desk:register_row", args=[row.pk]),
    )


@page("following.decide")
@require_POST
def register_decline(request: StaffRequest, row_id: int) -> HttpResponse:
    row = _row(row_id)
    return act_and_return(
        request,
        lambda: own.decline(by=request.user, at=now(), row=row, reason=request.POST.get("reason", "")),
        done="Declined: the register says nothing of this account now.",
        to=reverse("desk:register_row", args=[row.pk]),
    )


@page("following.decide")
@require_POST
def register_version_confirm(request: StaffRequest, version_id: UUID) -> HttpResponse:
    version = RegisterVersion.objects.filter(pk=version_id).first()
    if version is None:
        raise NotFound("There is no such version.")
    return act_and_return(
        request,
        lambda: confirm.confirm_version(by=request.user, at=now(), version=version),
        done="Confirmed: what it names an office’s may be followed.",
        to=reverse("desk:register", args=[version.register_id]),
    )


@page("registers.link")
@require_POST
def register_link(request: StaffRequest, row_id: int) -> HttpResponse:
    row = _row(row_id)
    given = request.POST.get("other", "")
    other = _row(int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0)
    official, candidate = (other, row) if row.role == "candidate" else (row, other)
    reason = request.POST.get("reason", "")
    return act_and_return(
        request,
        lambda: own.confirm_same_person(
            by=request.user, at=now(), official=official, candidate=candidate, reason=reason
        ),
        done="Confirmed: they are one person.",
        to=reverse("desk:register_row", args=[row.pk]),
    )


def _row(row_id: int) -> RegisterRow:
    rows = RegisterRow.objects.select_related("register", "since", "until", "confirmed_by")
    found = rows.filter(pk=row_id).first() if row_id < 2**63 else None
    if found is None:
        raise NotFound("There is no such row.")
    return found


urlpatterns = [
    path("following/registers/", registers, name="registers"),
    path("following/registers/import", register_import, name="register_import"),
    path("following/registers/enter", account_enter, name="account_enter"),
    path("following/registers/preview/<uuid:preview_id>", register_preview, name="register_preview"),
    path("following/registers/preview/<uuid:preview_id>/aside", register_put_aside, name="register_put_aside"),
    path("following/registers/versions/<uuid:version_id>/confirm", register_version_confirm, name="version_confirm"),
    path("following/registers/rows/<int:row_id>", register_row, name="register_row"),
    path("following/registers/rows/<int:row_id>/confirm", register_confirm, name="register_confirm"),
    path("following/registers/rows/<int:row_id>/decline", register_decline, name="register_decline"),
    path("following/registers/rows/<int:row_id>/same", register_link, name="register_link"),
    path("following/registers/<uuid:register_id>", register, name="register"),
]
