"""What a policy file calls by a name for programs, said in words: what keeps a clause, where a finding stands."""

from __future__ import annotations

import re

from masthead.checks.engine.registry import registered
from masthead.policy.clause import Policy
from masthead.policy.diff import Change
from masthead.policy.gates import GATES
from masthead.policy.notices import NOTICES


def own_words(kind: str, name: str) -> str:
    """The first sentence of a check, gate or notice about itself, on one line; "" for one there is not."""
    if kind == "check":
        check = registered().get(name)
        words = check.duty if check else ""
    else:
        function = (GATES if kind == "gate" else NOTICES).get(name)
        words = (function.__doc__ or "") if function else ""
    first, *_ = re.split(r"(?<=[.!?])\s+(?=[A-Z“`])", " ".join(words.split("\n\n")[0].split()), maxsplit=1)
    return first


def place(where: str, policy: Policy) -> str:
    """`Presence 5: Links and language`, `Ground “Off topic”`, for what a finding of the lint calls by its id."""
    kind, _, name = where.partition(" ")
    if kind == "clause":
        return next((f"{clause.label}: {clause.nickname}" for clause in policy.clauses if clause.id == name), where)
    if kind == "ground":
        return next((f"Ground “{ground.name}”" for ground in policy.grounds if ground.id == name), where)
    return where


def part(change: Change) -> str:
    """What of a clause was changed; a check, gate or notice goes by its own words, with the figure or code after."""
    named, _, rest = change.what.partition(", ")
    kind, _, name = named.partition(" ")
    if kind not in ("check", "gate", "notice") or not (words := own_words(kind, name.replace(" ", "_"))):
        return change.part
    return f"“{words}”{f', {rest}' if rest else ''}"
