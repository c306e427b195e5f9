"""Imported lists of malware and phishing sites: which there are, importing another, taking one away."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from masthead.desk.forms.site_lists import ListForm
from masthead.desk.page import StaffRequest, act_and_return, attempt, page
from masthead.kernel.clock import now
from masthead.links import lists
from masthead.links.list_file import ListFile, read, refuse_too_large
from masthead.links.models import SiteList

_SHOWN = 50


@page("links.see_lists")
@require_GET
def site_lists(request: StaffRequest) -> HttpResponse:
    return _page(request, ListForm())


@page("links.import_list")
@require_POST
def site_list_import(request: StaffRequest) -> HttpResponse:
    """Tell what a file would change, or import it: whichever of the two buttons was pressed."""
    form = ListForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form)
    name, as_of = form.cleaned_data["name"], form.cleaned_data["as_of"]
    given = attempt(form, lambda: _read(form))
    if given is None:
        return _page(request, form)
    if request.POST.get("act") != "import":
        difference = attempt(form, lambda: lists.compare(name, given))
        return _page(request, form, tried=given, difference=difference)
    made = attempt(form, lambda: lists.import_list(by=request.user, at=now(), name=name, as_of=as_of, given=given))
    if made is None:
        return _page(request, form)
    messages.success(request, f"{made.name} is imported. Sites: {made.sites:,}. Skipped rows: {made.skipped_count:,}.")
    return redirect("desk:site_lists")


def _read(form: ListForm) -> ListFile:
    upload = form.cleaned_data["upload"]
    refuse_too_large(upload.name, upload.size)
    return read(upload.name, upload.read())


def _page(
    request: StaffRequest, form: ListForm, *, tried: ListFile | None = None, difference: lists.Difference | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "lists": SiteList.objects.all()[:200],
        "tried": tried if difference else None,
        "difference": difference,
        "skipped": tried.skipped[:_SHOWN] if tried else (),
    }
    return render(request, "desk/links/lists.html", context, status=422 if form.errors else 200)


@page("links.import_list")
@require_POST
def site_list_remove(request: StaffRequest, list_id: UUID) -> HttpResponse:
    why = request.POST.get("why", "")
    return act_and_return(
        request,
        lambda: lists.remove(by=request.user, at=now(), list_id=list_id, why=why),
        done="The list is gone. That it was here stays on record.",
        to=reverse("desk:site_lists"),
    )


urlpatterns = [
    path("links/lists", site_lists, name="site_lists"),
    path("links/lists/import", site_list_import, name="site_list_import"),
    path("links/lists/<uuid:list_id>/remove", site_list_remove, name="site_list_remove"),
]
