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

from masthead.administration.reseal import waiting
from masthead.agencies.models import MailSettings, the_agency
from masthead.channels.registry import describe
from masthead.checks.engine.grammar import engine
from masthead.conversations.reach import reaches, rows
from masthead.jobs.lost import living_workers
from masthead.policy.in_force import rulebook
from masthead.policy.rulebook import Rulebook
from masthead.project.preflight import disk_has_room, python_is_new_enough
from masthead.signals.context import shipped as context
from masthead.signals.model.heeded import heeded, said_of
from masthead.signals.model.shipped import folder, is_another, shipped, why_not


@dataclass(frozen=True)
class Symptom:
    """`ill` needs attention, `note` is worth knowing, `well` is well. `says` is one sentence with the cure in it."""

    what: str
    state: Literal["well", "note", "ill"]
    says: str


def examine(*, at: datetime) -> Iterator[Symptom]:
    """Look at everything. What cannot be looked at because the database does not answer is not guessed at."""
    yield from (_python(), _disk(), _model(), _grammar())
    database = _database()
    yield database
    if database.state == "ill":
        return
    tables = _tables()
    yield tables
    yield _assets()
    if tables.state == "ill":
        return
    yield _keys()
    organs: tuple[Callable[[datetime], Iterator[Symptom]], ...] = (_agency, _source, _worker, _mail, _presences)
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


def _model() -> Symptom:
    if reason := why_not():
        return Symptom("model", "ill", f"Comments are assessed by written signals alone. {reason}")
    if reason := context.why_not():
        return Symptom("model", "ill", f"Comments are assessed without a look at their posts by the model. {reason}")
    if is_another():
        return Symptom("model", "well", f"The model in {folder()} loads, and reads comments beside the signals.")
    return Symptom("model", "well", "The model that reads comments beside the signals is the recorded one, and loads.")


def _heeded(book: Rulebook) -> Iterator[Symptom]:
    """Of a model that an administrator brought: whether the policy names its labels."""
    reader = shipped() if is_another() else None
    if reader is None:
        return
    if heeded(book, reader):
        yield Symptom("model", "well", said_of(book, reader))
    else:
        sentence = f"Comments are assessed by written signals alone. {said_of(book, reader)}"
        yield Symptom("model", "ill", sentence)


def _unasked(book: Rulebook) -> Iterator[Symptom]:
    """Grounds of the policy in force of which it asks no model. Of listed words none is meant to be asked."""
    silent = [ground.name for ground in book.grounds if not ground.reads and not ground.words]
    if not silent:
        return
    if any(ground.reads for ground in book.grounds):
        which = f"The policy in force asks no model about {'; '.join(silent)}"
    else:
        which = "The policy in force asks for no model"
    sentence = (
        f"{which}: written signals alone look there, and find about half of what may go. To have the model read too, "
        "give the ground a [ground.model] table in the policy file, as the files shipped in policies/ have it."
    )
    yield Symptom("model", "note", sentence)


def _grammar() -> Symptom:
    try:
        if engine().grammar:
            return Symptom("grammar", "well", "Spelling and grammar are checked.")
    except Exception as error:  # noqa: BLE001 - whatever keeps both from loading, it is told, and the rest is looked at
        sentence = (
            f"Neither spelling nor grammar is checked ({type(error).__name__}), which holds every post up:"
            " run `make setup` again, or install harper-py and spylls as requirements/base.txt pins them."
        )
        return Symptom("grammar", "ill", sentence)
    sentence = (
        "Spelling is checked, grammar is not: Harper does not load. Run `make setup` again, or install harper-py as"
        " requirements/base.txt pins it, and start the desk again. The log says why it does not load."
    )
    return Symptom("grammar", "ill", sentence)


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


def _keys() -> Symptom:
    try:
        left = waiting()
    except (OSError, ValueError) as error:
        return Symptom("keys", "ill", f"The key file for stored secrets cannot be read: {error}")
    if left:
        return Symptom(
            "keys", "note", f"{left} secrets are sealed with an older key: run `masthead rekey --no-new-key`."
        )
    return Symptom("keys", "well", "Stored secrets are sealed with the newest key.")


def _agency(at: datetime) -> Iterator[Symptom]:
    agency = the_agency()
    if agency is None or agency.set_up_at is None:
        yield Symptom("agency", "note", "The first run is not finished: open /welcome/ with the set-up code.")
        return
    try:
        book = rulebook()
    except (LookupError, ValueError) as error:
        yield Symptom("policy", "ill", f"The policy in force cannot be read: {error}")
    else:
        yield Symptom("policy", "well", f"{agency.name} works under {book.stamp}.")
        yield from _heeded(book)
        yield from _unasked(book)


def _source(at: datetime) -> Iterator[Symptom]:
    """Section 13 of the license (docs/adr/license.md)."""
    agency = the_agency()
    if said := (agency.source_url if agency else "") or settings.MASTHEAD_SOURCE_URL:
        yield Symptom("source", "well", f"The public pages link the program's source: {said}.")
    else:
        sentence = (
            "The public pages do not say where the program's source is. If anything in it was changed here, the "
            "license asks for that: enter the address under Agency, or set MASTHEAD_SOURCE_URL."
        )
        yield Symptom("source", "note", sentence)


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
    """Every line that asks for something; one that says all is well where none does."""
    for reach in reaches(rows().order_by("name", "pk"), at=at, agency=the_agency()):
        name = f"{reach.presence.name} on {describe(reach.presence.channel).name}"
        for line in reach.lines:
            if line.state in ("note", "ill"):
                yield Symptom("presence", line.state, f"{name}: {line.what.lower()}. {line.says}")
        if reach.state in ("well", "by_hand"):
            yield Symptom("presence", "well", f"{name}: {' '.join(line.says for line in reach.lines)}")
