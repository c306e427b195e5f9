"""Bringing in all that was said under a post by hand: read, previewed and corrected, then kept in one act.

Between the steps the comments are in the page and nowhere else.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from masthead.conversations.paste import posts_to_answer, refuse_where_comments_come_in
from masthead.conversations.paste_all import paste_all
from masthead.conversations.read_comments import LARGEST, Brought, is_html, read_comments
from masthead.conversations.take_in import Intake
from masthead.desk.forms.bring_comments import BringForm, brought_rows, room_for_more, rows_that_came_back
from masthead.desk.forms.hand_over import BLANK_ROWS, MOST_ROWS
from masthead.desk.page import StaffRequest, attempt, page
from masthead.desk.views.hand_over import chosen_shots
from masthead.employees.exports.pasted import taken_apart
from masthead.kernel.clock import now
from masthead.kernel.refusals import Invalid, NotPermitted, Refused
from masthead.kernel.text import clean
from masthead.presences.models import Presence


@page("conversations.paste")
@require_http_methods(["GET", "POST"])
def bring(request: StaffRequest, presence_id: UUID) -> HttpResponse:
    """First step: the comments. They are read into a preview; nothing is stored."""
    presence = get_object_or_404(Presence, pk=presence_id)
    refuse_where_comments_come_in(presence)
    form = BringForm(presence, *((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_bound and form.is_valid() and (found := attempt(form, lambda: _read(form))) is not None:
        unread = sum(1 for one in found if one.unread)
        context = {"presence": presence, "under": form.cleaned_data["under"], "rows": brought_rows(found)}
        return render(request, "desk/by_hand/brought.html", {**context, "unread": unread})
    context = {"form": form, "presence": presence}
    return render(request, "desk/by_hand/bring.html", context, status=422 if form.errors else 200)


@page("conversations.paste")
@require_POST
def keep(request: StaffRequest, presence_id: UUID) -> HttpResponse:
    """Second step: the preview came back, corrected. It asks for more rows, or is kept."""
    presence = get_object_or_404(Presence, pk=presence_id)
    given, rows = request.POST, rows_that_came_back(request.POST)
    under = next((row for row in posts_to_answer(presence) if str(row.pk) == given.get("under", "")), None)
    refused: Refused | None = None
    right = [row.is_valid() for row in rows]
    if given.get("do") == "more":
        rows += room_for_more(len(rows))
    elif all(right):
        comments = [row.pasted(under) for row in rows if row.kept]
        try:
            shots = chosen_shots(request)
            done, pictures = paste_all(
                by=request.user, at=now(), presence=presence, under=under, comments=comments, screenshots=shots
            )
        except NotPermitted:
            raise
        except Refused as refusal:
            refused = refusal
        else:
            messages.success(request, _said(done, pictures))
            return redirect("desk:inbox")
    wrong = not all(right) and given.get("do") != "more"
    context = {
        "presence": presence,
        "under": str(under.pk) if under else "",
        "rows": rows,
        "refused": refused,
        "wrong": wrong,
        "full": len(rows) >= MOST_ROWS + BLANK_ROWS,
    }
    return render(request, "desk/by_hand/brought.html", context, status=422 if refused or wrong else 200)


def _read(form: BringForm) -> tuple[Brought, ...]:
    """What was pasted or chosen. Neither is no mistake: who has only screenshots writes down what they show."""
    given = form.cleaned_data
    if file := given["file"]:
        raw = file.read(LARGEST + 1)
        plain = not is_html(raw[:4096].decode("latin-1")) and (file.name or "").lower().endswith(
            (".txt", ".text", ".md")
        )
        found = _apart(raw.decode("utf-8-sig", "replace")) if plain else read_comments(raw)
    elif is_html(given["pasted"]):
        found = read_comments(given["pasted"].encode())
    else:
        found = _apart(given["pasted"])
    if len(found) > MOST_ROWS:
        raise Invalid(f"That is more than {MOST_ROWS} comments. Bring them in in parts.")
    return found


def _apart(text: str) -> tuple[Brought, ...]:
    return tuple(Brought(one.name, one.text, one.at) for one in taken_apart(clean(text)))


def _said(done: Intake, pictures: int) -> str:
    new, reworded = len(done.captured), len(done.reworded)
    parts = [f"{new} new comment{'s' * (new != 1)}"]
    parts += [f"{reworded} in other words than before"] if reworded else []
    parts += [f"{done.known} here already"] if done.known else []
    parts += [f"{pictures} screenshot{'s' * (pictures != 1)}"] if pictures else []
    return f"Brought in: {', '.join(parts)}."


urlpatterns = [
    path("inbox/paste/<uuid:presence_id>/all", bring, name="comments_bring"),
    path("inbox/paste/<uuid:presence_id>/all/keep", keep, name="comments_keep"),
]
