"""A policy as pages lay it out: its parts, each clause with everything that keeps it and how often it was cited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.urls import NoReverseMatch, reverse

import masthead
from masthead.adoption.figures import Figure
from masthead.desk.look.policy_words import own_words
from masthead.policy.clause import Basis, Binding, Clause, Ground, Policy
from masthead.policy.enforcers import Place, find_enforcers

HEADINGS: dict[Basis, tuple[str, str]] = {
    "clause": ("The written policy", "For the board to adopt."),
    "working_rule": ("Working rules", "Practice set by management, versioned apart from the policy."),
    "law": ("Laws", "What holds whatever the policy says."),
    "channel": ("Limits of channels", "What the channels themselves ask."),
}
_ADOPTED = "Adopted by the board."
_ICONS = {"check": "check", "gate": "lock_outline", "notice": "campaign", "human": "person"}
_KINDS = {"check": "Check", "gate": "Gate", "notice": "Notice", "human": "A person"}
# Where people can see a notice for themselves. The others are letters, which have no address.
_SEEN_AT = {
    "comment_policy_page": "public:policy",
    "official_accounts_page": "public:official",
    "self_check": "desk:self_check",
    "disclaimer": "desk:self_check",
    "privacy_notice": "desk:self_check",
}
_PACKAGE = Path(masthead.__file__).parent


@dataclass(frozen=True, slots=True)
class Keeper:
    """What keeps a clause. `says`: its first sentence about itself; `url`: where it is seen.

    `name`, `figures` and `file`, where it is written, are for whoever looks after the desk's machine.
    """

    icon: str
    kind: str
    name: str
    says: str
    level: str
    figures: tuple[str, ...]
    file: str
    url: str


@dataclass(frozen=True, slots=True)
class KeptClause:
    """A clause of a page. `figure` is None where nothing cited it in twelve months."""

    clause: Clause
    keepers: tuple[Keeper, ...]
    figure: Figure | None

    @property
    def by_program(self) -> tuple[Keeper, ...]:
        """The keepers that are written down in files."""
        return tuple(keeper for keeper in self.keepers if keeper.name)


@dataclass(frozen=True, slots=True)
class Book:
    """A whole policy to be read: (heading, what it is, clauses) for each part, then the grounds with their clause."""

    policy: Policy
    parts: tuple[tuple[str, str, tuple[KeptClause, ...]], ...]
    grounds: tuple[tuple[Ground, Clause], ...]
    by_people_alone: int


def book_of(policy: Policy, figures: Mapping[str, Figure], *, adopted: bool = True) -> Book:
    """`adopted`: whether the board or the director has; a draft of a version says that nobody has yet."""
    by_id = {clause.id: clause for clause in policy.clauses}
    parts = tuple(
        (
            heading,
            _ADOPTED if basis == "clause" and adopted else about,
            tuple(_kept(clause, figures) for clause in policy.laid_out if clause.basis == basis),
        )
        for basis, (heading, about) in HEADINGS.items()
        if any(clause.basis == basis for clause in policy.clauses)
    )
    return Book(
        policy=policy,
        parts=parts,
        grounds=tuple((ground, by_id[ground.clause]) for ground in policy.grounds),
        by_people_alone=sum(all(b.kind == "human" for b in clause.enforced_by) for clause in policy.clauses),
    )


def _kept(clause: Clause, figures: Mapping[str, Figure]) -> KeptClause:
    return KeptClause(clause, tuple(_keeper(binding) for binding in clause.enforced_by), figures.get(clause.id))


def _keeper(binding: Binding) -> Keeper:
    human = binding.kind == "human"
    file = _files().get((binding.kind, binding.name))
    return Keeper(
        icon=_ICONS[binding.kind],
        kind=_KINDS[binding.kind],
        name="" if human else binding.name.replace("_", " "),
        says=binding.name if human else own_words(binding.kind, binding.name),
        level=binding.level if binding.kind == "check" else "",
        figures=() if human else tuple(f"{key.replace('_', ' ')}: {_said(v)}" for key, v in binding.params.items()),
        file=f"src/masthead/{file.relative_to(_PACKAGE).as_posix()}" if file else "",
        url=_address(_SEEN_AT.get(binding.name, "")) if binding.kind == "notice" else "",
    )


def _said(value: object) -> str:
    return ", ".join(str(item) for item in value) if isinstance(value, list | tuple) else str(value)


def _address(name: str) -> str:
    try:
        return reverse(name) if name else ""
    except NoReverseMatch:
        return ""


@lru_cache(maxsize=1)
def _files() -> Mapping[Place, Path]:
    """Read from the source once: it does not change under a running desk."""
    return find_enforcers(_PACKAGE)
