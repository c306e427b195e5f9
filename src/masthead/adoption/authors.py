"""Whose words are in a version: whoever drafted it, and whoever revised it, even where somebody wrote over it since."""

from __future__ import annotations

from uuid import UUID

from masthead.adoption.models import Version
from masthead.agencies.models import Person
from masthead.records.models import Record


def authors_of(version: Version) -> frozenset[str]:
    """The actors who drafted or revised `version`, as the ledger has them. One query."""
    revised = Record.objects.filter(subject=version.subject, kind="policy_version/revised")
    return frozenset({version.drafted_by, *revised.values_list("by", flat=True)})


def revised_by(person: Person) -> frozenset[UUID]:
    """The ids of the versions that `person` revised, whoever drafted them. One query."""
    revised = Record.objects.filter(by=person.actor_id, kind="policy_version/revised")
    return frozenset(UUID(subject.partition(":")[2]) for subject in revised.values_list("subject", flat=True))
