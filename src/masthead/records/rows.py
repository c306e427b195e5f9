"""The three statements every act in the agency's name costs: lock the head, insert its records, move the head.

Written out because Django's query builder would cost four times what the database takes for them; every operation
waits for these while holding the lock. The columns are those of records.models, which the tests compare.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from masthead.records.models import LedgerHead, Record
from masthead.records.tree import CompactRange

COLUMNS = ("number", "kind", "at", "by", "subject", "conversation", "payload", "salt", "commitment", "leaf")
_NAMES = ", ".join(f'"{column}"' for column in COLUMNS)
_INSERT = f"INSERT INTO records_record ({_NAMES}) VALUES "  # noqa: S608
_ROW = f"({', '.join(['%s'] * len(COLUMNS))})"
_TOGETHER = 100
"""Rows of one statement: ten values each, far below the least number of values a database takes."""
_READ_HEAD = "SELECT size, peaks FROM records_ledgerhead WHERE id = 1"
_MOVE_HEAD = "UPDATE records_ledgerhead SET size = %s, peaks = %s WHERE id = 1"


def locked_head(cursor: CursorWrapper) -> CompactRange:
    """The tree as it stands, its row locked until the transaction ends: numbers are given one writer at a time.

    SQLite has no row locks and needs none: the settings take its one write lock when a transaction begins.
    """
    question = _READ_HEAD + (" FOR UPDATE" if connection.features.has_select_for_update else "")
    cursor.execute(question)
    row = cursor.fetchone()
    if row is None:
        # The ledger's first record. Two first writers may both come here; one row is made, both then queue for it.
        LedgerHead.objects.bulk_create([LedgerHead(pk=1)], ignore_conflicts=True)
        cursor.execute(question)
        row = cursor.fetchone()
    return CompactRange.unpack(row[0], bytes(row[1]))


def insert(cursor: CursorWrapper, records: Sequence[Record]) -> None:
    """Insert `records`. Raises IntegrityError when a number is taken: a record is never overwritten."""
    for first in range(0, len(records), _TOGETHER):
        some = records[first : first + _TOGETHER]
        values: list[Any] = []
        for record in some:
            row = record.__dict__
            moment = connection.ops.adapt_datetimefield_value(record.at)
            values += [moment if name == "at" else row[name] for name in COLUMNS]
        cursor.execute(_INSERT + ", ".join([_ROW] * len(some)), values)


def move_head(cursor: CursorWrapper, tree: CompactRange) -> None:
    """Store the tree grown by the records just inserted."""
    cursor.execute(_MOVE_HEAD, [tree.size, tree.pack()])
