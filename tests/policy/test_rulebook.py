"""The rulebook: no duty without an enforcer, no enforcer without a duty, no name that binds nothing."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path

import pytest

import masthead
from masthead.checks.engine.registry import registered
from masthead.policy.clause import Policy
from masthead.policy.enforcers import find_enforcers, names_of
from masthead.policy.gates import GATES as REGISTERED_GATES
from masthead.policy.lint import unbound, unenforced, unknown_bindings
from masthead.policy.pack import find_pack, known_packs, load_pack

PACKAGE = Path(masthead.__file__).parent
FOUND = find_enforcers(PACKAGE)
CHECKS, GATES, NOTICES = (names_of(kind, FOUND) for kind in ("check", "gate", "notice"))
POLICIES = [load_pack(find_pack(name)) for name in known_packs()]

each_policy = pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.id)


@each_policy
def test_every_clause_is_enforced(policy: Policy) -> None:
    assert unenforced(policy) == ()


@each_policy
def test_every_binding_names_something_there_is(policy: Policy) -> None:
    assert unknown_bindings(policy, CHECKS, GATES, NOTICES) == ()


def test_every_check_gate_and_notice_is_bound() -> None:
    assert unbound(POLICIES, CHECKS, GATES, NOTICES) == ()


def test_the_checks_found_are_the_checks_that_run() -> None:
    assert frozenset(registered()) == CHECKS


@each_policy
def test_checks_take_the_parameters_and_raise_the_findings_the_policy_names(policy: Policy) -> None:
    for clause in policy.clauses:
        for binding in clause.enforced_by:
            if binding.kind != "check" or binding.name not in CHECKS:
                continue
            check = registered()[binding.name]
            inspect.signature(check.function).bind(None, **binding.params)
            assert set(binding.levels) <= set(check.codes), f"{clause.id}: {binding.name}"


@each_policy
def test_gates_take_the_parameters_the_policy_gives(policy: Policy) -> None:
    """A figure that no gate asks for would be a rule on paper only."""
    for (kind, _), file in FOUND.items():
        if kind == "gate":
            importlib.import_module(".".join(("masthead", *file.relative_to(PACKAGE).with_suffix("").parts)))
    unread = [
        f"{clause.id}: {binding.name} does not take {name}"
        for clause in policy.clauses
        for binding in clause.enforced_by
        if binding.kind == "gate" and binding.name in GATES
        for name in binding.params
        if name not in inspect.signature(REGISTERED_GATES[binding.name]).parameters
    ]
    assert unread == []
