"""`masthead following` as somebody types it, against a database file of its own."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from following.registers import CONGRESS, FEC, OPENSTATES

pytestmark = pytest.mark.slow


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a register and no policy in force."""
    home = tmp_path_factory.mktemp("started")
    assert run(home, "import", "--register", "congress", *CONGRESS).returncode == 0
    return home


def run(home: Path, *words: object) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "MASTHEAD_HOME": str(home), "DJANGO_SETTINGS_MODULE": "masthead.project.settings"}
    env.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "masthead.project", "following", *map(str, words)]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_import_dry_run_import_and_verdict(home: Path, tmp_path: Path) -> None:
    dry = run(home, "import", "--register", "congress", *CONGRESS, "--dry-run", "--format", "json")
    assert dry.returncode == 0, dry.stderr
    assert json.loads(dry.stdout) | {"register": ""} == {
        "register": "",
        "dry_run": True,
        "rows": 230,
        "added": 230,
        "changed": 0,
        "gone": 0,
        "unchanged": 0,
        "skipped": [],
    }
    assert not any(home.iterdir()), "a dry run makes no database"
    asked = ("verdict", "--policy", "mlc-2012", "--format", "json", "--channel", "twitter", "--handle")
    none = run(home, *asked, "@SenatorWicker")
    assert (none.returncode, "masthead following import" in none.stderr) == (3, True)
    assert not any(home.iterdir()), "a question makes no database"
    for form, files in (("congress", CONGRESS), ("fec", FEC), ("openstates", OPENSTATES)):
        done = run(home, "import", "--register", form, *files, "--as-of", "2026-11-20")
        assert done.returncode == 0, done.stderr
    campaigns = tmp_path / "county.csv"
    campaigns.write_text("Candidate,Page\nJo Doe,https://x.com/DoeForSheriff\nbroken\n")
    mapped = ("--map", "Candidate=name", "--map", "Page=account")
    done = run(home, "import", "--register", "csv", campaigns, "--name", "Okatoma County", *mapped)
    assert done.returncode == 1, "something was skipped"
    assert "1 added" in done.stdout and "skipped: county.csv, line 3" in done.stdout

    allowed = run(home, *asked, "@SenatorWicker")
    answer = json.loads(allowed.stdout)
    assert allowed.returncode == 0
    assert (answer["verdict"], answer["clause"], answer["source"]["row"]) == ("allow", "presence.6", "W000437")
    denied = run(home, *asked, "doeforsheriff")
    answer = json.loads(denied.stdout)
    assert (denied.returncode, answer["verdict"], answer["source"]["register"]) == (1, "deny", "Okatoma County")
    unknown = run(home, *asked, "nobody")
    assert (unknown.returncode, json.loads(unknown.stdout)["verdict"]) == (1, "ask")
    assert set(answer) == {"verdict", "clause", "why", "source"}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("import", "--register", "fec", "/nowhere/cn.txt"), 1, "cn.txt cannot be read: No such file or directory."),
        (("import", "--register", "csv", CONGRESS[0], "--map", "nonsense"), 2, "--map wants COLUMN=FIELD"),
        (("import", "--register", "fec", CONGRESS[0]), 1, "No line of this is a candidate"),
        (("import", "--register", "congress", FEC[0]), 1, "cn.txt"),
        (("verdict", "--channel", "x", "--handle", "a b", "--policy", "mlc-2012"), 1, "This is no account's name"),
        (("verdict", "--channel", "x", "--handle", "a"), 1, "No policy is in force yet"),
        (("verdict", "--channel", "nope", "--handle", "a"), 2, "There are: x, facebook, instagram"),
        (("verdict", "--channel", "x"), 2, "Missing option '--handle'"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_line(
    started: Path, words: tuple[object, ...], code: int, said: str
) -> None:
    done = run(started, *words)
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_tables_that_are_behind_are_left_alone_and_the_cure_is_named(tmp_path: Path) -> None:
    database = tmp_path / "masthead.sqlite3"
    with sqlite3.connect(database) as file:
        file.execute("CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, app TEXT, name TEXT, applied TEXT)")
        file.execute("INSERT INTO django_migrations VALUES (1, 'contenttypes', '0001_initial', '2026-01-01')")
    for words in (
        ("import", "--register", "congress", *CONGRESS, "--dry-run"),
        ("verdict", "--channel", "x", "--handle", "a", "--policy", "mlc-2012"),
    ):
        done = run(tmp_path, *words)
        assert done.returncode == 3, done.stdout
        assert "masthead manage migrate" in done.stderr
    with sqlite3.connect(database) as file:
        assert file.execute("SELECT COUNT(*) FROM sqlite_master WHERE type = 'table'").fetchone() == (1,)
