"""“May I post this?” The text comes in, the answer goes out, and nothing of either is kept anywhere.

No session is written, no message is queued, nothing is logged; an error report would show neither field.
"""

from __future__ import annotations

from typing import cast

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from masthead.agencies.models import the_agency
from masthead.desk.forms.self_check import SelfCheckForm
from masthead.desk.page import StaffRequest, attempt, page
from masthead.employees.disclaimer import disclaimer
from masthead.employees.places import ANYWHERE, PLACES
from masthead.employees.privacy_notice import privacy_notice
from masthead.employees.self_check import Role, SelfCheck, self_check
from masthead.kernel.refusals import NotFound
from masthead.kernel.text import clean
from masthead.policy.in_force import rulebook
from masthead.policy.rulebook import Rulebook

_WORDS = ("text", "profile", "account_name", "account_email")


@sensitive_post_parameters("text", "profile", "account_name", "account_email")
@page("self_check.use")
@require_http_methods(["GET", "POST"])
def check(request: StaffRequest) -> HttpResponse:
    try:
        book = rulebook()
    except LookupError:
        raise NotFound("No policy is in force yet, so there is nothing to check against.") from None
    form = SelfCheckForm(request.POST if request.method == "POST" else None)
    answer = attempt(form, lambda: _answer(form, book)) if form.is_valid() else None
    live = request.headers.get("HX-Request") == "true"
    context = {
        "form": form,
        "live": live,
        # The disclaimer says that somebody speaks for themselves: an account of the agency never does.
        "official": request.POST.get("where") == "official",
        "answer": answer,
        "text": clean(request.POST.get("text", "")),
        "disclaimer": disclaimer(book),
        "privacy": privacy_notice(book),
        "something": any(request.POST.get(name, "").strip() for name in _WORDS),
    }
    template = "desk/self_check/answer.html" if live else "desk/self_check/check.html"
    # A fragment with what is wrong is an answer, too: only whole pages say so by their status.
    return render(request, template, context, status=422 if form.errors and not live else 200)


def _answer(form: SelfCheckForm, book: Rulebook) -> SelfCheck:
    given = form.cleaned_data
    agency = the_agency()
    return self_check(
        given["text"],
        book=book,
        as_role=cast(Role, given["where"]),
        about_agency={"yes": True, "no": False}.get(given["about"]),
        profile=form.account(),
        place=PLACES.get(given["channel"], ANYWHERE),
        email_domains=[agency.records_address.rpartition("@")[2]] if agency else [],
    )


urlpatterns = [path("self-check", check, name="self_check")]
