"""Who calls, and what their token lets them try. The operations ask for the person's rights again themselves."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, Literal

from django.http import HttpRequest
from ninja.security import HttpBearer

from masthead.administration.tokens import person_of
from masthead.agencies.models import Person
from masthead.agencies.rights import refuse_unless_permitted
from masthead.kernel.clock import now
from masthead.kernel.refusals import NotPermitted

Scope = Literal["read", "write", "decide"]


class ApiRequest(HttpRequest):
    """A request with a known person and the scopes of their token."""

    person: Person
    scopes: frozenset[str]


class Bearer(HttpBearer):
    """`Authorization: Bearer mh_…`. Cookies are never read here, so no other site can act through a browser."""

    def authenticate(self, request: HttpRequest, token: str) -> Person | None:
        found = person_of(token, at=now())
        if found is None:
            return None
        request.person, request.scopes = found  # type: ignore[attr-defined]
        return found[0]


def needs(right: str, scope: Scope) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Refuse a route unless the token has `scope` and its person has `right`."""

    def decorate(route: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(route)
        def guarded(request: ApiRequest, *args: Any, **kwargs: Any) -> Any:
            if scope not in request.scopes:
                raise NotPermitted(f"This token lacks the scope “{scope}”. Issue one that has it.")
            refuse_unless_permitted(request.person, right)
            return route(request, *args, **kwargs)

        # The types in the route's own words: the framework would look their names up in this file.
        guarded.__signature__ = inspect.signature(route, eval_str=True)  # type: ignore[attr-defined]
        guarded.right, guarded.scope = right, scope  # type: ignore[attr-defined]
        return guarded

    return decorate
