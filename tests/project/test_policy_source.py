"""A version comes into force at its moment in every process, without a restart or a query each time."""

from __future__ import annotations

import json
import time
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import factories
from adoption.versions import LONG_AGO, adopted, changed, started
from masthead.administration.commitments import add_commitment
from masthead.adoption.models import Version
from masthead.adoption.start import keep_the_file_in_use, may_keep_the_file_in_use
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency
from masthead.kernel.refusals import Refused
from masthead.policy.in_force import rulebook, rulebook_under
from masthead.policy.pack import find_pack
from masthead.project import policy_source
from masthead.records.models import Record

pytestmark = pytest.mark.django_db
NEW_DUTY = "Every link is read to its end."


def duty() -> str:
    return rulebook().clause("presence.5").duty


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The wall clock of this process; tests move it."""
    moment = [LONG_AGO + timedelta(days=1)]
    monkeypatch.setattr(policy_source, "now", lambda: moment[0])
    return moment


def test_the_same_process_changes_at_the_moment_and_asks_nobody(agency: Agency, clock: list[datetime]) -> None:
    started(agency)
    version = adopted(changed("2026-11", clause="presence.5", duty=NEW_DUTY), days=3)
    before = duty()
    assert version.in_force_from is not None
    with CaptureQueriesContext(connection) as queries:
        clock[0] = version.in_force_from - timedelta(microseconds=1)
        assert duty() == before
        clock[0] = version.in_force_from
        rulebook_of_the_day = duty()
    assert rulebook_of_the_day == NEW_DUTY
    assert len(queries) == 1, "only the file of the new version is read, once"


def test_what_another_process_adopts_is_heard_within_seconds(
    agency: Agency, clock: list[datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = started(agency)
    assert rulebook().stamp == first.stamp
    adopted(changed("2026-11", clause="presence.5", duty=NEW_DUTY))
    old = (time.monotonic(), tuple(a for a in policy_source.kept.adoptions() if a.number == 1), "")
    monkeypatch.setattr(policy_source, "_known", old)  # as in a process that was told nothing
    assert duty() != NEW_DUTY
    monkeypatch.setattr(policy_source, "_known", (old[0] - policy_source.FRESH_SECONDS - 1, *old[1:]))
    assert duty() == NEW_DUTY


def test_ten_thousand_questions_cost_one_query(agency: Agency, clock: list[datetime]) -> None:
    started(agency)
    policy_source.forget()
    began = time.process_time()
    with CaptureQueriesContext(connection) as queries:
        for _ in range(10_000):
            rulebook()
    assert len(queries) <= 2
    assert time.process_time() - began < 20


def test_old_acts_keep_their_stamp_and_show_their_words(agency: Agency, clock: list[datetime]) -> None:
    first = started(agency)
    add_commitment(by=Worker("a"), at=LONG_AGO, name="Before")
    adopted(changed("2026-11", clause="presence.5", duty=NEW_DUTY))
    add_commitment(by=Worker("a"), at=LONG_AGO, name="After")
    stamps = [
        json.loads(bytes(payload))["policy"]
        for payload in Record.objects.filter(kind="commitment/added").values_list("payload", flat=True)
    ]
    assert stamps == [first.stamp, "mlc-2012@2026-11+rules.2"]
    before, after = (rulebook_under(stamp).clause("presence.5").duty for stamp in stamps)
    assert after == NEW_DUTY != before
    assert rulebook_under("of-nobody@1+rules.1").stamp == rulebook().stamp


def test_an_old_decision_shows_the_old_words_on_the_desk(agency: Agency, clock: list[datetime]) -> None:
    started(agency)
    add_commitment(by=Worker("a"), at=LONG_AGO, name="Before")
    from masthead.desk.look.clauses import chip_for, ground_name

    old_stamp, old = rulebook().stamp, duty()
    adopted(changed("2026-11", clause="presence.5", duty=NEW_DUTY).replace(b'name = "Abusive"', b'name = "Insulting"'))
    assert chip_for("presence.5", old_stamp).clause.duty == old  # type: ignore[union-attr]
    assert chip_for("presence.5").clause.duty == NEW_DUTY  # type: ignore[union-attr]
    assert (ground_name("abusive", old_stamp), ground_name("abusive")) == ("Abusive", "Insulting")


def test_a_desk_of_an_earlier_masthead_keeps_its_file_once(agency: Agency) -> None:
    assert may_keep_the_file_in_use()
    assert rulebook().policy.id == "mlc-2012"
    version = keep_the_file_in_use(by=Worker("upgrade"), at=factories.at())
    assert bytes(version.file.raw) == find_pack("mlc-2012").read_bytes()
    assert Record.objects.get().kind == "agency/policy_kept"
    assert not may_keep_the_file_in_use()
    with pytest.raises(Refused, match="keeps its policy already"):
        keep_the_file_in_use(by=Worker("upgrade"), at=factories.at())
    assert Version.objects.count() == 1
