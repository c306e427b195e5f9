"""What a test has committed is deleted where it is: emptying every table costs PostgreSQL 0.4 s of a core each time.

What Django itself writes once a database is migrated, its kinds of content and permissions, stays: it never changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.management.commands import flush
from django.db.backends.base.base import BaseDatabaseWrapper

STAYS = {"django_content_type", "auth_permission"}


@contextmanager
def emptied_where_filled() -> Iterator[None]:
    """While the block lasts, `flush` looks which tables have rows, and deletes those."""
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(flush, "sql_flush", _delete_what_is_there)
        changed.setattr(flush, "emit_post_migrate_signal", lambda *_: None)
        yield


def _delete_what_is_there(
    _: object, connection: BaseDatabaseWrapper, reset_sequences: bool = True, allow_cascade: bool = False
) -> list[str]:
    assert not reset_sequences, "numbers go on after rows are deleted"
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    names = [connection.ops.quote_name(table) for table in tables if table not in STAYS]
    looks = [f"SELECT {number} WHERE EXISTS (SELECT 1 FROM {name})" for number, name in enumerate(names)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(looks))
        # Within the transaction that flush opens, what refers to what matters only at its end.
        return [f"DELETE FROM {names[number]};" for (number,) in cursor.fetchall()]
