"""The three statements every act in the agency's name costs: lock the head, insert the record, move the head.

Written out because Django's query builder would cost four times what the database takes for them; every operation
waits for these while holding the lock. The columns are those of records.models, which the tests compare.
"""

from __future__ import annotations

from django.db import connection
from django.db.backends.utils import CursorWrapper

from masthead.records.models import LedgerHead, Record
from masthead.records.tree import CompactRange

COLUMNS = ("number", "kind", "at", "by", "subject", "conversation", "payload", "salt", "commitment", "leaf")
_NAMES = ", ".join(f'"{column}"' for column in COLUMNS)
_INSERT = f"INSERT INTO records_record ({_NAMES}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"  # noqa: S608
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


def insert(cursor: CursorWrapper, record: Record) -> None:
    """Insert `record`. Raises IntegrityError when its number is taken: a record is never overwritten."""
    values = record.__dict__
    moment = connection.ops.adapt_datetimefield_value(record.at)
    cursor.execute(_INSERT, [moment if name == "at" else values[name] for name in COLUMNS])


def move_head(cursor: CursorWrapper, tree: CompactRange) -> None:
    """Store the tree grown by the record just inserted."""
    cursor.execute(_MOVE_HEAD, [tree.size, tree.pack()])
