"""Small policies for tests of the checks: bind these, at these levels, and nothing else."""

from __future__ import annotations

from datetime import date

from masthead.checks.engine.registry import registered
from masthead.policy.clause import Binding, Clause, Policy
from masthead.policy.rulebook import Rulebook


def clause(identity: str, *bindings: Binding) -> Clause:
    return Clause(identity, "clause", "Presence", "Presence", identity[-1], "Some duty", "A duty.", bindings)


def book(*clauses: Clause) -> Rulebook:
    day = date(2012, 11, 13)
    return Rulebook(Policy("test", "Policy", "Agency", "A", "1", day, "Board", "1", "", clauses, ()))


def everything() -> Rulebook:
    """One clause that binds every check there is."""
    return book(clause("all.1", *(Binding("check", name) for name in registered())))
