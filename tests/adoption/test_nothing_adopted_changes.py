"""What was adopted stays as it was, whoever tries: its bytes, its digest, the facts of its adoption."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adoption.versions import LONG_AGO, PDF, adopted, changed, cleared, director, drafted, owner, started
from masthead.adoption import draft, review
from masthead.adoption.adopt import AdoptionFacts, adopt
from masthead.adoption.fixed import FIXED
from masthead.adoption.kept import adoptions, version_holding_at
from masthead.adoption.models import Kept, Version
from masthead.adoption.states import ADOPTED
from masthead.adoption.take_effect import come_into_force, is_due
from masthead.adoption.withdraw import withdraw
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency
from masthead.kernel.refusals import Refused
from masthead.policy.adoptions import holding_at

pytestmark = pytest.mark.django_db
OTHER: dict[str, Any] = {
    "number": 99,
    "layer": "rules",
    "policy_id": "another",
    "title": "Another",
    "stamp": "another@1+rules.1",
    "adopted_on": date(1999, 1, 1),
    "adopted_by": "Nobody",
    "minutes": "None",
    "adoption_recorded_by": "person:nobody",
    "adoption_recorded_at": datetime(1999, 1, 1, tzinfo=UTC),
    "in_force_from": datetime(1999, 1, 1, tzinfo=UTC),
    "signed_copy_id": None,
}


@pytest.fixture
def version(agency: Agency) -> Version:
    started(agency)
    return adopted(changed("2026-11", clause="presence.5", duty="Links are read."))


def facts_of(version: Version) -> tuple[object, ...]:
    row = Version.objects.select_related("file").get(pk=version.pk)
    return (*(getattr(row, column) for column in FIXED), bytes(row.file.raw))


@pytest.mark.parametrize("column", [*OTHER, "file_id"])
def test_the_database_refuses_to_change_an_adopted_version(version: Version, column: str) -> None:
    other = Kept.objects.exclude(pk=version.file_id).filter(media="toml").first()
    before, value = facts_of(version), other.pk if column == "file_id" and other else OTHER.get(column)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(**{column: value})
    row = Version.objects.get(pk=version.pk)
    setattr(row, column, value)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        row.save()
    assert facts_of(version) == before
    assert set(FIXED) == {*OTHER, "file_id"}


def test_the_database_refuses_to_change_kept_bytes_or_to_go_back(version: Version) -> None:
    before = facts_of(version)
    for change in (
        lambda: Kept.objects.filter(pk=version.file_id).update(raw=b"other"),
        lambda: Kept.objects.filter(pk=version.file_id).update(media="pdf"),
        lambda: Version.objects.filter(pk=version.pk).update(state="draft"),
    ):
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            change()
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        cursor.execute("UPDATE adoption_kept SET raw = %s", [b"other"])
    assert facts_of(version) == before


def test_a_draft_may_still_be_mended(version: Version) -> None:
    open_draft = drafted(changed("2026-12", clause="presence.5", duty="Links are read twice."))
    raw = changed("2026-13", clause="presence.5", duty="Links are read three times.", base=open_draft)
    assert draft.revise(by=owner(), at=LONG_AGO, version=open_draft, raw=raw, why="Again").stamp.startswith(
        "mlc-2012@2026-13"
    )


ACTS = st.sampled_from(["adopt", "withdraw", "revise", "return", "clear", "come", "draft", "rewrite"])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(acts=st.lists(st.tuples(ACTS, st.integers(0, 3), st.integers(0, 40)), max_size=12))
def test_whatever_people_do_adopted_versions_stay_and_the_time_decides(
    agency: Agency, acts: list[tuple[str, int, int]]
) -> None:
    """Any acts in any order: what was adopted is the same at the end, and what holds follows from the adoptions."""
    with transaction.atomic():
        started(agency)
        seen: dict[object, tuple[object, ...]] = {}
        moment = LONG_AGO
        for number, (act, which, days) in enumerate(acts):
            moment += timedelta(hours=days)
            attempt(act, which, days, number, moment)
            for row in Version.objects.filter(state__in=ADOPTED):
                assert seen.setdefault(row.pk, facts_of(row)) == facts_of(row)
        for row in Version.objects.filter(pk__in=seen):
            assert facts_of(row)[:-1] == seen[row.pk][:-1]
            assert hashlib.sha256(bytes(row.file.raw)).hexdigest() == row.file_id
        for hours in range(0, 2000, 97):
            time = LONG_AGO + timedelta(hours=hours)
            expected = holding_at(adoptions(), time)
            assert expected is not None
            assert version_holding_at(time).number == expected.number  # type: ignore[union-attr]
        transaction.set_rollback(True)


def attempt(act: str, which: int, days: int, number: int, moment: datetime) -> None:
    rows = list(Version.objects.order_by("-number"))
    version = rows[which % len(rows)]
    try:
        with transaction.atomic():
            if act == "draft":
                cleared(changed(f"v{number}", clause="presence.5", duty=f"Links are read {number} times."), when=moment)
            elif act == "adopt":
                facts = AdoptionFacts(
                    adopted_on=moment.date(),
                    minutes="m",
                    in_force_on=moment.date() + timedelta(days=days),
                    signed_copy=PDF,
                )
                adopt(by=director(), at=moment, version=version, facts=facts, seen_digest=version.file_id)
            elif act == "withdraw":
                withdraw(by=owner(), at=moment, version=version, reason="r")
            elif act == "revise":
                raw = changed(f"r{number}", clause="presence.5", duty=f"Revised {number}.", base=version)
                draft.revise(by=owner(), at=moment, version=version, raw=raw, why="w")
            elif act == "return":
                review.send_back(by=owner(), at=moment, version=version, reason="r")
            elif act == "clear":
                review.clear(
                    by=owner(), at=moment, version=version, counsel="c", reviewed_on=moment.date(), opinion="o"
                )
            elif act == "rewrite":
                Version.objects.filter(pk=version.pk).update(minutes="Forged")
            elif is_due(moment):
                come_into_force(by=Worker("policy"), at=moment)
    except (Refused, DatabaseError):
        pass
