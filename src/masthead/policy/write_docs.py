"""Writes docs/clauses, one page for each policy of the checkout: `python -m masthead.policy.write_docs [--check]`."""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from masthead.policy.enforcers import find_enforcers, find_holders
from masthead.policy.pack import load_pack
from masthead.policy.page import render_page

ROOT = Path(__file__).resolve().parents[3]


def pages(root: Path) -> Mapping[Path, str]:
    """What docs/clauses should hold: path to text. Raises ValueError for a malformed policy."""
    found = find_enforcers(root / "src" / "masthead")
    files = {place: file.relative_to(root).as_posix() for place, file in found.items()}
    holders = {
        gate: [(file.relative_to(root).as_posix(), test) for file, test in tests]
        for gate, tests in find_holders(root / "tests").items()
    }
    return {
        root / "docs" / "clauses" / f"{pack.stem}.md": render_page(load_pack(pack), files, holders)
        for pack in sorted((root / "policies").glob("*.toml"))
    }


def stale(root: Path) -> list[str]:
    """The lines of a diff from what docs/clauses holds to what it should; empty when it is up to date."""
    wanted = pages(root)
    lines: list[str] = []
    for path in sorted({*wanted, *(root / "docs" / "clauses").glob("*.md")}):
        is_there = path.read_text(encoding="utf-8") if path.is_file() else ""
        name = path.relative_to(root).as_posix()
        lines += difflib.unified_diff(
            is_there.splitlines(), wanted.get(path, "").splitlines(), name, f"{name}, as the policy has it", lineterm=""
        )
    return lines


def write(root: Path) -> None:
    wanted = pages(root)
    folder = root / "docs" / "clauses"
    folder.mkdir(parents=True, exist_ok=True)
    for left_over in {*folder.glob("*.md")} - wanted.keys():
        left_over.unlink()
    for path, text in wanted.items():
        path.write_text(text, encoding="utf-8")


def main(arguments: Sequence[str] | None = None, *, root: Path = ROOT) -> int:
    """0 when written or up to date, 1 when --check finds a page stale."""
    parser = argparse.ArgumentParser(prog="python -m masthead.policy.write_docs", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; show what is out of date")
    if not parser.parse_args(arguments).check:
        write(root)
        return 0
    if difference := stale(root):
        sys.stdout.write("\n".join([*difference, "", "Out of date. Run: python -m masthead.policy.write_docs", ""]))
    return 1 if difference else 0


if __name__ == "__main__":
    raise SystemExit(main())
