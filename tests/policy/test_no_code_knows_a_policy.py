"""A second agency is a second file and no code: no agency's name and no clause id is written in the source."""

from __future__ import annotations

import re
from pathlib import Path

import masthead
from masthead.policy.pack import find_pack, known_packs, load_pack

SOURCE = Path(masthead.__file__).parent
DEMO = SOURCE / "project" / "demo.py"
"""The sample desk is data: it may name the agency it shows."""


def is_code(file: Path) -> bool:
    of_the_demo = file.parent == DEMO.parent and file.name.startswith("demo")
    return file.suffix in (".py", ".html", ".js") and "static" not in file.parts and not of_the_demo


def places(pattern: str) -> list[str]:
    """`file:line` of each match in the code of the house."""
    wanted = re.compile(pattern)
    return [
        f"{file.relative_to(SOURCE)}:{number}"
        for file in sorted(SOURCE.rglob("*"))
        if is_code(file)
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if wanted.search(line)
    ]


def test_no_code_names_the_commission() -> None:
    assert places(r"(?i)\bmlc\b|mississippi") == []


def test_no_code_knows_a_clause() -> None:
    """Ids without a dot or without a letter are words and numbers of the language too, and are left out."""
    ids = {
        clause.id
        for name in known_packs()
        for clause in load_pack(find_pack(name)).clauses
        if "." in clause.id and not clause.id.replace(".", "").isdigit()
    }
    assert len(ids) > 25
    assert places("[\"'](?:" + "|".join(map(re.escape, sorted(ids))) + ")[\"']") == []
