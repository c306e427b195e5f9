"""What every test may ask for. Rows come from tests/factories.py; the clock is `factories.at`, never the machine's."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

import factories
import settings_for_tests
from emptied import emptied_where_filled
from masthead.agencies.models import Agency
from masthead.channels.feeds import fetch as feed
from masthead.links import fetch
from masthead.media import faces, heic
from masthead.outbox import carry
from masthead.policy import in_force
from masthead.policy.rulebook import Rulebook
from masthead.project import policy_source
from own_database import OwnDatabase, OwnDatabases, own_databases

# A loaded machine is slow, not wrong: time limits are kept by the benches and by pytest's own timeout. The suite draws
# the same examples every time, so that what fails was caused by a change; `make explore` draws new ones. Whoever
# suppresses another health check names this one too: what is drawn slowly is drawn on a busy machine.
PATIENT = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
hypothesis_settings.register_profile("masthead", **PATIENT, derandomize=True)
hypothesis_settings.register_profile("explore", **PATIENT, max_examples=1000, derandomize=False)
SET_ASIDE = pytest.StashKey[int]()
hypothesis_settings.load_profile(os.environ.get("MASTHEAD_TEST_EXAMPLES", "masthead"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What never meets the database says nothing new about PostgreSQL: its pass runs only what does."""
    if settings_for_tests.which != "postgresql":
        return
    meets = [item for item in items if _meets_the_database(item)]
    if set_aside := set(items) - set(meets):
        config.hook.pytest_deselected(items=list(set_aside))
        items[:] = meets
        config.stash[SET_ASIDE] = len(set_aside)
        if hasattr(config, "workeroutput"):
            config.workeroutput["set_aside"] = len(set_aside)


def _meets_the_database(item: pytest.Item) -> bool:
    """Without one of these pytest lets no test near the database, and gives its processes none of the kind tested."""
    asked = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or asked & {"db", "transactional_db", "live_server"})


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Each worker collects the same tests, so each sets the same number aside."""
    told = getattr(node, "workeroutput", {})
    node.config.stash[SET_ASIDE] = max(node.config.stash.get(SET_ASIDE, 0), told.get("set_aside", 0))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say what the run on PostgreSQL leaves to the one on SQLite."""
    if set_aside := config.stash.get(SET_ASIDE, 0):
        terminalreporter.write_line(
            f"PostgreSQL: {set_aside} tests that meet no database are left to the run on SQLite."
        )


@pytest.fixture(autouse=True)
def _policy_is_read_afresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A test's agency is rolled back without a signal: what the last test knew must not reach the next.

    Within a test it is not read again after two seconds: a slow machine would ask a query more than a fast one.
    """
    monkeypatch.setattr(policy_source, "FRESH_SECONDS", 3600.0)
    policy_source.forget()
    yield
    policy_source.forget()


@pytest.fixture(autouse=True, scope="session")
def _a_busy_machine_is_not_late() -> Iterator[None]:
    """Time passes when a test says so: no sweep's later moment is the machine's, and no page or picture is given up.

    For the session, so that a test which undoes its own changes cannot undo these.
    """
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(carry, "monotonic", lambda: 0.0)
        changed.setattr(fetch, "SECONDS", 300.0)
        changed.setattr(feed, "SECONDS", 300.0)
        changed.setattr(faces, "LONGEST", 600.0)
        changed.setattr(heic, "_SECONDS", 600)
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OwnDatabases]:
    """The test database as pytest-django makes it, and what copies it for processes."""
    with ExitStack() as until_the_end:
        with django_db_blocker.unblock():
            copies = until_the_end.enter_context(own_databases(tmp_path_factory.mktemp("migrated")))
        until_the_end.enter_context(emptied_where_filled())
        yield copies


@pytest.fixture(scope="session")
def own_database(django_db_setup: OwnDatabases) -> OwnDatabase:
    """`own_database(home)`: the environment of processes with a migrated database of their own, of the kind tested.

    Whoever asks for it is marked `django_db`, which is what has the database made that is copied.
    """
    return django_db_setup.at


@pytest.fixture
def agency(db: None) -> Agency:
    """The agency, set up, with the Mississippi Library Commission's policy in force."""
    return factories.agency()


@pytest.fixture
def rulebook(agency: Agency) -> Rulebook:
    """The rulebook in force."""
    return in_force.rulebook()
