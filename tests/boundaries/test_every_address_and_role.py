"""Every address × every role, anonymous included: who is let in follows the rights table, and nothing is forgotten."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

import factories
from masthead.agencies.models import Agency
from masthead.agencies.rights import RIGHTS, Role

# Addresses without a right of their own, each for its reason.
OPEN_TO_STAFF = {
    "desk:theme": "how the desk looks to oneself, signed in or not",
}


def addresses(resolver: URLResolver, prefix: str = "", space: str = "") -> Iterator[tuple[str, str, Any]]:
    """(name, path with sample values, view) of every pattern below `resolver`."""
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern).replace("^", "").replace("$", "")
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, route, f"{pattern.namespace}:" if pattern.namespace else space)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", "/" + sample(route), pattern.callback


def sample(route: str) -> str:
    for kind, value in (("uuid", str(uuid.UUID(int=1))), ("slug", "nothing"), ("int", "1"), ("str", "x")):
        while f"<{kind}:" in route:
            start = route.index(f"<{kind}:")
            route = route[:start] + value + route[route.index(">", start) + 1 :]
    return route


DESK = [found for found in addresses(get_resolver()) if found[0].startswith("desk:")]


@pytest.fixture
def people(agency: Agency) -> dict[str, Client]:
    return {role.value: factories.client_for(factories.person(role)) for role in Role}


def test_every_page_of_the_desk_names_its_right() -> None:
    unnamed = [name for name, _, view in DESK if name not in OPEN_TO_STAFF and not hasattr(view, "right")]
    assert unnamed == []
    assert len(DESK) > 20


def test_nobody_who_has_not_signed_in_sees_the_desk(agency: Agency) -> None:
    stranger = Client()
    for name, path, _ in DESK:
        if name in OPEN_TO_STAFF:
            continue
        for answer in (stranger.get(path), stranger.post(path)):
            assert answer.status_code == 302, name
            assert answer["Location"].startswith("/sign-in/"), name


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_each_role_is_let_in_exactly_where_the_table_says(people: dict[str, Client], role: Role) -> None:
    client = people[role.value]
    held = {role.value, Role.EMPLOYEE.value}
    for name, path, view in DESK:
        if name in OPEN_TO_STAFF:
            continue
        permitted = bool(RIGHTS[view.right] & held)
        for method in ("get", "post"):
            status = getattr(client, method)(path).status_code
            assert (status != 403) == permitted or (permitted and status == 403 and method == "post"), (
                f"{role.value} {method} {name}: {status}, the table says {'yes' if permitted else 'no'}"
            )
            if not permitted:
                assert status == 403, f"{role.value} {method} {name} was let in: {status}"
            assert status < 500, f"{role.value} {method} {name}: {status}"
