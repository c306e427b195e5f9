"""A page of the desk: signed in, permitted by the rights table, and honest about what went wrong.

Views translate a request, make one call into a journey, and translate back. A refusal by a rule is shown in the
rule's own words: beside the field it is about, or as a message on the page the person came from.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers

from masthead.agencies.models import Person
from masthead.agencies.rights import RIGHTS, Role, may
from masthead.kernel.refusals import Invalid, NotFound, NotPermitted, Refused

P = ParamSpec("P")
T = TypeVar("T")


class StaffRequest(HttpRequest):
    """A request whose user is known to be a Person of the agency."""

    user: Person


View = Callable[Concatenate[StaffRequest, P], HttpResponse]


def page(right: str) -> Callable[[View[P]], Callable[..., HttpResponse]]:
    """Make a view a desk page: sign-in asked for, `right` required (403 in words otherwise), never cached."""
    if right not in RIGHTS:
        raise TypeError(f"{right} is not in the rights table")

    def decorate(view: View[P]) -> Callable[..., HttpResponse]:
        @login_required
        @functools.wraps(view)
        def guarded(request: StaffRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not may(request.user, right):
                return _not_for_you(request, right)
            try:
                response = view(request, *args, **kwargs)
            except NotPermitted as refusal:
                return render(request, "desk/refused.html", {"refusal": refusal}, status=403)
            except NotFound as refusal:
                return render(request, "desk/refused.html", {"refusal": refusal}, status=404)
            except Refused as refusal:
                return render(request, "desk/refused.html", {"refusal": refusal}, status=409)
            add_never_cache_headers(response)
            return response

        guarded.right = right  # type: ignore[attr-defined]
        return guarded

    return decorate


def attempt(form: forms.Form, act: Callable[[], T]) -> T | None:
    """Run one operation for a valid form. A refusal becomes the form's own error, beside its field if it names one."""
    try:
        return act()
    except NotPermitted:
        raise
    except Invalid as refusal:
        for one in (refusal, *refusal.others):
            form.add_error(one.field if one.field in form.fields else None, one.sentence)
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
    return None


def act_and_return(
    request: HttpRequest, act: Callable[[], object], *, done: str | Callable[[], str], to: str
) -> HttpResponse:
    """Run one operation for a button, say what happened, and go to `to`."""
    try:
        act()
    except NotPermitted:
        raise
    except Refused as refusal:
        messages.error(request, refusal.sentence, extra_tags=refusal.clause)
    else:
        messages.success(request, done if isinstance(done, str) else done())
    return redirect(to)


def _not_for_you(request: HttpRequest, right: str) -> HttpResponse:
    roles = sorted(Role(name).label for name in RIGHTS[right] if name not in ("worker", "citizen"))
    refusal = NotPermitted(f"This page is for: {', '.join(roles)}.")
    return render(request, "desk/refused.html", {"refusal": refusal}, status=403)
