"""A small change, made on a page: the file with one clause in other words, at other levels or with other figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from masthead.kernel.refusals import Invalid
from masthead.kernel.text import clean
from masthead.policy.diff import compare
from masthead.policy.edit import (
    BindingEdit,
    GroundEdit,
    NewClause,
    Words,
    with_bindings,
    with_clause,
    with_ground,
    with_labels,
    with_words,
)
from masthead.policy.in_force import rulebook
from masthead.policy.pack import parse_pack


@dataclass(frozen=True, slots=True)
class Amendment:
    """`words` by clause id; `bindings` of the one clause `clause`, by place; `label` names the new version.

    added: one clause more; grounds: what is changed, by the ground's id.
    """

    label: str
    words: Mapping[str, Words] = field(default_factory=dict)
    clause: str = ""
    bindings: Mapping[int, BindingEdit] = field(default_factory=dict)
    added: NewClause | None = None
    grounds: Mapping[str, GroundEdit] = field(default_factory=dict)


def amended(raw: bytes, amendment: Amendment) -> bytes:
    """The changed file. Its label goes to the working rules, or to the written policy where the board must decide.

    Raises Invalid when nothing changes, or when the file cannot be changed without touching the rest.
    """
    label = clean(amendment.label).strip()
    if not label or len(label) > 40:
        raise Invalid("Give the new version a name of at most 40 characters, such as 2026-12.", field="label")
    words = {
        clause: {key: clean(text).strip() for key, text in said.items()} for clause, said in amendment.words.items()
    }
    try:
        made = with_words(raw, words) if words else raw
        if amendment.bindings:
            made = with_bindings(made, amendment.clause, amendment.bindings)
        if amendment.added:
            made = with_clause(made, amendment.added)
        for ground, edit in amendment.grounds.items():
            made = with_ground(made, ground, edit)
        if not compare(parse_pack(raw), parse_pack(made)).changes:
            raise Invalid("Nothing is changed yet.")
        if compare(rulebook().policy, parse_pack(made)).layer == "policy":
            return with_labels(made, version=label)
        return with_labels(made, rules=label)
    except ValueError as reason:
        raise Invalid(str(reason)) from None
