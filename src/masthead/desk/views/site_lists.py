"""Sites that do harm: imported lists of them, and the agency's own word on a site."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from masthead.desk.forms.site_lists import ListForm, WordForm
from masthead.desk.page import StaffRequest, act_and_return, attempt, page
from masthead.desk.paging import page_of
from masthead.kernel.clock import now
from masthead.links import lists, own_word
from masthead.links.list_file import ListFile, read, refuse_too_large
from masthead.links.models import SiteList, SiteWord

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
        difference = attempt(form, lambda: _tried(name, as_of, given))
        return _page(request, form, tried=given, difference=difference)
    made = attempt(form, lambda: lists.import_list(by=request.user, at=now(), name=name, as_of=as_of, given=given))
    if made is None:
        return _page(request, form)
    messages.success(request, f"{made.name} is imported. Sites: {made.sites:,}. Skipped rows: {made.skipped_count:,}.")
    return redirect("desk:site_lists")


def _tried(name: str, as_of: date, given: ListFile) -> lists.Difference:
    lists.refuse_day(name, as_of, at=now())
    return lists.compare(name, given)


def _read(form: ListForm) -> ListFile:
    upload = form.cleaned_data["upload"]
    refuse_too_large(upload.name, upload.size)
    return read(upload.name, upload.read())


def _page(
    request: StaffRequest,
    form: ListForm,
    *,
    tried: ListFile | None = None,
    difference: lists.Difference | None = None,
    word: WordForm | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "word": word or WordForm(),
        "words": page_of(SiteWord.objects.filter(taken_back_at=None).select_related("said_by"), request.GET),
        "lists": SiteList.objects.all()[:200],
        "tried": tried if difference else None,
        "difference": difference,
        "skipped": tried.skipped[:_SHOWN] if tried else (),
    }
    return render(
        request, "desk/links/lists.html", context, status=422 if form.errors or (word and word.errors) else 200
    )


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


@page("links.say_of_site")
@require_POST
def site_word_say(request: StaffRequest) -> HttpResponse:
    form = WordForm(request.POST)
    if form.is_valid():
        given = {**form.cleaned_data, "allowed": form.cleaned_data["allowed"] == "allow"}
        if said := attempt(form, lambda: own_word.say(by=request.user, at=now(), **given)):
            messages.success(request, f"{said.site} is {'allowed' if said.allowed else 'denied'} from now on.")
            return redirect("desk:site_lists")
    return _page(request, ListForm(), word=form)


@page("links.say_of_site")
@require_POST
def site_word_take_back(request: StaffRequest, word_id: UUID) -> HttpResponse:
    why = request.POST.get("why", "")
    return act_and_return(
        request,
        lambda: own_word.take_back(by=request.user, at=now(), word_id=word_id, why=why),
        done="Taken back. It stays on record.",
        to=reverse("desk:site_lists"),
    )


urlpatterns = [
    path("links/lists", site_lists, name="site_lists"),
    path("links/lists/import", site_list_import, name="site_list_import"),
    path("links/lists/<uuid:list_id>/remove", site_list_remove, name="site_list_remove"),
    path("links/lists/words", site_word_say, name="site_word_say"),
    path("links/lists/words/<uuid:word_id>/take-back", site_word_take_back, name="site_word_take_back"),
]
