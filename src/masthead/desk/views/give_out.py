"""Give records out: choose which, and take them away as one file. The giving is itself a record."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import BinaryIO

from django.http import FileResponse, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from masthead.conversations.inbox import matching
from masthead.conversations.models import Conversation
from masthead.desk.forms.records import ExportForm
from masthead.desk.page import StaffRequest, attempt, page
from masthead.exporters.export import Scope, export
from masthead.kernel.clock import now
from masthead.kernel.ids import id_in
from masthead.kernel.refusals import Invalid

AT_ONCE = 25_000
"""Records given out while somebody waits: six seconds' worth. More is given out at the machine itself."""

MOST_BYTES = 250 * 1024 * 1024
"""Files given out while somebody waits: pictures and bytes as received, all together."""


@page("records.export")
@require_http_methods(["GET", "POST"])
def record_export(request: StaffRequest) -> HttpResponse:
    if request.method == "POST":
        form = ExportForm(request.POST, offered=_offered(request.POST))
        if form.is_valid():
            made = attempt(form, lambda: _give_out(request, form.scope(), form.cleaned_data["form"]))
            if made is not None:
                return made
    else:
        chosen = request.GET.get("conversation", "")
        form = ExportForm(initial={"conversation": chosen}, offered=_offered(request.GET))
    find = (request.POST if form.is_bound else request.GET).get("find", "")
    context = {"form": form, "at_once": AT_ONCE, "find": find, "none_found": find and len(form["conversation"]) < 2}
    return render(request, "desk/records/export.html", context, status=422 if form.is_bound else 200)


def _offered(given: QueryDict) -> list[Conversation]:
    """The conversation that was chosen, and those that hold the words looked for."""
    key, words = id_in(given.get("conversation", "")), given.get("find", "").strip()
    chosen = list(Conversation.objects.select_related("presence").filter(pk=key)) if key else []
    found = matching(words) if words else []
    return [*chosen, *(one for one in found if one.pk != key)]


def _give_out(request: StaffRequest, scope: Scope, form: str) -> HttpResponse:
    count = scope.records().count()
    if count > AT_ONCE:
        raise Invalid(
            f"This choice holds {count:,} records; a browser takes up to {AT_ONCE:,}. Choose a shorter time, or have "
            "whoever keeps the machine run “masthead export”.",
            field="since",
        )
    at = now()
    with tempfile.TemporaryDirectory(prefix="masthead-export-") as place:
        to = Path(place) / f"records-{at:%Y%m%d-%H%M%S}"
        export(
            by=request.user,
            at=at,
            to=to,
            conversation=scope.conversation,
            since=scope.since,
            until=scope.until,
            form=form,
            most_bytes=MOST_BYTES,
        )
        if to.is_dir():
            whole = Path(shutil.make_archive(str(to), "zip", root_dir=place, base_dir=to.name))
        else:
            whole = to.rename(to.with_suffix(f".{form}"))
        # Held open, the file outlives its folder: it is gone for good when the download ends, however it ends.
        content: BinaryIO = whole.open("rb")
    response: HttpResponseBase = FileResponse(content, as_attachment=True, filename=whole.name)
    return response  # type: ignore[return-value]
