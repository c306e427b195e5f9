"""The policy in force: each clause, what obliges, and everything that keeps it; the grounds with their cautions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

import masthead
from masthead.checks.engine.registry import registered
from masthead.desk.page import StaffRequest, page
from masthead.kernel.refusals import NotFound
from masthead.policy.clause import Basis, Binding, Clause
from masthead.policy.enforcers import Place, find_enforcers
from masthead.policy.gates import GATES
from masthead.policy.in_force import rulebook
from masthead.policy.notices import NOTICES

_HEADINGS: dict[Basis, tuple[str, str]] = {
    "clause": ("The written policy", "Adopted by the board."),
    "working_rule": ("Working rules", "Practice set by management, versioned apart from the policy."),
    "law": ("Laws", "What holds whatever the policy says."),
    "channel": ("Limits of channels", "What the channels themselves ask."),
}
_ICONS = {"check": "check", "gate": "lock_outline", "notice": "campaign", "human": "person"}
_KINDS = {"check": "Check", "gate": "Gate", "notice": "Notice", "human": "A person"}
_PACKAGE = Path(masthead.__file__).parent


@dataclass(frozen=True, slots=True)
class Keeper:
    """What keeps a clause. `says`: its own words about itself; `file`: where it is written, in the source."""

    icon: str
    kind: str
    name: str
    says: str
    level: str
    figures: tuple[str, ...]
    file: str


@page("policy.see")
@require_GET
def policy(request: StaffRequest) -> HttpResponse:
    try:
        book = rulebook()
    except LookupError:
        raise NotFound("No policy is in force yet. An administrator chooses one in the first steps.") from None
    parts = [
        (heading, about, [(clause, [_keeper(binding) for binding in clause.enforced_by]) for clause in clauses])
        for basis, (heading, about) in _HEADINGS.items()
        if (clauses := [clause for clause in book.policy.clauses if clause.basis == basis])
    ]
    context = {
        "policy": book.policy,
        "parts": parts,
        "grounds": [(ground, book.clause(ground.clause)) for ground in book.grounds],
        "by_people_alone": sum(_by_people_alone(clause) for clause in book.policy.clauses),
    }
    return render(request, "desk/policy/policy.html", context)


def _keeper(binding: Binding) -> Keeper:
    human = binding.kind == "human"
    file = _files().get((binding.kind, binding.name))
    return Keeper(
        icon=_ICONS[binding.kind],
        kind=_KINDS[binding.kind],
        name="" if human else binding.name.replace("_", " "),
        says=binding.name if human else _own_words(binding),
        level=binding.level if binding.kind == "check" else "",
        figures=() if human else tuple(f"{key.replace('_', ' ')}: {_said(v)}" for key, v in binding.params.items()),
        file=f"src/masthead/{file.relative_to(_PACKAGE).as_posix()}" if file else "",
    )


def _own_words(binding: Binding) -> str:
    """The first sentence of the enforcer about itself, on one line."""
    if binding.kind == "check":
        check = registered().get(binding.name)
        words = check.duty if check else ""
    else:
        function = (GATES if binding.kind == "gate" else NOTICES).get(binding.name)
        words = (function.__doc__ or "") if function else ""
    return " ".join(words.split("\n\n")[0].split())


def _said(value: object) -> str:
    return ", ".join(str(item) for item in value) if isinstance(value, list | tuple) else str(value)


def _by_people_alone(clause: Clause) -> bool:
    return all(binding.kind == "human" for binding in clause.enforced_by)


@lru_cache(maxsize=1)
def _files() -> Mapping[Place, Path]:
    """Read from the source once: it does not change under a running desk."""
    return find_enforcers(_PACKAGE)


urlpatterns = [path("policy", policy, name="policy")]
