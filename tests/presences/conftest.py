from __future__ import annotations

import pytest

from factories import person
from masthead.agencies.models import Agency, Person
from masthead.agencies.rights import Role


@pytest.fixture
def communicator(agency: Agency) -> Person:
    return person(Role.COMMUNICATOR)


@pytest.fixture
def director(agency: Agency) -> Person:
    return person(Role.DIRECTOR)
