"""A record as a page shows it: what happened in words, the words it keeps, and its body laid out to read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from masthead.kernel.text import shorten
from masthead.records.models import Record
from masthead.records.schemas import title

_WORDS = ("text", "quote", "why", "reason", "name", "fault")
"""Where the words of a body stand, the fullest first."""


@dataclass(frozen=True, slots=True)
class Said:
    """`body` is indented JSON; `clauses` are ids; a record whose words were disposed of has neither."""

    record: Record
    what: str
    excerpt: str
    body: str
    clauses: tuple[str, ...]
    policy: str
    disposed: bool


def said(record: Record) -> Said:
    if record.payload is None:
        return Said(record, _title(record.kind), "Disposed of under a retention schedule", "", (), "", True)
    try:
        envelope = json.loads(bytes(record.payload))
        body, clauses, policy = dict(envelope["body"]), tuple(envelope["clauses"]), str(envelope["policy"])
    except (ValueError, KeyError, TypeError):
        # Somebody changed it under the desk. What is there is shown; that it is not as written, its proof tells.
        found = bytes(record.payload).decode("utf-8", "replace")
        return Said(record, _title(record.kind), "It cannot be read.", found, (), "", False)
    return Said(
        record=record,
        what=_title(record.kind),
        excerpt=_excerpt(body),
        body=json.dumps(body, ensure_ascii=False, indent=2),
        clauses=clauses,
        policy=policy,
        disposed=False,
    )


def _title(kind: str) -> str:
    """A kind of another version of the desk may have no schema here: it is shown by its name."""
    try:
        return title(kind)
    except ValueError:
        return kind.replace("/", ": ").replace("_", " ").capitalize()


def _excerpt(body: Mapping[str, object]) -> str:
    words = (body.get(name) for name in _WORDS)
    return next((shorten(word, 140) for word in words if isinstance(word, str) and word.strip()), "")
