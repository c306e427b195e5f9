"""What changed between two versions of a policy, clause by clause, as a person would say it.

Each change knows its layer: what only the board may change (the duties it adopted, the grounds, the disclaimer), and
what management sets (how a duty is kept, at which level, with which figures, in which plain words).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from masthead.policy.clause import Binding, Clause, Ground, Policy
from masthead.policy.wording import Mark, Patience, marks

Layer = Literal["policy", "rules"]
Kind = Literal["added", "removed", "reworded", "bound", "unbound", "level", "parameter", "ground", "fact"]

SAYS: Mapping[Kind, str] = {
    "added": "added",
    "removed": "removed",
    "reworded": "reworded",
    "bound": "now also kept by",
    "unbound": "no longer kept by",
    "level": "level changed",
    "parameter": "figure changed",
    "ground": "ground changed",
    "fact": "fact changed",
}
_PARTS: Mapping[str, str] = {
    "basis": "what obliges",
    "part": "the part of the policy it stands in",
    "section": "the section it stands in",
    "number": "its number",
    "nickname": "its short name",
    "duty": "the duty",
    "text": "the agency’s own words",
    "public": "the words for the public",
    "cautions": "what courts said",
}
_SHORT = 40
"""Characters of two values together, such as `blocks` and `asks`."""

# What a board adopts of a clause. Its plain version, its nickname and how it is kept are management's to say.
_BOARD_WORDS = frozenset({"basis", "part", "section", "number", "duty", "text"})
_HEAD = ("id", "title", "agency", "short_name", "version", "adopted", "adopted_by", "disclaimer")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not as it was. `where` is an id, `label` how people cite it; `what` is the part of it.

    `old` is "" for what came, `new` is "" for what went.
    """

    kind: Kind
    layer: Layer
    where: str
    label: str
    what: str
    old: str
    new: str

    @property
    def part(self) -> str:
        """What of it, as a person would call it; "" for the whole."""
        return _PARTS.get(self.what, self.what)

    @property
    def sentence(self) -> str:
        """`Presence 5, the duty: reworded`, without the words themselves."""
        said = SAYS[self.kind]
        return f"{self.label}, {self.part}: {said}" if self.part else f"{self.label}: {said}"

    @property
    def replaced(self) -> bool:
        """Whether one short value took another's place, so that an arrow tells more than words struck out."""
        return bool(self.old and self.new) and len(self.old) + len(self.new) <= _SHORT

    def marked(self, patience: Patience | None = None) -> tuple[Mark, ...]:
        return marks(self.old, self.new, patience)


@dataclass(frozen=True, slots=True)
class Difference:
    """From one version to another, in the order of the newer file; what was taken out stands last of its kind."""

    old: str
    new: str
    changes: tuple[Change, ...]

    @property
    def layer(self) -> Layer:
        """Who must decide: the board as soon as one change is the board's."""
        return "policy" if any(change.layer == "policy" for change in self.changes) else "rules"

    def as_json(self) -> dict[str, object]:
        patience = Patience()
        return {
            "from": self.old,
            "to": self.new,
            "layer": self.layer,
            "changes": [
                {name: getattr(change, name) for name in ("kind", "layer", "where", "label", "what", "old", "new")}
                | {"sentence": change.sentence, "marks": [list(mark) for mark in change.marked(patience)]}
                for change in self.changes
            ],
        }


def compare(old: Policy, new: Policy) -> Difference:
    """Every change from `old` to `new`. Two readings of one file differ in nothing."""
    changes = (*_head(old, new), *_clauses(old, new), *_grounds(old, new), *_facts(old, new), *_permission(old, new))
    return Difference(old.stamp, new.stamp, changes)


def _head(old: Policy, new: Policy) -> Iterator[Change]:
    for name in _HEAD:
        yield from _reworded(
            "policy", "policy", "The policy", name.replace("_", " "), getattr(old, name), getattr(new, name)
        )
    yield from _reworded(
        "rules", "policy", "Working rules", "version", old.working_rules_version, new.working_rules_version
    )


def _clauses(old: Policy, new: Policy) -> Iterator[Change]:
    before, after = {clause.id: clause for clause in old.clauses}, {clause.id: clause for clause in new.clauses}
    for clause in new.clauses:
        if clause.id in before:
            yield from _clause(before[clause.id], clause)
        else:
            yield Change("added", _layer(clause), clause.id, clause.label, "", "", clause.duty)
    for clause in old.clauses:
        if clause.id not in after:
            yield Change("removed", _layer(clause), clause.id, clause.label, "", clause.duty, "")


def _layer(*clauses: Clause) -> Layer:
    return "policy" if any(clause.basis == "clause" for clause in clauses) else "rules"


def _clause(old: Clause, new: Clause) -> Iterator[Change]:
    for name in ("basis", "part", "section", "number", "nickname", "duty", "text", "public"):
        # The agency's own words, pasted where there were none, change nothing that the board adopted.
        adopted = name in _BOARD_WORDS and (name != "text" or bool(old.text))
        layer = _layer(old, new) if adopted else "rules"
        yield from _reworded(layer, new.id, new.label, name, getattr(old, name), getattr(new, name))
    yield from _reworded("rules", new.id, new.label, "cautions", _cited(old), _cited(new))
    yield from _bindings(old, new)


def _bindings(old: Clause, new: Clause) -> Iterator[Change]:
    before = {(binding.kind, binding.name): binding for binding in old.enforced_by}
    after = {(binding.kind, binding.name): binding for binding in new.enforced_by}
    gone, come = [key for key in before if key not in after], [key for key in after if key not in before]
    people = [key for key in (*gone, *come) if key[0] == "human"]
    if len(people) == 2 and people[0] in gone and people[1] in come:
        # What a person looks at is named by its sentence: another sentence is the same duty in other words.
        yield Change("reworded", "rules", new.id, new.label, "what a person looks at", people[0][1], people[1][1])
        gone.remove(people[0])
        come.remove(people[1])
    for key in gone:
        yield Change("unbound", "rules", new.id, new.label, _named(before[key]), _named(before[key]), "")
    for key in come:
        yield Change("bound", "rules", new.id, new.label, _named(after[key]), "", _named(after[key]))
    for key, binding in after.items():
        if key in before:
            yield from _binding(new, before[key], binding)


def _binding(clause: Clause, old: Binding, new: Binding) -> Iterator[Change]:
    what = f"{_named(new)}, its short name"
    yield from _reworded("rules", clause.id, clause.label, what, old.nickname, new.nickname)
    if old.level != new.level:
        yield Change("level", "rules", clause.id, clause.label, _named(new), old.level, new.level)
    for code in _keys(old.levels, new.levels):
        before, after = old.levels.get(code, old.level), new.levels.get(code, new.level)
        if before != after:
            what = f"{_named(new)}, {code.replace('_', ' ')}"
            yield Change("level", "rules", clause.id, clause.label, what, before, after)
    for name in _keys(old.params, new.params):
        said, says = _value(old.params.get(name)), _value(new.params.get(name))
        if said != says:
            what = f"{_named(new)}, {name.replace('_', ' ')}"
            yield Change("parameter", "rules", clause.id, clause.label, what, said, says)


def _grounds(old: Policy, new: Policy) -> Iterator[Change]:
    before, after = {ground.id: ground for ground in old.grounds}, {ground.id: ground for ground in new.grounds}
    for ground in new.grounds:
        label = f"Ground “{ground.name}”"
        if ground.id in before:
            yield from _ground(label, before[ground.id], ground)
        else:
            yield Change("added", "policy", ground.id, label, "", "", ground.definition)
    for ground in old.grounds:
        if ground.id not in after:
            yield Change("removed", "policy", ground.id, f"Ground “{ground.name}”", "", ground.definition, "")


def _ground(label: str, old: Ground, new: Ground) -> Iterator[Change]:
    def told(what: str, was: object, is_now: object, layer: Layer = "policy") -> Iterator[Change]:
        if was != is_now:
            yield Change("ground", layer, new.id, label, what, _value(was), _value(is_now))

    yield from told("clause", old.clause, new.clause)
    yield from told("name", old.name, new.name)
    yield from told("definition", old.definition, new.definition)
    yield from told("what counts", " · ".join(old.counts), " · ".join(new.counts))
    yield from told("what does not count", " · ".join(old.does_not_count), " · ".join(new.does_not_count))
    yield from told("a written reason", old.why_required, new.why_required)
    yield from told("a second person", old.second_person, new.second_person)
    for word in _keys(old.word_reasons, new.word_reasons):
        was, is_now = old.word_reasons.get(word, ""), new.word_reasons.get(word, "")
        if was != is_now:
            listed = tuple(f"{word}: {reason}" if reason else "" for reason in (was, is_now))
            yield Change("ground", "policy", new.id, label, "the word list", *listed)
    yield from told("cautions", _cited(old), _cited(new), "rules")


def _facts(old: Policy, new: Policy) -> Iterator[Change]:
    for name in _keys(old.facts, new.facts):
        was, is_now = _value(old.facts.get(name)), _value(new.facts.get(name))
        if was != is_now:
            yield Change("fact", "rules", "facts", "Facts of the agency", name.replace("_", " "), was, is_now)


def _permission(old: Policy, new: Policy) -> Iterator[Change]:
    """What people sign on a screen says how the duty is kept: management's."""
    for name in ("version", "adult", "child"):
        was, is_now = getattr(old.permission, name), getattr(new.permission, name)
        yield from _reworded("rules", "permission", "Words of a permission", name, was, is_now)


def _reworded(layer: Layer, where: str, label: str, what: str, old: object, new: object) -> Iterator[Change]:
    if old != new:
        yield Change("reworded", layer, where, label, what, str(old), str(new))


def _named(binding: Binding) -> str:
    return binding.name if binding.kind == "human" else f"{binding.kind} {binding.name.replace('_', ' ')}"


def _cited(item: Clause | Ground) -> str:
    return "; ".join(f"{caution.case}: {caution.says}" for caution in item.cautions)


def _keys(*tables: Mapping[str, object]) -> Iterable[str]:
    return dict.fromkeys(key for table in tables for key in table)


def _value(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
