"""Every address × every role, anonymous included: who is let in follows the rights table, and nothing is forgotten."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

import factories
from masthead.agencies.models import Agency, Person
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
    return re.sub(r"\(\?P<\w+>[^)]*\)", "x", route)


EVERY = list(addresses(get_resolver()))
DESK = [found for found in EVERY if found[0].startswith("desk:")]

# Signing in is a library's: each of its addresses that exists, and what a stranger gets there. A new one is seen here.
PAGE, TO_SIGN_IN, TO_SIGN_OUT, NOTHING = 200, "/sign-in/login/", "/", 404
SIGNING_IN: dict[str, int | str] = {
    "sign_in": TO_SIGN_IN,
    "demo_sign_in": NOTHING,
    "account_login": PAGE,
    "account_logout": TO_SIGN_OUT,
    "account_inactive": PAGE,
    "account_reauthenticate": TO_SIGN_IN,
    "account_signup": TO_SIGN_IN,
    "account_change_password": TO_SIGN_IN,
    "account_set_password": TO_SIGN_IN,
    "account_reset_password": PAGE,
    "account_reset_password_done": PAGE,
    "account_reset_password_from_key": PAGE,
    "account_reset_password_from_key_done": PAGE,
    "mfa_index": TO_SIGN_IN,
    "mfa_authenticate": TO_SIGN_IN,
    "mfa_reauthenticate": TO_SIGN_IN,
    "mfa_activate_totp": TO_SIGN_IN,
    "mfa_deactivate_totp": TO_SIGN_IN,
    "mfa_view_recovery_codes": TO_SIGN_IN,
    "mfa_generate_recovery_codes": TO_SIGN_IN,
    "mfa_download_recovery_codes": TO_SIGN_IN,
    "mfa_list_webauthn": TO_SIGN_IN,
    "mfa_add_webauthn": TO_SIGN_IN,
    "mfa_reauthenticate_webauthn": TO_SIGN_IN,
    "mfa_login_webauthn": TO_SIGN_IN,
    "mfa_edit_webauthn": TO_SIGN_IN,
    "mfa_remove_webauthn": TO_SIGN_IN,
}


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


def test_every_address_of_signing_in_is_known_and_leads_a_stranger_no_further(agency: Agency) -> None:
    there = [(name, path) for name, path, _ in EVERY if path.startswith("/sign-in/")]
    assert sorted(name for name, _ in there) == sorted(SIGNING_IN)
    for name, path in there:
        answer = Client().get(path)
        found = urlsplit(answer["Location"]).path if answer.status_code == 302 else answer.status_code
        assert found == SIGNING_IN[name], name
        assert Client().post(path).status_code < 500, name


@pytest.mark.parametrize("password", [True, False], ids=["with a password", "without"])
def test_every_address_of_signing_in_answers_whoever_is_in(agency: Agency, password: bool) -> None:
    person = factories.person(Role.DIRECTOR)
    if not password:
        person.set_unusable_password()
        person.save()
    for name, path, _ in EVERY:
        if path.startswith("/sign-in/"):
            for method in ("get", "post"):
                answer = getattr(factories.client_for(person), method)(path, {"email": "anyone@evil.invalid"})
                assert answer.status_code < 500, f"{method} {name}"
    assert [one.email for one in Person.objects.all()] == [person.email]


def test_nobody_replaces_the_address_an_administrator_vouched_for(agency: Agency) -> None:
    person = factories.person(Role.DIRECTOR)
    client = factories.client_for(person)
    for act in ("action_add", "action_primary"):
        answer = client.post("/sign-in/email/", {act: "", "email": "anyone@evil.invalid"})
        assert answer.status_code == 404
    person.refresh_from_db()
    assert person.email != "anyone@evil.invalid"
