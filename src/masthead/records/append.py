"""The only writer of the ledger. Called inside the act's transaction, so act and record stand or fall together."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from masthead.agencies.actors import Actor
from masthead.kernel.clock import aware, stamp
from masthead.records import rows, tiles
from masthead.records.models import Record
from masthead.records.operation import appended
from masthead.records.schemas import refuse_unless_said_rightly
from masthead.records.seal import SALT_BYTES, canonical, commit, leaf_of

ENVELOPE_VERSION = 1

_policy_stamp: Callable[[], str] = lambda: ""  # noqa: E731


def set_policy_stamp(source: Callable[[], str]) -> None:
    """Tell the ledger where to read `<policy id>@<version>`, stamped on every record. Called once at start-up."""
    global _policy_stamp
    _policy_stamp = source


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one record says: `kind` is a path under records/kinds/, whose JSON Schema `body` must satisfy.

    `subject` is `<thing>:<id>`; `clauses` are clause ids of the policy in force; `conversation` is a conversation's
    id, so that a whole exchange can be exported.
    """

    kind: str
    subject: str
    body: Mapping[str, Any]
    clauses: Sequence[str] = ()
    conversation: str = ""


def append(
    kind: str,
    *,
    by: Actor,
    at: datetime,
    subject: str,
    body: Mapping[str, Any],
    clauses: Sequence[str] = (),
    conversation: str = "",
) -> Record:
    """Append one record; the arguments are those of an `Entry`.

    Raises ValueError when the body does not satisfy its schema or holds what JSON cannot say (dates and ids are given
    as text), and RuntimeError outside a transaction.
    """
    entry = Entry(kind=kind, subject=subject, body=body, clauses=clauses, conversation=conversation)
    return append_all([entry], by=by, at=at)[0]


def append_all(entries: Sequence[Entry], *, by: Actor, at: datetime) -> list[Record]:
    """Append the records of one act that says many things, in their order: the head is locked and moved once.

    All of them or none. Raises as `append`.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A record is appended inside the transaction of the act it records.")
    records: list[Record] = []
    if not entries:
        return records
    policy = _policy_stamp()
    with connection.cursor() as cursor:
        tree = rows.locked_head(cursor)
        for entry in entries:
            envelope: dict[str, Any] = {
                "v": ENVELOPE_VERSION,
                "kind": entry.kind,
                "number": tree.size,
                "at": stamp(at),
                "by": by.actor_id,
                "subject": entry.subject,
                "conversation": entry.conversation,
                "clauses": list(entry.clauses),
                "policy": policy,
                "body": dict(entry.body),
            }
            payload = canonical(envelope)
            refuse_unless_said_rightly(entry.kind, envelope["body"])
            record = _sealed(envelope, payload, at)
            tree.push(bytes(record.leaf))
            records.append(record)
        rows.insert(cursor, records)
        rows.move_head(cursor, tree)
    for record in records:
        tiles.complete(record.number)
    appended.set(appended.get() + len(records))
    return records


def _sealed(envelope: dict[str, Any], payload: bytes, at: datetime) -> Record:
    """The row for `payload`, sealed under a salt of its own."""
    salt = secrets.token_bytes(SALT_BYTES)
    commitment = commit(salt, payload)
    shown = (envelope["number"], envelope["kind"], aware(at), envelope["by"], envelope["subject"])
    values = (*shown, envelope["conversation"], payload, salt, commitment, leaf_of(commitment))
    # As a row that was read: built by column, it costs half of what naming each of them would.
    return Record.from_db(connection.alias, rows.COLUMNS, values)
