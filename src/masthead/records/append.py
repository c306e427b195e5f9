"""The only writer of the ledger. Called inside the act's transaction, so act and record stand or fall together."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
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
    """Append one record of `kind` (a path under records/kinds/, whose JSON Schema `body` must satisfy).

    `subject` is `<thing>:<id>`; `clauses` are clause ids of the policy in force; `conversation` is a conversation's
    id, so that a whole exchange can be exported. Raises ValueError when the body does not satisfy its schema or holds
    what JSON cannot say (dates and ids are given as text), and RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A record is appended inside the transaction of the act it records.")
    with connection.cursor() as cursor:
        tree = rows.locked_head(cursor)
        envelope: dict[str, Any] = {
            "v": ENVELOPE_VERSION,
            "kind": kind,
            "number": tree.size,
            "at": stamp(at),
            "by": by.actor_id,
            "subject": subject,
            "conversation": conversation,
            "clauses": list(clauses),
            "policy": _policy_stamp(),
            "body": dict(body),
        }
        payload = canonical(envelope)
        refuse_unless_said_rightly(kind, envelope["body"])
        record = _sealed(envelope, payload, at)
        rows.insert(cursor, record)
        tree.push(bytes(record.leaf))
        rows.move_head(cursor, tree)
    tiles.complete(record.number)
    appended.set(appended.get() + 1)
    return record


def _sealed(envelope: dict[str, Any], payload: bytes, at: datetime) -> Record:
    """The row for `payload`, sealed under a salt of its own."""
    salt = secrets.token_bytes(SALT_BYTES)
    commitment = commit(salt, payload)
    shown = (envelope["number"], envelope["kind"], aware(at), envelope["by"], envelope["subject"])
    values = (*shown, envelope["conversation"], payload, salt, commitment, leaf_of(commitment))
    # As a row that was read: built by column, it costs half of what naming each of them would.
    return Record.from_db(connection.alias, rows.COLUMNS, values)
