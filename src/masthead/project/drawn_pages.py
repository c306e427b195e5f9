"""Pages of docs/ drawn from the code: written anew or, with --check, only compared with what they should be."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path


def run(
    command: str, about: str | None, wanted: Mapping[Path, str], folder: Path, arguments: Sequence[str] | None
) -> int:
    """0 when written or up to date, 1 when --check finds a page of `folder` stale.

    command: the module that is run; about: its docstring; wanted: what the folder should hold, path to text.
    """
    parser = argparse.ArgumentParser(prog=f"python -m {command}", description=about)
    parser.add_argument("--check", action="store_true", help="change nothing; name what is out of date")
    there = {path: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    if parser.parse_args(arguments).check:
        stale = sorted(path.name for path in {*wanted, *there} if wanted.get(path) != there.get(path))
        for name in stale:
            sys.stdout.write(f"docs/{folder.name}/{name} is out of date. Run: python -m {command}\n")
        return 1 if stale else 0
    folder.mkdir(parents=True, exist_ok=True)
    for left_over in there.keys() - wanted.keys():
        left_over.unlink()
    for path, text in wanted.items():
        path.write_text(text, encoding="utf-8")
    return 0
