"""Checks, gates and notices are found in the source, each with its file."""

from __future__ import annotations

from pathlib import Path

from masthead.policy.enforcers import find_enforcers, find_holders, names_of
from masthead.policy.write_docs import ROOT

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


HOLDING = """
@pytest.mark.holds("pause_is_over", "nothing_is_stopped")
def test_both(): ...

@pytest.mark.parametrize("wrong", [pytest.param(1, marks=pytest.mark.holds("pause_is_over"))])
def test_one(wrong): ...

def test_none(): ...
"""


def test_tests_are_found_by_the_gates_they_hold(tmp_path: Path) -> None:
    file = tmp_path / "test_pause.py"
    file.write_text(HOLDING, encoding="utf-8")
    assert find_holders(tmp_path) == {
        "pause_is_over": [(file, "test_both"), (file, "test_one")],
        "nothing_is_stopped": [(file, "test_both")],
    }


def test_every_gate_is_held_by_a_test_and_no_test_holds_what_is_none() -> None:
    """`make gates` sees that each of them fails without its gate."""
    assert set(find_holders(ROOT / "tests")) == names_of("gate", find_enforcers(ROOT / "src" / "masthead"))
