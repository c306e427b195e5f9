"""Who works here and which roles they hold. An administrator's page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from masthead.administration.people import add_person, end_access, grant_role, withdraw_role
from masthead.agencies.models import Person
from masthead.agencies.rights import Role
from masthead.desk.forms.administration import GRANTABLE, PersonForm
from masthead.desk.page import StaffRequest, act_and_return, attempt, page
from masthead.desk.paging import page_of
from masthead.kernel.clock import now
from masthead.kernel.refusals import Invalid, NotFound


@page("people.add")
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: StaffRequest) -> HttpResponse:
    """Everybody, the latest added first, and a form for somebody new."""
    form = PersonForm(request.POST or None)
    if form.is_valid() and attempt(form, lambda: _add(request.user, form.cleaned_data)) is not None:
        return redirect("desk:people")
    find = request.GET.get("find", "").strip()[:200]
    rows = Person.objects.select_related("bureau").prefetch_related("grants")
    if find:
        rows = rows.filter(Q(name__icontains=find) | Q(email__icontains=find))
    context = {"form": form, "page": page_of(rows, request.GET, size=50), "find": find}
    return render(request, "desk/administration/people.html", context, status=422 if form.errors else 200)


@page("people.add")
@require_http_methods(["GET", "HEAD"])
def one_person(request: StaffRequest, person_id: UUID) -> HttpResponse:
    """One person, their roles, and what may be changed about them."""
    shown = _person(person_id)
    held = {grant.role: grant for grant in shown.grants.all()}
    roles = [(value, label, held.get(value)) for value, label in GRANTABLE]
    return render(request, "desk/administration/person.html", {"shown": shown, "roles": roles})


@page("people.grant")
@require_POST
def person_grant(request: StaffRequest, person_id: UUID) -> HttpResponse:
    shown = _person(person_id)
    return act_and_return(
        request,
        lambda: grant_role(by=request.user, at=now(), person=shown, role=_role(request)),
        done=f"{shown.name} now holds this role.",
        to=reverse("desk:person", args=[person_id]),
    )


@page("people.withdraw")
@require_POST
def person_withdraw(request: StaffRequest, person_id: UUID) -> HttpResponse:
    shown = _person(person_id)
    return act_and_return(
        request,
        lambda: withdraw_role(by=request.user, at=now(), person=shown, role=_role(request)),
        done=f"{shown.name} no longer holds this role.",
        to=reverse("desk:person", args=[person_id]),
    )


@page("people.withdraw")
@require_POST
def person_end(request: StaffRequest, person_id: UUID) -> HttpResponse:
    shown = _person(person_id)
    return act_and_return(
        request,
        lambda: end_access(by=request.user, at=now(), person=shown),
        done=f"{shown.name} can no longer sign in. What they did stays in their name.",
        to=reverse("desk:people"),
    )


def _add(by: Person, given: dict[str, Any]) -> Person:
    return add_person(by=by, at=now(), **{**given, "roles": [Role(value) for value in given["roles"]]})


def _person(person_id: UUID) -> Person:
    found = Person.objects.filter(pk=person_id).first()
    if found is None:
        raise NotFound("There is nobody of that kind here.")
    return found


def _role(request: StaffRequest) -> Role:
    try:
        return Role(request.POST.get("role", ""))
    except ValueError:
        raise Invalid("There is no such role.", field="role") from None


urlpatterns = [
    path("people/", people, name="people"),
    path("people/<uuid:person_id>", one_person, name="person"),
    path("people/<uuid:person_id>/grant", person_grant, name="person_grant"),
    path("people/<uuid:person_id>/withdraw", person_withdraw, name="person_withdraw"),
    path("people/<uuid:person_id>/end", person_end, name="person_end"),
]
