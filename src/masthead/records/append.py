"""The only writer of the ledger. Called inside the operation's transaction, so act and record stand or fall together."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from masthead.agencies.actors import Actor
from masthead.kernel.clock import aware, stamp
from masthead.records import tiles
from masthead.records.models import LedgerHead, Record
from masthead.records.operation import appended
from masthead.records.schemas import refuse_unless_said_rightly
from masthead.records.seal import SALT_BYTES, canonical, commit, leaf_of
from masthead.records.tree import CompactRange

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
    tree = locked_head()
    envelope: dict[str, object] = {
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
    refuse_unless_said_rightly(kind, body)
    salt = secrets.token_bytes(SALT_BYTES)
    commitment = commit(salt, payload)
    record = Record(
        number=tree.size,
        kind=kind,
        at=aware(at),
        by=by.actor_id,
        subject=subject,
        conversation=conversation,
        payload=payload,
        salt=salt,
        commitment=commitment,
        leaf=leaf_of(commitment),
    )
    record.save(force_insert=True)
    tree.push(record.leaf)
    LedgerHead.objects.filter(pk=1).update(size=tree.size, peaks=tree.pack())
    tiles.complete(record.number)
    appended.set(appended.get() + 1)
    return record


def locked_head() -> CompactRange:
    """The tree as it stands, its row locked until the transaction ends: numbers are given one writer at a time."""
    head = LedgerHead.objects.select_for_update().values_list("size", "peaks")
    row = head.filter(pk=1).first()
    if row is None:
        # The ledger's first record. Two first writers may both come here; one row is made and both then queue for it.
        LedgerHead.objects.bulk_create([LedgerHead(pk=1)], ignore_conflicts=True)
        row = head.get(pk=1)
    return CompactRange.unpack(row[0], bytes(row[1]))
