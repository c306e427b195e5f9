"""Where each check, gate and notice is written, read from the source without running it.

The documents name the file that keeps a clause, and this floor may not import the floors above it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

Place = tuple[str, str]
"""Kind and name: ("check", "links_are_researched")."""


def find_enforcers(package: Path) -> Mapping[Place, Path]:
    """Every check, gate and notice under `package` (the folder of masthead), with its file. Raises SyntaxError.

    A check is a file directly in checks/; gates and notices are functions decorated with @gate and @notice.
    """
    found: dict[Place, Path] = {
        ("check", file.stem): file for file in sorted((package / "checks").glob("*.py")) if file.stem != "__init__"
    }
    for file in sorted(package.rglob("*.py")):
        for kind, name in _decorated(file.read_text(encoding="utf-8"), str(file)):
            found[kind, name] = file
    return found


def names_of(kind: str, found: Mapping[Place, Path]) -> frozenset[str]:
    return frozenset(name for its_kind, name in found if its_kind == kind)


def _decorated(source: str, file: str) -> Iterator[Place]:
    if "@gate" not in source and "@notice" not in source:
        return  # parsing every file of the house would take seconds
    for node in ast.walk(ast.parse(source, file)):
        if isinstance(node, ast.FunctionDef):
            for decorator in node.decorator_list:
                if isinstance(decorator, ast.Name) and decorator.id in ("gate", "notice"):
                    yield decorator.id, node.name
