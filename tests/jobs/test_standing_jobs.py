"""The standing jobs do their duty when the worker calls them."""

from datetime import timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from factories import at, person
from masthead.administration.commitments import add_commitment
from masthead.jobs import carry_deliveries, forget_finished_tasks, sign_checkpoint
from masthead.kernel.clock import now
from masthead.records.models import Checkpoint, LedgerHead

pytestmark = pytest.mark.django_db


def test_the_ledger_is_signed_when_it_grew_and_only_then(agency):
    assert sign_checkpoint.run.func() == 0
    add_commitment(by=person("administrator"), at=at(), name="Summer Library Program")
    signed = sign_checkpoint.run.func()
    assert Checkpoint.objects.get().size == signed == LedgerHead.objects.get().size
    assert sign_checkpoint.run.func() == 0


def test_nothing_is_signed_before_there_is_an_agency():
    assert sign_checkpoint.run.func() == 0


def test_an_empty_outbox_carries_nothing(agency):
    assert carry_deliveries.run.func() == 0


@pytest.mark.parametrize(
    ("status", "age", "kept"),
    [
        ("SUCCESSFUL", timedelta(minutes=59), True),
        ("SUCCESSFUL", timedelta(minutes=61), False),
        ("FAILED", timedelta(days=13), True),
        ("FAILED", timedelta(days=15), False),
        ("READY", timedelta(days=99), True),
    ],
)
def test_faults_are_kept_longer_than_successes(status, age, kept):
    finished = None if status == "READY" else now() - age
    DBTaskResult.objects.create(
        status=status, finished_at=finished, args_kwargs={}, task_path="x", run_after=now(), backend_name="default"
    )
    forget_finished_tasks.run.func()
    assert DBTaskResult.objects.exists() is kept
