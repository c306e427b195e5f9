"""Writes docs/states, one diagram for each state table: `python -m masthead.project.write_states [--check]`."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from masthead.kernel.states import TABLES, StateTable
from masthead.project.drawn_pages import run

ROOT = Path(__file__).resolve().parents[3]


def tables(root: Path) -> Mapping[str, tuple[StateTable, str]]:
    """Every table by name, with the file it is kept in. A table lives in a states.py, beside what it rules."""
    found: dict[str, tuple[StateTable, str]] = {}
    source = root / "src"
    for file in sorted((source / "masthead").rglob("states.py")):
        module = importlib.import_module(".".join(file.relative_to(source).with_suffix("").parts))
        for table in vars(module).values():
            if isinstance(table, StateTable):
                found[table.name] = (table, file.relative_to(root).as_posix())
    if stray := TABLES.keys() - found.keys():
        raise ValueError(f"state tables outside a states.py: {', '.join(sorted(stray))}")
    return found


def pages(root: Path) -> Mapping[Path, str]:
    """What docs/states should hold: path to text."""
    return {
        root / "docs" / "states" / f"{name.replace(' ', '-').lower()}.md": _page(table, kept_in)
        for name, (table, kept_in) in tables(root).items()
    }


def main(arguments: Sequence[str] | None = None, *, root: Path = ROOT) -> int:
    """0 when written or up to date, 1 when --check finds a page stale."""
    return run("masthead.project.write_states", __doc__, pages(root), root / "docs" / "states", arguments)


def _page(table: StateTable, kept_in: str) -> str:
    rows = [f"| {state} | {act} | {to} |" for (state, act), to in table.transitions.items()]
    return "\n".join(
        [
            f"# The states of a {table.name}",
            "",
            f"Drawn from the table in [`{kept_in}`](../../{kept_in}). What is not here is refused.",
            "",
            "```mermaid",
            table.mermaid().rstrip(),
            "```",
            "",
            "| in this state | this act | leads to |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


if __name__ == "__main__":
    raise SystemExit(main())
