"""Handing over an exchange from one's own account: read, previewed and corrected, then kept whole by one operation.

Between the steps the exchange is in the page and nowhere else: what is left out of the preview was never here.
"""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Min
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from masthead.conversations.hand_over import hand_over
from masthead.conversations.models import Conversation
from masthead.conversations.screenshots import LARGEST_TOGETHER, Shot
from masthead.desk.forms.hand_over import (
    BLANK_ROWS,
    MOST_ROWS,
    SourceForm,
    blank_rows,
    in_order,
    moved,
    posted_rows,
    rows_of,
)
from masthead.desk.page import StaffRequest, attempt, page
from masthead.desk.paging import page_of
from masthead.desk.views import hand_over_answer as answering
from masthead.employees.exports.message import Message, Read, threads
from masthead.employees.exports.pasted import taken_apart
from masthead.employees.exports.read import LARGEST, read_export, too_large
from masthead.kernel.clock import now
from masthead.kernel.refusals import Invalid, NotPermitted, Refused
from masthead.kernel.text import clean
from masthead.media.decode import MAX_BYTES, decode
from masthead.policy.in_force import rulebook


def _clause() -> str:
    try:
        found = rulebook().bound("notice", "exchange_is_forwarded")
    except LookupError:
        return ""
    return found[0][0].id if found else ""


@page("conversations.hand_over")
@require_GET
def handed_over(request: StaffRequest) -> HttpResponse:
    """What one handed over oneself, the latest first."""
    rows = Conversation.objects.filter(handed_over_by=request.user).prefetch_related("forwardings")
    rows = rows.annotate(handed_at=Min("comments__seen_at"))
    shown = page_of(rows, request.GET)
    listed = [(row, max(row.forwardings.all(), key=lambda sent: sent.revision, default=None)) for row in shown.rows]
    context = {"page": shown, "rows": listed, "clause": _clause()}
    return render(request, "desk/hand_over/list.html", context)


@page("conversations.hand_over")
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def begin(request: StaffRequest) -> HttpResponse:
    """First step: where, and the exchange itself. It is read into a preview; nothing is stored."""
    form = SourceForm(request.POST, request.FILES) if request.method == "POST" else SourceForm()
    if form.is_valid() and (found := attempt(form, lambda: _read(form))) is not None:
        given = form.cleaned_data
        if (chosen := attempt(form, lambda: _chosen(found, given["words"]))) is not None:
            rows, left_out = chosen
            context = {
                "where": clean(given["where"]),
                "rows": rows_of(rows),
                "read_from": found.platform,
                "missing": found.missing,
                "left_out": left_out,
                "clause": _clause(),
            }
            return render(request, "desk/hand_over/preview.html", context)
    context = {"form": form, "clause": _clause()}
    return render(request, "desk/hand_over/begin.html", context, status=422 if form.errors else 200)


def _read(form: SourceForm) -> Read:
    """What was pasted or exported. Neither is no mistake: who has only screenshots writes down what they show."""
    given = form.cleaned_data
    if export := given["export"]:
        if (export.size or 0) > LARGEST:
            raise too_large()
        return read_export(export.read(), own_name=given["own_name"])
    return Read("", taken_apart(clean(given["pasted"]), own_name=given["own_name"]))


def _chosen(found: Read, words: str) -> tuple[list[tuple[Message, bool]], int]:
    """(messages, each with whether it is taken to belong to the exchange; how many conversations are not shown).

    The latest conversation that holds the words is taken; the next ones are shown to choose from while there is room.
    """
    if not found.platform:
        if len(found.messages) > MOST_ROWS:
            raise Invalid(f"That is more than {MOST_ROWS} messages. Hand the exchange over in parts.", field="pasted")
        return [(message, True) for message in found.messages], 0
    all_threads = threads(found.messages, words=words)
    if not all_threads:
        raise Invalid("No conversation of this export holds these words. Try fewer.", field="words")
    if len(all_threads[0].messages) > MOST_ROWS:
        # The end of a long conversation is the part somebody asks about.
        return [(message, True) for message in all_threads[0].messages[-MOST_ROWS:]], len(all_threads) - 1
    rows: list[tuple[Message, bool]] = []
    for number, thread in enumerate(all_threads):
        if len(rows) + len(thread.messages) > MOST_ROWS:
            return rows, len(all_threads) - number
        rows += [(message, number == 0) for message in thread.messages]
    return rows, 0


@page("conversations.hand_over")
@require_POST
@sensitive_post_parameters()
def hand(request: StaffRequest) -> HttpResponse:
    """Second step: the preview came back, corrected. It asks for more rows, another order, or is handed over."""
    do = request.POST.get("do", "")
    given = moved(request.POST, do)
    rows = posted_rows(given)
    refused: Refused | None = None
    right = [row.is_valid() for row in rows]
    if do == "more":
        rows += blank_rows(len(rows))
    elif do == "hand" and all(right):
        try:
            made = hand_over(
                by=request.user,
                at=now(),
                where=given.get("where", "")[:80],
                messages=in_order(rows, as_it_stands=bool(given.get("ordered"))),
                screenshots=chosen_shots(request),
                read_from=clean(given.get("read_from", ""))[:40],
            )
        except NotPermitted:
            raise
        except Refused as refusal:
            refused = refusal
        else:
            messages.success(request, "Handed over. The records mailbox is sent the whole exchange.")
            return redirect("desk:handed_over", made.pk)
    context = {
        "where": clean(given.get("where", ""))[:80],
        "rows": rows,
        "read_from": clean(given.get("read_from", ""))[:40],
        "refused": refused,
        "wrong": not all(right) and do == "hand",
        "ordered": bool(given.get("ordered")),
        "full": len(rows) >= MOST_ROWS + BLANK_ROWS,
        "clause": _clause(),
    }
    return render(request, "desk/hand_over/preview.html", context, status=422 if refused or context["wrong"] else 200)


def chosen_shots(request: StaffRequest) -> list[Shot]:
    """The pictures chosen, decoded. Raises Invalid for what is none."""
    files = request.FILES.getlist("screenshots")
    if sum(file.size or 0 for file in files) > LARGEST_TOGETHER or any((file.size or 0) > MAX_BYTES for file in files):
        raise Invalid(f"The screenshots are larger than {LARGEST_TOGETHER // 1024 // 1024} MB together. Choose fewer.")
    return [Shot(file.name or "", decode(file.read())) for file in files]


urlpatterns = [
    path("hand-over/", handed_over, name="hand_over"),
    path("hand-over/new", begin, name="hand_over_new"),
    path("hand-over/preview", hand, name="hand_over_preview"),
    path("hand-over/<uuid:conversation_id>", answering.exchange, name="handed_over"),
    path("hand-over/<uuid:conversation_id>/findings", answering.findings, name="handed_over_findings"),
    path("hand-over/<uuid:conversation_id>/answered", answering.answered, name="handed_over_answered"),
    path("hand-over/<uuid:conversation_id>/pictures/<int:number>", answering.picture, name="handed_over_picture"),
]
