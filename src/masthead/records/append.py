"""The only writer of the ledger. Called inside the operation's transaction, so act and record stand or fall together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from masthead.agencies.actors import Actor
from masthead.records.models import Record

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
    id, so that a whole exchange can be exported. Raises ValueError when the body does not satisfy its schema, and
    RuntimeError outside a transaction.
    """
    raise NotImplementedError
