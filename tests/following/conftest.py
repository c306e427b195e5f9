"""A presence that can follow, the people who ask and decide, and a list of campaigns."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import factories
from fakes.follows import Followsome, followsome
from fakes.presence import live_presence
from following.registers import bring_in, text
from masthead.agencies.models import Person
from masthead.agencies.rights import Role
from masthead.following import own
from masthead.presences.models import Presence


@pytest.fixture
def channel() -> Iterator[Followsome]:
    with followsome() as channel:
        yield channel


@pytest.fixture
def presence(agency: object, channel: Followsome) -> Presence:
    return live_presence("followsome")


@pytest.fixture
def writer(agency: object) -> Person:
    return factories.person(Role.COMMUNICATOR)


@pytest.fixture
def approver(agency: object) -> Person:
    return factories.person(Role.APPROVER)


@pytest.fixture
def city(writer: Person) -> None:
    """The agency's own register knows the account @city, on a network of the test's own."""
    enter(writer, "city", "public_body", "City of Okatoma")


def enter(writer: Person, handle: str, kind: str, name: str) -> None:
    """Enter an account; what needs an approver's eye is confirmed by one."""
    row = own.enter(
        by=writer,
        at=factories.at(),
        channel="followsome",
        handle=handle,
        kind=kind,
        name=name,
        evidence="https://okatoma.example/social",
    )
    if kind != "campaign":
        own.confirm(by=factories.person(Role.APPROVER), at=factories.at(), row=row)


def candidates(lines: str) -> None:
    bring_in("csv", [text(lines)], name="Okatoma candidates")
