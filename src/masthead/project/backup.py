"""Copies of a whole desk, taken while it runs, and put back. A copy counts only after its ledger was walked in it.

The database is copied first and files after it: what a copied row names is then always in the copy. Keys go along,
because without them a copy opens no stored password and signs no checkpoint; keep copies as safe as the desk.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from masthead.kernel.refusals import Refused

DATABASE = "masthead.sqlite3"
# Made again by itself, or of no use elsewhere: gathered styles, the sample desk, a code that is used up.
LEFT_OUT = frozenset({"static", "static.stamp", "demo", "set-up-code", "peers"})
PAGES_AT_ONCE = 1000


@dataclass(frozen=True)
class Walk:
    """What walking the copied ledger found: how many records, the newest checkpoint's size, and a fault or ""."""

    records: int
    checkpoint: int
    fault: str


def back_up(*, home: Path, to: Path) -> Walk:
    """Copy the desk in `home` to the new folder `to`, then walk the ledger of the copy.

    Raises Refused when the desk is not on SQLite, `to` exists, there is no room, or the copy does not hold.
    """
    if os.environ.get("DATABASE_URL"):
        raise Refused("This desk is on PostgreSQL: copy the database with pg_dump, then the folder MASTHEAD_HOME.")
    if not (home / DATABASE).exists():
        raise Refused(f"There is no desk in {home}: set MASTHEAD_HOME to the folder that holds it.")
    if to.exists():
        raise Refused(f"{to} exists already: name a new folder, so that an older copy is not overwritten.")
    beside = to.parent / f".{to.name}.{secrets.token_hex(4)}"
    try:
        beside.mkdir(mode=0o700, parents=True)
        _copy_database(home / DATABASE, beside / DATABASE)
        _copy_files(home, beside)
        found = walk(beside)
        if found.fault:
            raise Refused(f"The copy does not hold: {found.fault}")
        beside.rename(to)
    except OSError as error:
        raise Refused(f"The copy cannot be written to {to}: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return found


def restore(*, copy: Path, home: Path, checkpoint: str = "") -> Walk:
    """Put `copy` back as the desk in `home`, which must be empty.

    `checkpoint` is a signed note kept elsewhere, such as the last one e-mailed: the copy's ledger must extend it.
    Raises Refused when the copy is not whole, does not extend the checkpoint, or `home` holds something.
    """
    if not (copy / DATABASE).is_file():
        raise Refused(f"{copy} is not a copy of a desk: it holds no {DATABASE}.")
    if home.exists() and any(home.iterdir()):
        raise Refused(f"{home} is not empty: move the desk that is there away first, or set MASTHEAD_HOME elsewhere.")
    found = walk(copy, checkpoint=checkpoint)
    if found.fault:
        raise Refused(f"The copy does not hold, so nothing was put back: {found.fault}")
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copytree(copy, home, dirs_exist_ok=True)
    return found


def walk(folder: Path, *, checkpoint: str = "") -> Walk:
    """Walk every record and checkpoint of the desk in `folder`, in a process of its own that sees only that folder."""
    env = {**os.environ, "MASTHEAD_HOME": str(folder), "DJANGO_SETTINGS_MODULE": "masthead.project.settings"}
    env["PYTHONUTF8"] = "1"
    env.pop("DATABASE_URL", None)
    argv = [sys.executable, "-m", "masthead.project.walk_ledger"]
    done = subprocess.run(argv, env=env, input=checkpoint, capture_output=True, encoding="utf-8", check=False)  # noqa: S603
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["no reason was given"])[-1]
        return Walk(0, 0, f"it cannot be opened ({said}).")
    return Walk(**json.loads(done.stdout.splitlines()[-1]))


def _copy_database(source: Path, target: Path) -> None:
    with (
        contextlib.closing(sqlite3.connect(source)) as desk,
        contextlib.closing(sqlite3.connect(target)) as copy,
    ):
        desk.backup(copy, pages=PAGES_AT_ONCE)
    target.chmod(0o600)


def _copy_files(home: Path, to: Path) -> None:
    for path in home.iterdir():
        if path.name in LEFT_OUT or path.name.startswith((DATABASE, ".")):
            continue
        if path.is_dir():
            shutil.copytree(path, to / path.name)
        else:
            shutil.copy2(path, to / path.name)
