"""What a lint finds, and the file it looks at: as written, with every part that is not what it should be left out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from masthead.policy.clause import Level
from masthead.policy.courts import COURTS


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` names the rule, `where` the clause or ground; `message` says what is wrong and the cure.

    `caution` is what a court said of such a rule, `source` which court; both "" where none spoke. `level`: "blocks"
    (it cannot be adopted like this), "asks" (somebody should be sure), "advises".
    """

    code: str
    where: str
    message: str
    level: Level = "asks"
    caution: str = ""
    source: str = ""

    def as_json(self) -> dict[str, str]:
        return asdict(self)


def found(code: str, where: str, message: str, *, level: Level = "asks", court: str = "") -> Finding:
    """A finding with the caution of the court by its name in COURTS."""
    caution = COURTS[court] if court else None
    return Finding(
        code,
        where,
        message,
        level,
        caution.says if caution else "",
        f"{caution.case}, {caution.citation}" if caution else "",
    )


@dataclass(frozen=True, slots=True)
class Keepers:
    """What there is to bind: each check with the codes it raises, gates and notices by name."""

    checks: Mapping[str, Collection[str]] = field(default_factory=dict)
    gates: Collection[str] = ()
    notices: Collection[str] = ()

    def of(self, kind: str) -> Collection[str]:
        return {"check": self.checks, "gate": self.gates, "notice": self.notices}[kind]


@dataclass(frozen=True, slots=True)
class Written:
    """A parsed file. Its parts are read forgivingly: the loader, not the lint, refuses what has the wrong shape."""

    values: Mapping[str, Any]

    @property
    def clauses(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        return _tables(self.values.get("clause"), "clause")

    @property
    def grounds(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        return _tables(self.values.get("ground"), "ground")

    @property
    def bindings(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """(clause, binding) for every binding there is."""
        for where, clause in self.clauses:
            for _, binding in _tables(clause.get("enforced_by"), where):
                yield where, binding

    def binds(self, kind: str, name: str) -> bool:
        return any(binding.get(kind) == name for _, binding in self.bindings)


def words_of(table: Mapping[str, Any], key: str) -> str:
    """The text at `key` on one line; "" where there is none."""
    value = table.get(key)
    return " ".join(value.split()) if isinstance(value, str) else ""


def examples_of(table: Mapping[str, Any], key: str) -> list[str]:
    value = table.get(key)
    return [item for item in value if isinstance(item, str) and item.strip()] if isinstance(value, list) else []


def _tables(value: object, name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(value, list):
        for rank, item in enumerate(value, start=1):
            if isinstance(item, dict):
                yield f"{name} {words_of(item, 'id') or rank}", item
