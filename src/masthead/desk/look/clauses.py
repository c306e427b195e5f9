"""The clause chip: number and nickname on a button, the whole clause one press away, without script."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from masthead.policy.clause import Binding, Clause
from masthead.policy.in_force import rulebook, rulebook_under

_SOURCES = {"clause": "Policy clause", "working_rule": "Working rule", "law": "Law", "channel": "Channel limit"}
_ENFORCERS = {"check": "check", "gate": "gate", "notice": "notice", "human": "a person"}


@dataclass(frozen=True, slots=True)
class Chip:
    """What the chip's template shows. `clause` is None for a source the policy in force does not spell out; `nickname`
    is a finding's own where the clause holds duties of several kinds."""

    id: str
    basis: str
    source: str
    label: str
    nickname: str
    clause: Clause | None
    enforced: str

    @property
    def kind(self) -> str:
        """The source as it is said before the label; "" where the label says it: “Channel limits”."""
        return "" if self.label.casefold().startswith(self.source.casefold()) else self.source

    @property
    def called(self) -> str:
        """The nickname; "" where it only repeats the label."""
        return "" if self.nickname.casefold() == self.label.casefold() else self.nickname


def chip_for(thing: object, under: str = "") -> Chip:
    """A chip for a Clause, a clause's id, or anything with `clause`, `label`, `nickname` and `basis` (a Finding).

    `under` is the stamp an act keeps: its chip says what the clause said then.
    """
    if isinstance(thing, Clause):
        return _of_clause(thing)
    if isinstance(thing, str):
        clause = clause_under(thing, under)
        return _of_clause(clause) if clause else _plain("clause", thing, "")
    clause = clause_in_force(_said(thing, "clause"))
    if clause:
        return _of_clause(clause, called=_said(thing, "nickname"))
    return _plain(_said(thing, "basis"), _said(thing, "label") or _said(thing, "clause"), _said(thing, "nickname"))


def clause_in_force(clause_id: str) -> Clause | None:
    """The clause, or None where the policy in force has no such clause (an older version had)."""
    try:
        return rulebook().clause(clause_id)
    except LookupError:
        return None


def cited(clause_id: str) -> str:
    """` (Presence 2, Official identity)`, to end a sentence where no chip can stand; "" for no clause."""
    clause = clause_in_force(clause_id) if clause_id else None
    return f" ({clause.label}, {clause.nickname})" if clause else ""


def clause_under(clause_id: str, stamp: str) -> Clause | None:
    """The clause as the version stamped `stamp` has it; as the one in force has it for a version not kept here."""
    try:
        return rulebook_under(stamp).clause(clause_id)
    except LookupError:
        return clause_in_force(clause_id)


def ground_name(ground_id: str, under: str = "") -> str:
    """How a ground is called in the version stamped `under`, else in the one in force; unknown, it goes by its id."""
    known = {ground.id: ground.name for ground in (*rulebook().grounds, *rulebook_under(under).grounds)}
    return known.get(ground_id, ground_id.replace("_", " ").capitalize())


def _of_clause(clause: Clause, called: str = "") -> Chip:
    # One page may show a clause many times, and answers arrive piecemeal: each chip brings its own popover.
    anchor = f"clause-{re.sub(r'[^a-z0-9]+', '-', clause.id.lower())}-{secrets.token_hex(3)}"
    enforced = "; ".join(_enforcer(binding) for binding in clause.enforced_by)
    return Chip(anchor, clause.basis, _SOURCES[clause.basis], clause.label, called or clause.nickname, clause, enforced)


def _plain(basis: str, label: str, nickname: str) -> Chip:
    basis = basis if basis in _SOURCES else "clause"
    return Chip("", basis, _SOURCES[basis], label, nickname, None, "")


def _enforcer(binding: Binding) -> str:
    word = _ENFORCERS[binding.kind]
    return word if binding.kind == "human" else f"{word}: {binding.name.replace('_', ' ')}"


def _said(thing: object, name: str) -> str:
    """`name` of a dataclass or of the same thing read back from JSON."""
    value = thing.get(name, "") if isinstance(thing, dict) else getattr(thing, name, "")
    return str(value or "")
