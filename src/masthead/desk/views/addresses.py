"""Official e-mail addresses and the presences whose accounts they opened."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from masthead.agencies.rights import may
from masthead.desk.forms.employees import FindAddressForm, NoteAddressForm
from masthead.desk.page import StaffRequest, attempt, page
from masthead.desk.paging import page_of
from masthead.employees.official_addresses import note_address, official_domains, uses, without_address
from masthead.kernel.clock import now
from masthead.kernel.refusals import NotFound, NotPermitted
from masthead.policy.in_force import rulebook


@page("addresses.see")
@require_http_methods(["GET", "POST"])
def addresses(request: StaffRequest) -> HttpResponse:
    try:
        gate = rulebook().gate("official_address_opens_only_a_presence")
    except LookupError:
        raise NotFound("No policy is in force yet. An administrator chooses one in the first steps.") from None
    form = NoteAddressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not may(request.user, "addresses.note"):
            raise NotPermitted("You may read this list. A communicator, an approver or the director adds to it.")
        if form.is_valid():
            attempt(form, lambda: note_address(by=request.user, at=now(), **form.cleaned_data))
        if not form.errors:
            messages.success(request, "Noted, and in the records.")
            return redirect("desk:addresses")
    words = request.GET.get("words", "").replace("\x00", "").strip()[:200]
    context = {
        "form": form,
        "find": FindAddressForm(request.GET),
        "page": page_of(uses(words=words), request.GET),
        "words": words,
        "domains": sorted(official_domains()),
        "gate": gate.id if gate else "",
        "unsaid": without_address().count(),
    }
    return render(request, "desk/addresses/list.html", context, status=422 if form.errors else 200)


urlpatterns = [path("official-addresses/", addresses, name="addresses")]
