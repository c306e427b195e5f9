"""Writes required.json, what each regular expression of the signals requires of a text:
`python -m masthead.signals.engine.write_required [--check]`.

An expression that is not in it is read when it is made: slower to start, and the same answers.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from masthead.signals.engine import required as reading
from masthead.signals.engine.registry import signals
from masthead.signals.engine.sought import MADE, digest

FILE = Path(__file__).with_name("required.json")


def written() -> str:
    """What the file should hold: the sets of strings, and by its digest the ways and beginnings of each expression."""
    signals()
    needs = {digest(sought.pattern): reading.required(reading.tree(sought.pattern)) for sought in MADE}
    sets = sorted({tuple(sorted(strings)) for one in needs.values() for way in one.ways for strings in way})
    places = {frozenset(strings): place for place, strings in enumerate(sets)}
    told = {
        name: [
            sorted(sorted(places[strings] for strings in way) for way in one.ways),
            None if one.whole is None else sorted(one.whole),
            None if one.heads is None else sorted(one.heads),
        ]
        for name, one in sorted(needs.items())
    }
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(one, ensure_ascii=False)}" for name, one in told.items())
    listed = ",\n".join(json.dumps(strings, ensure_ascii=False) for strings in sets)
    return f'{{"sets": [\n{listed}\n],\n"expressions": {{\n{lines}\n}}}}\n'


def main(arguments: Sequence[str]) -> str | None:
    """None when written or up to date, else what is to be done."""
    now = written()
    if FILE.is_file() and FILE.read_text("utf-8") == now:
        return None
    if "--check" in arguments:
        return f"{FILE.name} is stale: run python -m masthead.signals.engine.write_required"
    FILE.write_text(now, "utf-8")
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
