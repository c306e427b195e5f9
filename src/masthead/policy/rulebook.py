"""Asks of a policy, answered: which clause binds this check, this gate, this ground, with which parameters."""

from __future__ import annotations

from collections.abc import Iterator

from masthead.policy.clause import Binding, Clause, Ground, Policy


class Rulebook:
    """The policy in force, indexed. Cheap to keep, immutable, safe to share between threads."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._clauses = {clause.id: clause for clause in policy.clauses}
        self._grounds = {ground.id: ground for ground in policy.grounds}
        self._bound: dict[tuple[str, str], list[tuple[Clause, Binding]]] = {}
        for clause in policy.clauses:
            for binding in clause.enforced_by:
                self._bound.setdefault((binding.kind, binding.name), []).append((clause, binding))

    @property
    def stamp(self) -> str:
        return self.policy.stamp

    def clause(self, clause_id: str) -> Clause:
        """KeyError when the policy has no such clause."""
        return self._clauses[clause_id]

    def ground(self, ground_id: str) -> Ground:
        """KeyError when the policy does not enumerate this ground."""
        return self._grounds[ground_id]

    @property
    def grounds(self) -> tuple[Ground, ...]:
        return self.policy.grounds

    def bound(self, kind: str, name: str) -> list[tuple[Clause, Binding]]:
        """Every clause that binds this check, gate or notice, in the order of the file. Empty: not asked for here."""
        return self._bound.get((kind, name), [])

    def gate(self, name: str) -> Clause | None:
        """The first clause that asks for this gate, or None where the policy does not ask for it."""
        found = self.bound("gate", name)
        return found[0][0] if found else None

    def checks(self) -> Iterator[tuple[str, Clause, Binding]]:
        """(check name, clause, binding) for every check the policy asks for."""
        for (kind, name), found in self._bound.items():
            if kind == "check":
                for clause, binding in found:
                    yield name, clause, binding

    def params(self, kind: str, name: str) -> dict[str, object]:
        """Parameters the policy gives this enforcer; empty when it gives none.

        Where several clauses bind it (a clause asks for a pause, a working rule says how many minutes), each adds
        its own; of two that say the same thing, the first in the file holds.
        """
        given: dict[str, object] = {}
        for _, binding in self.bound(kind, name):
            given = {**binding.params, **given}
        return given
