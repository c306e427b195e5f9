"""What every test may ask for. Rows come from tests/factories.py; the clock is `factories.at`, never the machine's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings as hypothesis_settings

import factories
from masthead.agencies.models import Agency
from masthead.policy import in_force
from masthead.policy.rulebook import Rulebook
from masthead.project import policy_source

# A loaded machine is slow, not wrong: time limits are kept by the benches and by pytest's own timeout.
hypothesis_settings.register_profile("masthead", deadline=None)
hypothesis_settings.load_profile("masthead")


@pytest.fixture(autouse=True)
def _policy_is_read_afresh() -> Iterator[None]:
    """A test's agency is rolled back without a signal: what the last test knew must not reach the next."""
    policy_source.forget()
    yield
    policy_source.forget()


@pytest.fixture
def agency(db: None) -> Agency:
    """The agency, set up, with the Mississippi Library Commission's policy in force."""
    return factories.agency()


@pytest.fixture
def rulebook(agency: Agency) -> Rulebook:
    """The rulebook in force."""
    return in_force.rulebook()
