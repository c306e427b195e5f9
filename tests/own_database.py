"""Databases of their own for processes that tests start: copies of the migrated one, made in eight seconds."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
from django.db import connection

OwnDatabase = Callable[[Path], dict[str, str]]
"""What the fixture `own_database` is: from a home to the environment of processes that run there."""


class OwnDatabases:
    """`at(home)` puts a database of the kind this run tests at the service of a desk whose home that is."""

    def __init__(self, folder: Path) -> None:
        """Copy the test database as it is now: its tables are there, and nothing is in them yet."""
        self.server = os.environ["MASTHEAD_TEST_POSTGRESQL"] if connection.vendor == "postgresql" else ""
        self.names = [f"masthead_own_{uuid4().hex}"]
        self.file = folder / "migrated.sqlite3"
        if self.server:
            made = connection.settings_dict["NAME"]
            connection.close()  # nobody may be in a database that is copied
            self._tell(f'CREATE DATABASE {self.names[0]} TEMPLATE "{made}"')
        else:
            connection.ensure_connection()
            with closing(sqlite3.connect(self.file)) as copy:
                connection.connection.backup(copy)

    def at(self, home: Path) -> dict[str, str]:
        """The environment of a process there: this process's own, with that database and home in it."""
        home.mkdir(parents=True, exist_ok=True)
        plain = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        plain["MASTHEAD_HOME"] = str(home)
        if not self.server:
            (home / "masthead.sqlite3").write_bytes(self.file.read_bytes())
            return plain
        self.names.append(f"masthead_own_{uuid4().hex}")
        self._tell(f"CREATE DATABASE {self.names[-1]} TEMPLATE {self.names[0]}")
        return {**plain, "DATABASE_URL": urlsplit(self.server)._replace(path=f"/{self.names[-1]}").geturl()}

    def drop(self) -> None:
        """Leave nothing behind on the server."""
        while self.server and self.names:
            self._tell(f"DROP DATABASE {self.names.pop()} WITH (FORCE)")

    def _tell(self, statement: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as server:
            server.execute(statement)


@contextmanager
def own_databases(folder: Path) -> Iterator[OwnDatabases]:
    """Copies of the test database as it is now, dropped when the block ends."""
    made = OwnDatabases(folder)
    try:
        yield made
    finally:
        made.drop()
