"""What was found is put into the rows of dossiers that are there, and held: one statement, however many.

Written out because Django's query builder, which asks for whole rows, costs twice as much for each.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from masthead.links.models import Dossier

_FILLED = frozenset(
    (
        *("state", "fetched_at", "status", "final_url", "hops", "title", "language", "excerpt", "fingerprint"),
        *("steady", "content_sha256", "secure", "trouble", "certificates", "snapshot", "snapshot_sha256"),
    )
)
_FIELDS = [field for field in Dossier._meta.concrete_fields if field.name in _FILLED]


def fill(dossiers: Sequence[Dossier]) -> None:
    """Store what research fills in of each of `dossiers`, and nothing else of them. Inside a transaction."""
    quoted = connection.ops.quote_name
    columns = ", ".join(f"{quoted(field.attname)} = %s" for field in _FIELDS)
    statement = f"UPDATE {quoted(Dossier._meta.db_table)} SET {columns} WHERE id = %s"  # noqa: S608
    fields = [*_FIELDS, Dossier._meta.pk]
    values = [[field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields] for row in dossiers]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)
