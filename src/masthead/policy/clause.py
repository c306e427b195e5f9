"""What a policy file says, frozen: clauses and other sources of duty, their bindings, the grounds for removal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, get_args

Level = Literal["blocks", "asks", "advises"]
Basis = Literal["clause", "working_rule", "law", "channel"]


@dataclass(frozen=True, slots=True)
class Binding:
    """Ties one enforcer to its source. `levels` overrides `level` per finding code.

    nickname: the clause's two words for what this enforcer finds, where one clause holds duties of several kinds.
    """

    kind: Literal["check", "gate", "notice", "human"]
    name: str
    level: Level = "blocks"
    levels: Mapping[str, Level] = field(default_factory=dict)
    params: Mapping[str, Any] = field(default_factory=dict)
    nickname: str = ""


@dataclass(frozen=True, slots=True)
class Caution:
    """What a court said of such a rule. Advice shown beside a ground; not law, not legal advice."""

    case: str
    citation: str
    says: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A source of duty. `basis` says what obliges: the written policy, a working rule of management, or a law.

    id: stable within the pack, such as `presence.5`; part, section, number: where it stands in the written policy;
    nickname: two words for the chip; duty: one sentence, our words; text: the agency's own words, if it pasted them.
    """

    id: str
    basis: Basis
    part: str
    section: str
    number: str
    nickname: str
    duty: str
    enforced_by: tuple[Binding, ...]
    text: str = ""
    public: str = ""
    cautions: tuple[Caution, ...] = ()

    @property
    def label(self) -> str:
        """How people cite it: `Presence 5`, `Employees 7`, `Preamble`."""
        return f"{self.part} {self.number}".strip()

    def called(self, binding: Binding) -> str:
        """Its nickname on what `binding` finds."""
        return binding.nickname or self.nickname


@dataclass(frozen=True, slots=True)
class Ground:
    """An enumerated reason for removal, defined objectively and shown to the public.

    words: the published list, if the ground has one; word_reasons: why each of them is on it (Tanner v. Ziegenhorn).
    reads: label of the model → score from which a person looks; answered_by: label → score from which the model's own
    reasons to remove do not stand; keeps: label → score from which the signals' do not either. All empty: the model
    gives no evidence for this ground.
    """

    id: str
    clause: str
    name: str
    definition: str
    counts: tuple[str, ...]
    does_not_count: tuple[str, ...]
    why_required: bool = False
    second_person: bool = False
    cautions: tuple[Caution, ...] = ()
    words: tuple[str, ...] = ()
    word_reasons: Mapping[str, str] = field(default_factory=dict)
    reads: Mapping[str, float] = field(default_factory=dict)
    answered_by: Mapping[str, float] = field(default_factory=dict)
    keeps: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PermissionWords:
    """What people read before they give permission on a screen. `{agency}` stands for the agency's name.

    version: what staff and records call this wording; adult: for people who sign for themselves; child: for a parent
    or guardian.
    """

    version: str
    adult: str
    child: str

    def for_kind(self, kind: str) -> str:
        return self.child if kind == "child" else self.adult


_TAKE_BACK = (
    "I may say no, and nothing I get from {agency} depends on it. I may take this permission back at any time, with the"
    " link I receive or by asking {agency}, and need not say why. From then on {agency} makes no new post with these"
    " pictures, and its staff take down what is public. Copies that others made may remain. {agency} keeps what I sign"
    " on record, encrypted."
)
PERMISSION_WORDS = PermissionWords(
    version="house 1",
    adult="I allow {agency} to show me in these pictures for the purpose, in the places and until the day named here. "
    + _TAKE_BACK,
    child="I am the parent or guardian of this child. I allow {agency} to show the child in these pictures for the"
    " purpose, in the places and until the day named here. " + _TAKE_BACK,
)
"""For a policy that brings no words of its own."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A whole pack: the written policy (adopted by the board) and the working rules (versioned apart)."""

    id: str
    title: str
    agency: str
    short_name: str
    version: str
    adopted: date
    adopted_by: str
    working_rules_version: str
    disclaimer: str
    clauses: tuple[Clause, ...]
    grounds: tuple[Ground, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)
    digest: str = ""
    permission: PermissionWords = PERMISSION_WORDS

    @property
    def laid_out(self) -> tuple[Clause, ...]:
        """The clauses as a reader looks for them: the written policy, working rules, laws, limits; each part whole.

        A clause that was added stands last in the file, and with its part here.
        """
        bases, parts = get_args(Basis), list(dict.fromkeys((clause.basis, clause.part) for clause in self.clauses))
        return tuple(sorted(self.clauses, key=lambda c: (bases.index(c.basis), parts.index((c.basis, c.part)))))

    @property
    def stamp(self) -> str:
        """`city-library@3+rules.2`: what every act was decided under."""
        return f"{self.id}@{self.version}+rules.{self.working_rules_version}"
