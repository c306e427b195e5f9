"""`masthead links import-list` as somebody types it, against a database file of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


def run(home: Path, *words: object) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "MASTHEAD_HOME": str(home), "DJANGO_SETTINGS_MODULE": "masthead.project.settings"}
    env.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "masthead.project", "links", "import-list", *map(str, words)]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_a_list_is_tried_imported_and_replaced(tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "list.txt"
    home.mkdir()
    file.write_text("evil.example\nno site\n")
    dry = run(home, file, "--name", "URLhaus", "--dry-run")
    assert (dry.returncode, "Nothing was changed. 1 sites would come" in dry.stdout) == (1, True), dry.stderr
    assert "skipped: line 2" in dry.stdout
    assert not any(home.iterdir()), "a dry run makes no database"
    done = run(home, file, "--name", "URLhaus", "--as-of", "2026-11-20")
    assert (done.returncode, "“URLhaus” of 2026-11-20 is imported: 1 sites." in done.stdout) == (1, True), done.stderr
    file.write_text("worse.example\n")
    again = run(home, file, "--name", "URLhaus", "--dry-run")
    assert (again.returncode, "1 sites would come, 1 go, 0 stay" in again.stdout) == (0, True), again.stderr
    told = json.loads(run(home, file, "--name", "URLhaus", "--dry-run", "--format", "json").stdout)
    assert told == {
        "list": "URLhaus",
        "dry_run": True,
        "added": 1,
        "gone": 1,
        "unchanged": 0,
        "skipped": [],
        "skipped_count": 0,
    }
    for day, why in (("2026-11-19", "as of November 20, 2026 already"), ("2999-01-01", "has not come yet")):
        for tried in (["--dry-run"], []):
            refused = run(home, file, "--name", "URLhaus", "--as-of", day, *tried)
            assert (refused.returncode, why in refused.stderr) == (1, True), refused.stderr
    file.write_bytes(b"PK\x03\x04")
    refused = run(home, file, "--name", "URLhaus")
    assert (refused.returncode, "is packed" in refused.stderr, "Traceback" in refused.stderr) == (1, True, False)
