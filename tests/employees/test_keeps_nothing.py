"""What an employee asks is theirs: this journey cannot store, log, send or remember it."""

from __future__ import annotations

import ast
import logging
from dataclasses import fields
from pathlib import Path

import pytest

import masthead.employees
from masthead.employees.self_check import SelfCheck, self_check
from masthead.policy.in_force import rulebook_of

HOME = Path(masthead.employees.__file__).parent
MAY_IMPORT = {
    "__future__",
    "bisect",
    "collections",
    "dataclasses",
    "difflib",
    "re",
    "typing",
    "masthead.channels.bluesky.richtext",
    "masthead.checks",
    "masthead.employees",
    "masthead.judging",
    "masthead.kernel",
    "masthead.policy",
}
"""Nothing here can keep anything: no models, no records, no logging, no cache, no files, no network."""


def imports(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def reached(start: str) -> dict[str, Path]:
    """The files of this journey that `start` imports, however many steps away: all that a text can pass through."""
    found: dict[str, Path] = {}
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = HOME.joinpath(*name.split(".")[2:]).with_suffix(".py")
            waiting += [other for other in imports(found[name]) if other.startswith("masthead.employees.")]
    return found


FILES = sorted({*reached("masthead.employees.self_check").values(), HOME / "privacy_notice.py"})


def imported(file: Path) -> set[str]:
    names = imports(file)
    exact = {name for name in names if name in MAY_IMPORT}
    return exact | {".".join(name.split(".")[: 2 if name.startswith("masthead.") else 1]) for name in names - exact}


def test_the_files_that_see_a_text_are_known() -> None:
    assert {"self_check.py", "personal.py", "profile.py", "as_staff.py", "placing.py"} <= {f.name for f in FILES}
    assert "models.py" not in {file.name for file in FILES}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_file_imports_what_could_keep_a_text(file: Path) -> None:
    assert imported(file) <= MAY_IMPORT


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_file_prints_opens_or_remembers(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert used.isdisjoint({"print", "open", "lru_cache", "cache", "globals", "setattr"})
    assert not any(isinstance(node, ast.Global | ast.Nonlocal) for node in ast.walk(tree))


@pytest.mark.parametrize("as_role", ["personal", "official"])
def test_an_answer_leaves_no_trace(
    as_role: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """The database is closed to this test: a query would fail it."""
    caplog.set_level(logging.DEBUG)
    self_check(
        "Between us, the Library Commission is a zoo.",
        book=rulebook_of("mlc-2012"),
        as_role=as_role,  # type: ignore[arg-type]
        about_agency=None,
    )
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


def test_the_answer_does_not_hold_the_text() -> None:
    text = "Between us, the Library Commission is a zoo, and nobody may know that I said it."
    answer = self_check(text, book=rulebook_of("mlc-2012"), as_role="personal", about_agency=None)
    assert "text" not in {field.name for field in fields(SelfCheck)}
    assert "nobody may know" not in repr(answer)
