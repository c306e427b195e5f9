"""Does a test that says it holds a gate fail where the gate lets everything through? `make gates` asks it of each one.

    python tests/without_gate.py [GATE …]

For each gate, the tests marked `holds(gate)` are run in a process of their own, in which that gate is always content.
One that passes all the same proves nothing. Nothing in src/ knows how to switch a gate off: here its function is
exchanged in every module that has it.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
OPTION = "--without-gate"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(OPTION, help="run only the tests that hold this gate, with the gate switched off")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Exchange the gate once every module of the tests is imported; what is imported later takes it from its home."""
    from masthead.policy.gates import GATES

    name = str(config.getoption(OPTION))
    gate = GATES[name]

    def content(*_: object, **__: object) -> None:
        return None

    content.__name__ = name
    for module in list(sys.modules.values()):
        if getattr(module, name, None) is gate:
            setattr(module, name, content)
    items[:] = [item for item in items if any(name in mark.args for mark in item.iter_markers("holds"))]


def main(arguments: Sequence[str]) -> int:
    """How many gates nobody holds."""
    from masthead.policy.enforcers import find_enforcers, find_holders, names_of

    holders = find_holders(ROOT / "tests")
    gates = sorted(names_of("gate", find_enforcers(ROOT / "src" / "masthead")))
    return sum(not _is_held(name, holders) for name in arguments or gates)


def _is_held(name: str, holders: Mapping[str, Sequence[tuple[Path, str]]]) -> bool:
    files = sorted({str(file) for file, _ in holders.get(name, ())})
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "without_gate", OPTION, name, "-n", "0", "-q", "-rA", *files],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    # Exit code 1 is pytest's word for failed tests; everything else is trouble of another kind.
    passed = [line for line in done.stdout.splitlines() if line.startswith("PASSED")]
    held = bool(files) and done.returncode == 1 and not passed
    print(f"{'held' if held else 'NOT HELD'}  {name}", *passed, sep="\n          ", flush=True)
    return held


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
