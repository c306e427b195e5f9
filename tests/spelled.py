"""Texts made from a regular expression: what its parts spell, drawn by a seeded hand. Not every one is a match."""

from __future__ import annotations

import random
from typing import Any

from masthead.signals.engine.required import tree

_ANY = "aeisz 1'ñ"
_MORE = 2
"""How often more than it must a part is repeated at most."""


def spelled(pattern: str, chance: random.Random) -> str:
    """A text that `pattern` may match: what its assertions ask is left to chance."""
    return _sequence(tree(pattern), chance)


def _sequence(items: Any, chance: random.Random) -> str:
    return "".join(_part(kind.name, told, chance) for kind, told in items)


def _part(kind: str, told: Any, chance: random.Random) -> str:
    match kind:
        case "LITERAL":
            return chr(told)
        case "IN":
            return _one_of(told, chance)
        case "ANY" | "NOT_LITERAL":
            return chance.choice(_ANY)
        case "SUBPATTERN":
            return _sequence(told[3], chance)
        case "BRANCH":
            return _sequence(chance.choice(told[1]), chance)
        case "MAX_REPEAT" | "MIN_REPEAT":
            least, most, within = told
            times = chance.randint(least, max(least, min(most, least + _MORE)))
            return "".join(_sequence(within, chance) for _ in range(times))
        case _:  # an assertion spells nothing
            return ""


def _one_of(members: list[tuple[Any, Any]], chance: random.Random) -> str:
    kind, told = chance.choice(members)
    match kind.name:
        case "LITERAL":
            return chr(told)
        case "RANGE":
            return chr(chance.randint(*told))
        case "CATEGORY":
            return {"CATEGORY_SPACE": " ", "CATEGORY_DIGIT": "7"}.get(told.name, "e")
        case _:
            return chance.choice(_ANY)
