"""Checks, gates and notices are found in the source, each with its file."""

from __future__ import annotations

from pathlib import Path

from masthead.policy.enforcers import find_enforcers, names_of

GATES = '''
@gate
def pause_is_over() -> str | None: ...

@staticmethod
def not_a_gate() -> None: ...

"""@gate in prose"""
'''


def test_each_is_found_with_its_file(tmp_path: Path) -> None:
    (tmp_path / "checks" / "engine").mkdir(parents=True)
    (tmp_path / "journey").mkdir()
    for name, source in {
        "checks/__init__.py": "",
        "checks/links_are_read.py": "",
        "checks/engine/run.py": "",
        "journey/gates.py": GATES,
        "journey/page.py": "@notice\ndef rules_page(): ...\n",
    }.items():
        (tmp_path / name).write_text(source, encoding="utf-8")
    found = find_enforcers(tmp_path)
    assert {place: file.relative_to(tmp_path).as_posix() for place, file in found.items()} == {
        ("check", "links_are_read"): "checks/links_are_read.py",
        ("gate", "pause_is_over"): "journey/gates.py",
        ("notice", "rules_page"): "journey/page.py",
    }
    assert names_of("gate", found) == {"pause_is_over"}
