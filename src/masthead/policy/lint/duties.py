"""Duties: each is kept by something that exists, at a level there is, with figures somebody could mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from masthead.policy.lint.finding import Finding, Keepers, Written, found, words_of
from masthead.policy.lint.grounds import SUBJECTIVE
from masthead.policy.reading import LEVELS

BOUNDS: Mapping[str, tuple[int, int]] = {"minutes": (1, 7 * 24 * 60), "hours": (1, 30 * 24), "days": (1, 3650)}
"""What a figure of this name may be. Less asks for nothing; more is a slip of the keyboard."""

WORDS: Mapping[str, tuple[str, ...]] = {"public_event": ("no exception", "adults")}
"""What a word of this name may be: another one would block every post."""

_SPEECH, _REMOVAL = re.compile(r"\b(?:comment|post|repl(?:y|ies))"), re.compile(r"\b(?:remov|delet|hid(?:e|den|ing)\b)")


def lint_duties(file: Written, keepers: Keepers) -> Iterator[Finding]:
    for where, clause in file.clauses:
        if not clause.get("enforced_by"):
            yield found(
                "duty_bound_to_nothing",
                where,
                "Nothing keeps this duty. Bind a check, gate or notice, or say at what a person looks: "
                'enforced_by = [{ human = "…" }].',
                level="blocks",
            )
        yield from _removes_vaguely(where, clause)
    for where, binding in file.bindings:
        yield from _names_something(where, binding, keepers)
        yield from _level_exists(where, binding, keepers)
        yield from _figures_make_sense(where, binding)


def _removes_vaguely(where: str, clause: Mapping[str, Any]) -> Iterator[Finding]:
    """A duty to remove is a ground by another door: what it rests on must be seen in the words too."""
    said = " ".join(words_of(clause, key) for key in ("duty", "public", "text")).lower()
    words = [word for word in SUBJECTIVE if re.search(rf"\b{word}\b", said)]
    if words and _SPEECH.search(said) and _REMOVAL.search(said):
        named = ", ".join(f"“{word}”" for word in words)
        yield found(
            "vague_duty",
            where,
            f"It has words of the public removed for being {named}, which people judge differently. Remove by the"
            " grounds alone, and say there what is seen in the words.",
            court="robinson",
        )


def _names_something(where: str, binding: Mapping[str, Any], keepers: Keepers) -> Iterator[Finding]:
    for kind in ("check", "gate", "notice"):
        name = binding.get(kind)
        if name is not None and name not in keepers.of(kind):
            shown = ascii(name)[:60]
            yield found(
                f"unknown_{kind}",
                where,
                f"There is no {kind} called {shown}, so nothing would be kept. Take one there is, or a person.",
                level="blocks",
            )


def _level_exists(where: str, binding: Mapping[str, Any], keepers: Keepers) -> Iterator[Finding]:
    levels = binding.get("levels")
    levels = levels if isinstance(levels, dict) else {}
    for level in (binding.get("level", "blocks"), *levels.values()):
        if level not in LEVELS:
            yield found(
                "unknown_level",
                where,
                f"{ascii(level)[:60]} is no level. There are: {', '.join(LEVELS)}.",
                level="blocks",
            )
    check = binding.get("check")
    if isinstance(check, str) and check in keepers.checks:
        for code in levels:
            if code not in keepers.checks[check]:
                known = ", ".join(sorted(keepers.checks[check]))
                yield found(
                    "unknown_finding",
                    where,
                    f"{check} never finds {ascii(code)[:60]}, so its level means nothing. It finds: {known}.",
                )


def _figures_make_sense(where: str, binding: Mapping[str, Any]) -> Iterator[Finding]:
    params = binding.get("params")
    for name, value in (params if isinstance(params, dict) else {}).items():
        if name in WORDS and value not in WORDS[name]:
            known = " or ".join(f"“{word}”" for word in WORDS[name])
            said = f"{name} = {ascii(value)[:60]} means nothing. Write {known}."
            yield found("unknown_word", where, said, level="blocks")
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        low, high = BOUNDS.get(name, (0, 10**9))
        if not low <= value <= high:
            yield found(
                "absurd_threshold",
                where,
                f"{ascii(name)[1:-1][:60]} = {str(value)[:20]} cannot be meant. Give a figure from {low} to {high:,}.",
                level="blocks",
            )
