"""Starts Django inside a command that needs it. Commands that do not (check, assess) never pay for it."""

from __future__ import annotations

import os
from pathlib import Path

from masthead.project.command import Unready
from masthead.project.environment import database, home


def start_django() -> None:
    """Make models usable. Raises Unready, in the setting's own words, when a setting cannot be used."""
    import django
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "masthead.project.settings")
    try:
        settings.DATABASES  # noqa: B018  reading one setting reads the file, where a bad one says what is wrong
        django.setup()
    except ImproperlyConfigured as error:
        if "psycopg" in str(error):
            raise Unready(
                "DATABASE_URL asks for PostgreSQL: run `make setup` with it set to install the driver."
            ) from error
        raise Unready(str(error)) from error
    except ValueError as error:
        raise Unready(str(error)) from error


def start_to_read() -> bool:
    """Make models usable for a command that writes nothing. False where there is no database yet: none is made.

    Raises Unready where the tables are older than this program: bringing them up to date would be writing.
    """
    try:
        named = database(os.environ.get("DATABASE_URL", ""), home())
    except ValueError as error:
        raise Unready(str(error)) from error
    if isinstance(named["NAME"], Path) and not named["NAME"].exists():
        return False
    start_django()
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        raise Unready(f"The database does not answer as it should: {str(error).strip()}") from error
    if not executor.loader.applied_migrations:
        return False
    if waiting:
        raise Unready(f"{len(waiting)} changes of tables are waiting: run `masthead manage migrate`, then ask again.")
    return True
