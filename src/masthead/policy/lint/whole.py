"""What is wrong between a policy and the code that keeps it: duties kept by nothing, names that bind nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from masthead.policy.clause import Policy


def unenforced(policy: Policy) -> tuple[str, ...]:
    """Ids of clauses that nothing enforces, not even a person."""
    return tuple(clause.id for clause in policy.clauses if not clause.enforced_by)


def unknown_bindings(
    policy: Policy, checks: Collection[str], gates: Collection[str], notices: Collection[str]
) -> tuple[str, ...]:
    """One line for each binding that names no check, gate or notice there is: `presence.5: check links_are_red`."""
    there_are = {"check": checks, "gate": gates, "notice": notices}
    return tuple(
        f"{clause.id}: {binding.kind} {binding.name}"
        for clause in policy.clauses
        for binding in clause.enforced_by
        if binding.kind != "human" and binding.name not in there_are[binding.kind]
    )


def unbound(
    policies: Iterable[Policy], checks: Collection[str], gates: Collection[str], notices: Collection[str]
) -> tuple[str, ...]:
    """One line for each check, gate or notice that no policy asks for, sorted: `gate nobody_asks`."""
    bound = {(b.kind, b.name) for policy in policies for clause in policy.clauses for b in clause.enforced_by}
    there_are = {"check": checks, "gate": gates, "notice": notices}
    return tuple(
        sorted(f"{kind} {name}" for kind, names in there_are.items() for name in names if (kind, name) not in bound)
    )
