"""What a record of each kind may say: one JSON Schema a file under kinds/, whose path is the kind's name."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import jsonschema_rs

KINDS = Path(__file__).parent / "kinds"
_KIND = re.compile(r"[a-z_]+(/[a-z_]+)+")


def kinds() -> list[str]:
    """Every kind there is, in alphabetical order."""
    return sorted(path.relative_to(KINDS).with_suffix("").as_posix() for path in KINDS.rglob("*.json"))


@cache
def schema(kind: str) -> dict[str, object]:
    """The JSON Schema of `kind`. Raises ValueError for a kind that has none."""
    path = KINDS / f"{kind}.json"
    if not _KIND.fullmatch(kind) or not path.is_file():
        raise ValueError(f"No record is of the kind {kind!r}: records/kinds/{kind}.json does not exist.")
    return dict(json.loads(path.read_bytes()))


def title(kind: str) -> str:
    """What happened, in the words of the schema, as a heading: no full stop. Raises ValueError for an unknown kind."""
    return str(schema(kind)["title"]).removesuffix(".")


def refuse_unless_said_rightly(kind: str, body: Mapping[str, object]) -> None:
    """Raise ValueError, naming the place in `body`, unless it satisfies the schema of its kind."""
    validator = _validator(kind)
    if not validator.is_valid(body):
        fault = next(iter(validator.iter_errors(body)))
        place = "/".join(str(step) for step in fault.instance_path) or "the body"
        raise ValueError(f"A record of {kind} cannot say this: {place}: {fault.message}")


@cache
def _validator(kind: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(schema(kind))
