"""After a test that commits, every table is empty again, whatever referred to what."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

import factories
from emptied import STAYS
from fakes.presence import live_presence


def rows() -> dict[str, int]:
    """How many rows each table has that has any."""
    counted = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")
            counted[table] = cursor.fetchone()[0]
    return {table: count for table, count in counted.items() if count}


@pytest.mark.django_db(transaction=True)
def test_what_was_committed_is_gone_and_what_django_writes_has_stayed() -> None:
    before = rows()
    factories.agency()
    factories.who_acknowledged(factories.person("communicator", bureau="Outreach"))
    live_presence("noticeboard")
    assert len(rows()) > len(before) + 5
    call_command("flush", interactive=False, reset_sequences=False, verbosity=0)
    assert rows() == before
    assert set(before) == STAYS
