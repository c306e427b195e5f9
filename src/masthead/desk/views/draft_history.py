"""The history of a draft: each revision, what it changed word by word, and the way back to it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from masthead.desk.look.difference import Piece, difference
from masthead.desk.page import StaffRequest, act_and_return, page
from masthead.desk.paging import page_of
from masthead.kernel.clock import now
from masthead.presences.models import Presence
from masthead.publishing.facts import find_draft
from masthead.publishing.models import Draft, Revision
from masthead.publishing.restore import restore
from masthead.publishing.states import DRAFT


@dataclass(frozen=True, slots=True)
class Change:
    """What one revision changed: the words, piece by piece, and a sentence for each other thing."""

    pieces: list[Piece]
    others: list[str]


@page("drafts.see")
@require_GET
def draft_history(request: StaffRequest, draft_id: UUID) -> HttpResponse:
    draft = get_object_or_404(Draft, pk=draft_id)
    rows = draft.revisions.select_related("by")
    wanted = request.GET.get("revision", "")
    shown = rows.filter(number=int(wanted)).first() if wanted.isdecimal() and len(wanted) < 7 else None
    shown = shown or rows.get(number=draft.revision)
    before = rows.filter(number=shown.number - 1).first()
    context = {
        "draft": draft,
        "page": page_of(rows, request.GET, key="number"),
        "shown": shown,
        "change": change_between(before, shown) if before else None,
        "restorable": DRAFT.may(draft.state, "edit") and shown.number != draft.revision,
        "overtakes": draft.state in ("asked", "approved"),
    }
    return render(request, "desk/drafts/history.html", context)


def change_between(before: Revision, after: Revision) -> Change:
    """What `after` says otherwise than `before`."""
    old, new = before.content, after.content
    others = []
    if old["title"] != new["title"]:
        others.append(f"The title was “{old['title']}”.")
    if old["audience"] != new["audience"]:
        others.append(f"The audience was “{old['audience']}”." if old["audience"] else "The audience was named.")
    if old["commitment"] != new["commitment"]:
        others.append("The commitment was changed.")
    others += _presences(old["presences"], new["presences"], common=(old["text"], new["text"]))
    if old["assets"] != new["assets"]:
        same = {entry["asset"] for entry in old["assets"]} == {entry["asset"] for entry in new["assets"]}
        others.append("The alt text of a picture was changed." if same else "The pictures were changed.")
    return Change(difference(str(old["text"]), str(new["text"])), others)


def _presences(old: list[dict[str, str]], new: list[dict[str, str]], *, common: tuple[str, str]) -> list[str]:
    was, now_is = ({entry["presence"]: entry["text"] for entry in entries} for entries in (old, new))
    names = {str(key): row.name for key, row in Presence.objects.in_bulk([*was, *now_is]).items()}
    said = [f"{names.get(key, 'A presence')} was added." for key in now_is if key not in was]
    said += [f"{names.get(key, 'A presence')} was taken out." for key in was if key not in now_is]
    for key in was.keys() & now_is.keys():
        own = tuple(
            text if text != shared else "" for text, shared in zip((was[key], now_is[key]), common, strict=True)
        )
        if own[0] != own[1]:
            said.append(f"The text for {names.get(key, 'a presence')} alone was changed.")
    return sorted(said)


@page("drafts.write")
@require_POST
def draft_restore(request: StaffRequest, draft_id: UUID) -> HttpResponse:
    shown, given = find_draft(draft_id), request.POST.get("revision", "")
    number = int(given) if given.isdecimal() and len(given) < 7 else 0
    return act_and_return(
        request,
        lambda: restore(by=request.user, at=now(), draft=shown, number=number),
        done=f"Revision {number} is back, as the newest one.",
        to=reverse("desk:draft", args=[draft_id]),
    )


urlpatterns = [
    path("drafts/<uuid:draft_id>/history", draft_history, name="draft_history"),
    path("drafts/<uuid:draft_id>/restore", draft_restore, name="draft_restore"),
]
