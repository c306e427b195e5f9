"""Runs the checks a policy asks for over one post, and says for each point raised which clause obliges.

It fails closed: a check that crashes, or that the policy names and nobody wrote, is a finding that blocks.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from masthead.checks.engine.facts import DraftFacts
from masthead.checks.engine.finding import Finding, Raised, Remedy
from masthead.checks.engine.registry import Check, Stage, registered
from masthead.kernel.text import BIDI_OVERRIDES
from masthead.policy.clause import Binding, Clause, Level
from masthead.policy.rulebook import Rulebook

LONGEST = 100_000
"""Characters. No channel takes a longer post; beyond it a paste went wrong and no check is run."""

_SEVERITY: dict[Level, int] = {"blocks": 0, "asks": 1, "advises": 2}
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_OVERRIDE = re.compile("[" + "".join(sorted(BIDI_OVERRIDES)) + "]")

_log = logging.getLogger(__name__)


def run(
    draft: DraftFacts,
    book: Rulebook,
    *,
    stages: tuple[Stage, ...] = ("content",),
    only: frozenset[str] | None = None,
) -> list[Finding]:
    """Every point the policy's checks raise about `draft`, gravest first, then in the order of the text.

    stages: which of them are asked now (registry.Stage says what each is); the content alone unless given.
    only: names of the checks to run; None runs every check that `book` binds. Never raises for any text.
    """
    if len(draft.text) > LONGEST:
        message = (
            f"The text is {len(draft.text):,} characters long; shorten it to {LONGEST:,} or fewer to have it checked."
        )
        return [_house(Raised("text_too_long", message))]
    findings = [_house(raised) for raised in _unreadable(draft.text)]
    readable = replace(draft, text=_OVERRIDE.sub(" ", _UNREADABLE.sub("\ufffd", draft.text)))
    checks = registered()
    asked = [
        (checks.get(name), name, clause, binding)
        for name, clause, binding in book.checks()
        if (only is None or name in only) and (name not in checks or checks[name].stage in stages)
    ]
    for begin in {check.begin for check, *_ in asked if check and check.begin}:
        _begin(begin, readable)
    for check, name, clause, binding in asked:
        findings += (_attach(raised, name, clause, binding) for raised in _ask(check, name, readable, binding))
    return _in_order(findings)


def _begin(begin: Callable[[DraftFacts], object], draft: DraftFacts) -> None:
    try:
        begin(draft)
    except Exception:  # noqa: BLE001 - nothing is lost: the check itself will say that it cannot finish
        _log.exception("what a check begins with failed")


def _ask(check: Check | None, name: str, draft: DraftFacts, binding: Binding) -> list[Raised]:
    if check is None:
        return [
            Raised(
                "check_failed", f"The policy asks for the check '{name}', which is not installed; tell your IT contact."
            )
        ]
    try:
        raised = list(check.function(draft, **binding.params))
        if strangers := {point.code for point in raised} - set(check.codes):
            raise ValueError(f"{name} raised codes it does not declare: {sorted(strangers)}")
    except Exception:  # noqa: BLE001 - whatever went wrong, the post was not checked: that must block
        _log.exception("check %s failed", name)
        sentence = f"The check '{name}' could not finish, so the post cannot be cleared; tell your IT contact."
        return [Raised("check_failed", sentence)]
    return raised


def _attach(raised: Raised, name: str, clause: Clause, binding: Binding) -> Finding:
    level: Level = "blocks" if raised.code == "check_failed" else binding.levels.get(raised.code, binding.level)
    if raised.only_advice:
        level = "advises"
    return Finding(
        code=raised.code,
        check=name,
        clause=clause.id,
        label=clause.label,
        nickname=clause.called(binding),
        basis=clause.basis,
        level=level,
        message=raised.message,
        span=raised.span,
        link=raised.link,
        asset=raised.asset,
        remedies=raised.remedies,
    )


def _house(raised: Raised) -> Finding:
    """A point of the engine itself, under no clause: nobody can judge a text that cannot be read."""
    return Finding(
        code=raised.code,
        check="text_is_readable",
        clause="",
        label="Masthead",
        nickname="readable text",
        basis="working_rule",
        level="blocks",
        message=raised.message,
        span=raised.span,
        remedies=raised.remedies,
    )


def _unreadable(text: str) -> Iterator[Raised]:
    if found := _UNREADABLE.search(text):
        message = "The text holds characters that cannot be shown or stored; remove them, or type the passage again."
        yield Raised("unreadable_characters", message, span=found.span(), remedies=(Remedy("replace", "Remove"),))
    if found := _OVERRIDE.search(text):
        message = "A hidden character here reverses the text, so people would read something else; remove it."
        yield Raised("hidden_direction", message, span=found.span(), remedies=(Remedy("replace", "Remove"),))


def _in_order(findings: list[Finding]) -> list[Finding]:
    """Gravest first, then by place. One point that two clauses ask about is told once, under the graver."""

    def place(finding: Finding) -> tuple[int, int, str, str, str, str]:
        position = finding.span[0] if finding.span else LONGEST
        return (_SEVERITY[finding.level], position, finding.code, finding.link, finding.asset, finding.message)

    told: dict[tuple[str, str, tuple[int, int] | None, str, str, str], Finding] = {}
    for finding in sorted(findings, key=place):
        same = (finding.check, finding.code, finding.span, finding.link, finding.asset, finding.message)
        told.setdefault(same, finding)
    return list(told.values())
