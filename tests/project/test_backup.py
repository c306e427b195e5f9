"""A desk is copied while it runs and put back whole; a copy that does not hold is not called one."""

import os
import shutil
import sqlite3
import subprocess
import sys

import pytest

from masthead.kernel.refusals import Refused
from masthead.project.backup import DATABASE, back_up, restore

MAKE_DESK = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", run_syncdb=True, verbosity=0)
from datetime import UTC, datetime
from masthead.project.demo import seed
from masthead.agencies.actors import Worker
from masthead.records.checkpoint import make_checkpoint
at = datetime(2026, 11, 23, tzinfo=UTC)
seed(at=at, address="http://127.0.0.1:8000")
print(make_checkpoint(by=Worker("checkpoint"), at=at).note)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A small desk with one checkpoint: (its home, the checkpoint's note)."""
    home = tmp_path_factory.mktemp("desk") / "home"
    env = {**os.environ, "MASTHEAD_HOME": str(home), "DJANGO_SETTINGS_MODULE": "masthead.project.settings"}
    env.pop("DATABASE_URL", None)
    done = subprocess.run([sys.executable, "-c", MAKE_DESK], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return home, done.stdout


@pytest.fixture
def desk(made, tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return shutil.copytree(made[0], tmp_path / "home")


def test_a_copy_is_put_back_whole(desk, made, tmp_path):
    taken = back_up(home=desk, to=tmp_path / "copy")
    assert taken.records > 10
    assert (tmp_path / "copy" / "keys" / "ledger.key").exists()
    back = restore(copy=tmp_path / "copy", home=tmp_path / "new", checkpoint=made[1])
    assert back == taken
    assert (tmp_path / "new" / "secret.key").read_bytes() == (desk / "secret.key").read_bytes()


def test_a_copy_is_taken_while_somebody_writes(desk, tmp_path):
    with sqlite3.connect(desk / DATABASE) as writing:
        writing.execute("PRAGMA journal_mode=WAL")
        writing.execute("BEGIN IMMEDIATE")
        writing.execute("UPDATE agencies_agency SET short_name = 'half-way'")
        assert back_up(home=desk, to=tmp_path / "copy").fault == ""
        writing.rollback()
    with sqlite3.connect(tmp_path / "copy" / DATABASE) as copy:
        assert copy.execute("SELECT short_name FROM agencies_agency").fetchone() == ("MLC",)


def test_a_desk_whose_ledger_was_changed_makes_no_copy(desk, tmp_path):
    with sqlite3.connect(desk / DATABASE) as database:
        database.execute("UPDATE records_record SET payload = CAST('{}' AS BLOB) WHERE number = 3")
    with pytest.raises(Refused, match="Record 3"):
        back_up(home=desk, to=tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_a_copy_older_than_the_checkpoint_is_not_put_back(desk, made, tmp_path):
    back_up(home=desk, to=tmp_path / "copy")
    with sqlite3.connect(tmp_path / "copy" / DATABASE) as database:
        database.execute("DELETE FROM records_checkpoint")
    with pytest.raises(Refused, match="does not extend"):
        restore(copy=tmp_path / "copy", home=tmp_path / "new", checkpoint=made[1])
    assert not (tmp_path / "new").exists()


def test_nothing_is_overwritten(desk, tmp_path):
    back_up(home=desk, to=tmp_path / "copy")
    with pytest.raises(Refused, match="exists already"):
        back_up(home=desk, to=tmp_path / "copy")
    with pytest.raises(Refused, match="not empty"):
        restore(copy=tmp_path / "copy", home=desk)


def test_a_desk_elsewhere_says_how_it_is_copied(desk, tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://localhost/masthead")
    with pytest.raises(Refused, match="pg_dump"):
        back_up(home=desk, to=tmp_path / "copy")
    monkeypatch.delenv("DATABASE_URL")
    with pytest.raises(Refused, match="no desk"):
        back_up(home=tmp_path / "nothing", to=tmp_path / "copy")
