"""The rulebook: no duty without an enforcer, no enforcer without a duty, no name that binds nothing."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

import masthead
from masthead.checks.engine.registry import registered
from masthead.policy.clause import Policy
from masthead.policy.enforcers import find_enforcers, names_of
from masthead.policy.lint import unbound, unenforced, unknown_bindings
from masthead.policy.pack import find_pack, known_packs, load_pack

FOUND = find_enforcers(Path(masthead.__file__).parent)
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
