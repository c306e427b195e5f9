"""Where each check, gate and notice is written, read from the source without running it.

The documents name the file that keeps a clause, and this floor may not import the floors above it.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from masthead.policy.lint.finding import Keepers

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


def find_holders(tests: Path) -> Mapping[str, list[tuple[Path, str]]]:
    """By gate, the tests under `tests` marked `@pytest.mark.holds(gate)`: file and function. Raises SyntaxError."""
    found: defaultdict[str, list[tuple[Path, str]]] = defaultdict(list)
    for file in sorted(tests.rglob("test_*.py")):
        source = file.read_text(encoding="utf-8")
        if "mark.holds" not in source:
            continue
        for test in ast.parse(source, str(file)).body:
            if isinstance(test, ast.FunctionDef):
                for gate in sorted({name for decorator in test.decorator_list for name in _held(decorator)}):
                    found[gate].append((file, test.name))
    return found


def _held(decorator: ast.expr) -> Iterator[str]:
    """The gates that a decorator's marks name, also those of single parameters."""
    for node in ast.walk(decorator):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "holds":
            yield from (str(name.value) for name in node.args if isinstance(name, ast.Constant))


def find_keepers(package: Path) -> Keepers:
    """What a policy may bind under `package`, with the codes each check raises, for the lint. Raises SyntaxError."""
    found = find_enforcers(package)
    checks = {name: _codes(file) for (kind, name), file in found.items() if kind == "check"}
    return Keepers(checks, names_of("gate", found), names_of("notice", found))


def _codes(check: Path) -> frozenset[str]:
    """The literal names a check file lists as CODES."""
    for node in ast.parse(check.read_text(encoding="utf-8"), str(check)).body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(target, ast.Name) and target.id == "CODES" for target in targets):
                literals = (item for item in ast.walk(node.value) if isinstance(item, ast.Constant))
                return frozenset(item.value for item in literals if isinstance(item.value, str))
    return frozenset()


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
