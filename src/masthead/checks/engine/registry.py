"""Checks are registered by presence: every module directly in `masthead/checks/` is one. There is no list to edit.

A check module states its duty and source in its docstring, and has CODES, STAGE, PASSES, FAILS and `check`. A module
that lacks one of them, or claims a code another check already uses, is refused when the registry is first read. One
that waits for something may also have `begin`: it is called before the first check is asked, so that all wait at once.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType, ModuleType
from typing import Literal, cast, get_args

import masthead.checks
from masthead.checks.engine.facts import DraftFacts
from masthead.checks.engine.finding import Raised

Stage = Literal["content", "form", "presence", "leaving"]
"""When a check is asked. content: of what would be published; form: of how it comes about; presence: of what one
presence and its channel say of it; leaving: at the moment it leaves, not before."""


@dataclass(frozen=True, slots=True)
class Check:
    """One duty on a post. `passes` and `fails` are its own examples: a check that cannot fail is caught by them."""

    name: str
    duty: str
    codes: tuple[str, ...]
    stage: Stage
    passes: tuple[DraftFacts, ...]
    fails: tuple[tuple[DraftFacts, str], ...]
    function: Callable[..., Iterable[Raised]]
    begin: Callable[[DraftFacts], object] | None = None


@lru_cache(maxsize=1)
def registered() -> Mapping[str, Check]:
    """Every check by name, in alphabetical order. TypeError names the file at fault and what it lacks."""
    names = sorted(module.name for module in pkgutil.iter_modules(masthead.checks.__path__) if not module.ispkg)
    return collect(importlib.import_module(f"masthead.checks.{name}") for name in names)


def collect(modules: Iterable[ModuleType]) -> Mapping[str, Check]:
    """The checks these modules hold, by name. TypeError when one is incomplete or two use the same code."""
    checks: dict[str, Check] = {}
    owners: dict[str, str] = {}
    for module in modules:
        check = _read(module)
        for code in check.codes:
            if code in owners:
                raise TypeError(f"{check.name} and {owners[code]} both raise '{code}'; a code belongs to one check")
            owners[code] = check.name
        checks[check.name] = check
    return MappingProxyType(checks)


def _read(module: ModuleType) -> Check:
    name = module.__name__.rpartition(".")[2]
    for needed in ("CODES", "STAGE", "PASSES", "FAILS", "check"):
        if not getattr(module, needed, None):
            raise TypeError(f"check {name} has no {needed}")
    if not (module.__doc__ or "").strip():
        raise TypeError(f"check {name} does not say what duty it keeps and why")
    if module.STAGE not in get_args(Stage):
        raise TypeError(f"check {name} has stage '{module.STAGE}'; stages are {', '.join(get_args(Stage))}")
    return Check(
        name=name,
        duty=(module.__doc__ or "").strip(),
        codes=tuple(module.CODES),
        stage=cast("Stage", module.STAGE),
        passes=tuple(module.PASSES),
        fails=tuple(module.FAILS),
        function=module.check,
        begin=getattr(module, "begin", None),
    )
