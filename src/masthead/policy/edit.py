"""Small changes to a policy file, made where they stand: comments, order and spelling of everything else stay.

Each returns the bytes of another file. What cannot be changed without touching the rest raises ValueError.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from masthead.policy.clause import Level
from masthead.policy.pack import parse_pack

Words = Mapping[str, str]
"""Of one clause: duty, public or text, and what it is to say; "" takes text or public out."""


@dataclass(frozen=True, slots=True)
class BindingEdit:
    """For one binding of a clause, by its place from 0: its level, and figures it works with."""

    level: Level | None = None
    params: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewClause:
    """A clause to be added, kept by a person: `kept_by` is the sentence that says what the person looks at."""

    part: str
    section: str
    number: str
    nickname: str
    duty: str
    kept_by: str
    public: str = ""
    text: str = ""

    @property
    def id(self) -> str:
        """`Presence` and `7` make `presence.7`."""
        words = (re.sub(r"[^a-z0-9]+", "_", said.casefold()).strip("_") for said in (self.part, self.number))
        return ".".join(word for word in words if word)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundEdit:
    """A ground in other words, with other examples, or asking for more of whoever decides."""

    name: str
    definition: str
    counts: tuple[str, ...]
    does_not_count: tuple[str, ...]
    why_required: bool
    second_person: bool


def with_adoption(raw: bytes, *, adopted: date) -> bytes:
    """The same policy, saying the day of the vote."""

    def change(file: Any) -> None:
        file["policy"]["adopted"] = adopted

    return raw if parse_pack(raw).adopted == adopted else _edited(raw, change)


def with_labels(raw: bytes, *, version: str = "", rules: str = "") -> bytes:
    """The same policy under other labels: the written policy's, the working rules'. "" leaves a label as it is."""

    def change(file: Any) -> None:
        if version:
            file["policy"]["version"] = version
        if rules:
            file["working_rules"]["version"] = rules

    return _edited(raw, change)


def with_words(raw: bytes, words: Mapping[str, Words]) -> bytes:
    """The same policy with clauses (by id) in other words."""

    def change(file: Any) -> None:
        for clause in file["clause"]:
            for key, said in words.get(str(clause["id"]), {}).items():
                if said:
                    _put(clause, key, tomlkit.string(said, multiline="\n" in said))
                elif key in clause:
                    del clause[key]

    return _edited(raw, change)


def with_bindings(raw: bytes, clause_id: str, edits: Mapping[int, BindingEdit]) -> bytes:
    """The same policy with bindings of one clause at other levels or with other figures."""

    def change(file: Any) -> None:
        clause = next(clause for clause in file["clause"] if clause["id"] == clause_id)
        for place, edit in edits.items():
            binding = clause["enforced_by"][place]
            if edit.level:
                binding["level"] = edit.level
            for name, value in edit.params.items():
                binding["params"][name] = value

    return _edited(raw, change)


def with_clause(raw: bytes, clause: NewClause) -> bytes:
    """The same policy with one clause more, after the others."""
    if not clause.id or clause.id in {known.id for known in parse_pack(raw).clauses}:
        raise ValueError(f"the part and number: there is a clause {clause.id or 'without a name'} already; give others")

    def change(file: Any) -> None:
        table = tomlkit.table()
        for key in ("id", "part", "section", "number", "nickname", "duty", "public", "text"):
            if said := getattr(clause, key):
                table[key] = tomlkit.string(said, multiline="\n" in said)
        keeper = tomlkit.inline_table()
        keeper["human"] = clause.kept_by
        kept = tomlkit.array()
        kept.append(keeper)
        table["enforced_by"] = kept
        file["clause"].append(table)

    return _edited(raw, change)


def with_ground(raw: bytes, ground_id: str, edit: GroundEdit) -> bytes:
    """The same policy with one ground changed. Its published words and what the model reads stay as they are."""

    def change(file: Any) -> None:
        ground = next(ground for ground in file["ground"] if ground["id"] == ground_id)
        for key in ("name", "definition"):
            if ground[key] != getattr(edit, key):
                ground[key] = getattr(edit, key)
        for key in ("counts", "does_not_count"):
            if tuple(ground[key]) != getattr(edit, key):
                ground[key] = list(getattr(edit, key))
        for key in ("why_required", "second_person"):
            if bool(ground.get(key, False)) != getattr(edit, key):
                ground[key] = getattr(edit, key)

    made = _edited(raw, change)
    written = next(ground for ground in parse_pack(made).grounds if ground.id == ground_id)
    if any(getattr(written, key) != getattr(edit, key) for key in GroundEdit.__slots__):
        raise ValueError("the ground: cannot be changed here; change it in an editor and upload it")
    return made


def _put(clause: Any, key: str, value: Any) -> None:
    """A new key stands above what keeps the clause, where a reader looks for words."""
    if key in clause or "enforced_by" not in clause:
        clause[key] = value
        return
    kept = clause.pop("enforced_by")
    clause[key] = value
    clause["enforced_by"] = kept


def _edited(raw: bytes, change: Callable[[Any], None]) -> bytes:
    text = raw.decode("utf-8")
    try:
        file = tomlkit.parse(text)
        if file.as_string() != text:
            raise ValueError("the file: cannot be changed here without touching the rest; change it and upload it")
        change(file)
        made = file.as_string().encode("utf-8")
    except (TOMLKitError, RecursionError, KeyError, IndexError, StopIteration, TypeError) as reason:
        raise ValueError("the file: cannot be changed here; change it in an editor and upload it") from reason
    parse_pack(made)
    return made
