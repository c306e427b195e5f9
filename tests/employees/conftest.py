"""People, a second version of the policy, and a mail server that is only pretended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from masthead.agencies.models import Agency, Person
from masthead.employees import acknowledge, remind
from masthead.policy.rulebook import Rulebook


@pytest.fixture
def put_in_force(agency: Agency, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Rulebook]:
    """`put_in_force("2027-01-01")`: from now on that version is the one in force."""

    def switch(version: str) -> Rulebook:
        newer = Rulebook(replace(rulebook.policy, version=version, digest=f"{abs(hash(version)):064x}"[-64:]))
        for module in (acknowledge, remind):
            monkeypatch.setattr(module, "rulebook", lambda: newer)
        return newer

    return switch


@pytest.fixture
def barnaby(agency: Agency) -> Person:
    import factories

    return factories.person(name="Barnaby Wren")
