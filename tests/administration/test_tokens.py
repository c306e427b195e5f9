"""Tokens: issued for a while, with no more than was chosen, ended by their owner alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

import factories
from masthead.administration.tokens import LONGEST_DAYS, issue, person_of, revoke
from masthead.agencies.models import Agency, ApiToken, Person
from masthead.kernel.refusals import Invalid, NotFound


@pytest.fixture
def owner(agency: Agency) -> Person:
    return factories.person("communicator")


def test_a_token_is_good_until_its_day_and_not_a_moment_longer(owner: Person) -> None:
    token, secret = issue(by=owner, at=factories.at(), name="calendar", scopes=["read", "read"], days=2)
    assert token.scopes == ["read"]
    assert person_of(secret, at=token.expires_at - timedelta(seconds=1)) == (owner, frozenset({"read"}))
    assert person_of(secret, at=token.expires_at) is None


def test_the_secret_is_nowhere_in_the_database(owner: Person) -> None:
    _, secret = issue(by=owner, at=factories.at(), name="calendar", scopes=["read"])
    row = ApiToken.objects.values().get()
    assert secret not in str(row) and secret.removeprefix("mh_") not in str(row)
    assert person_of(secret + "x", at=factories.at()) is None


def test_it_ends_with_its_persons_access(owner: Person) -> None:
    _, secret = issue(by=owner, at=factories.at(), name="calendar", scopes=["read"])
    owner.is_active = False
    owner.save()
    assert person_of(secret, at=factories.at(1)) is None


def test_only_its_owner_ends_it(owner: Person) -> None:
    token, secret = issue(by=owner, at=factories.at(), name="calendar", scopes=["write"])
    with pytest.raises(NotFound):
        revoke(by=factories.person("director"), at=factories.at(1), token=token)
    assert person_of(secret, at=factories.at(1))
    revoke(by=owner, at=factories.at(2), token=token)
    assert person_of(secret, at=factories.at(3)) is None
    assert revoke(by=owner, at=factories.at(4), token=token).revoked_at == factories.at(2)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " "}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"days": 0}, "days"),
        ({"days": LONGEST_DAYS + 1}, "days"),
    ],
)
def test_what_cannot_be_issued_names_the_field(owner: Person, given: dict[str, object], field: str) -> None:
    wanted: dict[str, object] = {"name": "calendar", "scopes": ["read"], "days": 30, **given}
    with pytest.raises(Invalid) as refused:
        issue(by=owner, at=factories.at(), **wanted)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert not ApiToken.objects.exists()
