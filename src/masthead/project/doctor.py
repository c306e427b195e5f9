"""The examination behind `masthead doctor`: one function per organ, each says what it found and the cure."""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from masthead.agencies.models import MailSettings, the_agency
from masthead.conversations.models import StreamCursor
from masthead.jobs.lost import living_workers
from masthead.policy.in_force import rulebook_of
from masthead.presences.models import Presence
from masthead.project.preflight import disk_has_room, python_is_new_enough


@dataclass(frozen=True)
class Symptom:
    """`ill` needs attention, `note` is worth knowing, `well` is well. `says` is one sentence with the cure in it."""

    what: str
    state: Literal["well", "note", "ill"]
    says: str


def examine(*, at: datetime) -> Iterator[Symptom]:
    """Look at everything. What cannot be looked at because the database does not answer is not guessed at."""
    yield from (_python(), _disk())
    database = _database()
    yield database
    if database.state == "ill":
        return
    tables = _tables()
    yield tables
    yield _assets()
    if tables.state == "ill":
        return
    organs: tuple[Callable[[datetime], Iterator[Symptom]], ...] = (_agency, _worker, _mail, _presences)
    for organ in organs:
        yield from organ(at)


def _python() -> Symptom:
    if reason := python_is_new_enough():
        return Symptom("python", "ill", reason)
    return Symptom("python", "well", f"Python {platform.python_version()} ({sys.executable}).")


def _disk() -> Symptom:
    if reason := disk_has_room(settings.MASTHEAD_HOME):
        return Symptom("disk", "ill", reason)
    free = shutil.disk_usage(settings.MASTHEAD_HOME).free
    return Symptom("disk", "well", f"{free // 2**30} GB are free at {settings.MASTHEAD_HOME}.")


def _database() -> Symptom:
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        sentence = (
            f"The database does not answer: {str(error).strip()}. Check DATABASE_URL, or leave it out for SQLite."
        )
        return Symptom("database", "ill", sentence)
    return Symptom("database", "well", f"{connection.display_name} answers.")


def _tables() -> Symptom:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        return Symptom("tables", "ill", f"{len(plan)} changes of tables are waiting: run `masthead manage migrate`.")
    return Symptom("tables", "well", "The tables are up to date.")


def _assets() -> Symptom:
    if (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        return Symptom("assets", "well", "Styles and scripts are in place.")
    return Symptom("assets", "ill", "Styles and scripts are not gathered yet: `masthead serve` does it when it starts.")


def _agency(at: datetime) -> Iterator[Symptom]:
    agency = the_agency()
    if agency is None or agency.set_up_at is None:
        yield Symptom("agency", "note", "The first run is not finished: open /welcome/ with the set-up code.")
        return
    try:
        book = rulebook_of(agency.policy)
    except (LookupError, ValueError) as error:
        yield Symptom("policy", "ill", f"The policy in force cannot be read: {error}")
    else:
        yield Symptom("policy", "well", f"{agency.name} works under {book.stamp}.")


def _worker(at: datetime) -> Iterator[Symptom]:
    living = living_workers(at)
    if living:
        yield Symptom("worker", "well", f"{len(living)} at work: {', '.join(sorted(living))}.")
    else:
        sentence = "No worker was heard of in the last minute: nothing is sent or taken in. Start `masthead serve`."
        yield Symptom("worker", "ill", sentence)


def _mail(at: datetime) -> Iterator[Symptom]:
    mail = MailSettings.objects.first()
    if mail is None:
        yield Symptom("mail", "note", "No mail server is set: exchanges cannot be sent to the records address.")
    else:
        yield Symptom("mail", "well", f"Mail goes out through {mail}.")


def _presences(at: datetime) -> Iterator[Symptom]:
    for presence in Presence.objects.exclude(state__in=("declined", "retired")).order_by("name"):
        name = f"{presence.name} on {presence.channel}"
        cursors = StreamCursor.objects.filter(presence=presence).exclude(trouble="")
        if trouble := cursors.values_list("trouble", flat=True).first():
            yield Symptom("presence", "ill", f"{name}: comments cannot be taken in. {trouble}")
        else:
            yield Symptom("presence", "well", f"{name}: {presence.state}.")
