"""A policy file, once parsed, into the frozen `Policy`: which keys there are, and what must hold between them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal, cast, get_args

from masthead.policy.clause import (
    PERMISSION_WORDS,
    Basis,
    Binding,
    Caution,
    Clause,
    Ground,
    Level,
    PermissionWords,
    Policy,
)
from masthead.policy.table import Table

Kind = Literal["check", "gate", "notice", "human"]
KINDS: tuple[Kind, ...] = get_args(Kind)
LEVELS: tuple[Level, ...] = get_args(Level)
BASES: tuple[Basis, ...] = get_args(Basis)

_CLAUSE_ID = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_PACK_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")


def read_policy(values: Mapping[str, object], *, digest: str) -> Policy:
    """The policy in a parsed file. Raises ValueError with place and cure."""
    file = Table(values, "the file")
    head, rules, facts = file.table("policy"), file.table("working_rules"), file.table("facts")
    cautions = _cautions(file)
    policy = Policy(
        id=_matching(head, "id", _PACK_ID, "small letters, digits and hyphens"),
        title=head.text("title"),
        agency=head.text("agency"),
        short_name=head.text("short_name"),
        version=head.text("version"),
        adopted=head.day("adopted"),
        adopted_by=head.text("adopted_by"),
        working_rules_version=rules.text("version"),
        disclaimer=head.text("disclaimer", ""),
        clauses=tuple(_clause(table, cautions) for table in file.tables("clause")),
        grounds=tuple(_ground(table, cautions) for table in file.tables("ground")),
        facts=facts.parameters(),
        digest=digest,
        permission=_permission(file.table("permission")) if file.has("permission") else PERMISSION_WORDS,
    )
    for table in (file, head, rules):
        table.done()
    _hold_together(policy, file)
    return policy


def _hold_together(policy: Policy, file: Table) -> None:
    if not policy.clauses:
        raise file.wrong("no clause; write at least one [[clause]]")
    ids = [clause.id for clause in policy.clauses]
    if twice := _twice(ids):
        raise file.wrong(f"two clauses are called {twice}; give each its own id")
    if twice := _twice(ground.id for ground in policy.grounds):
        raise file.wrong(f"two grounds are called {twice}; give each its own id")
    for ground in policy.grounds:
        if ground.clause not in ids:
            raise ValueError(f"ground {ground.id}: clause {ground.clause} is not in this file; cite one that is")


def _clause(table: Table, cautions: Mapping[str, Caution]) -> Clause:
    clause = Clause(
        id=_matching(table, "id", _CLAUSE_ID, "small letters, digits and underscores, with dots between"),
        basis=cast(Basis, table.choice("basis", BASES, "clause")),
        part=table.text("part"),
        section=table.text("section"),
        number=table.text("number", ""),
        nickname=table.text("nickname"),
        duty=table.text("duty"),
        enforced_by=tuple(_binding(item) for item in table.tables("enforced_by")),
        text=table.text("text", ""),
        public=table.text("public", ""),
        cautions=_cited(table, cautions),
    )
    if twice := _twice(f"{binding.kind} {binding.name}" for binding in clause.enforced_by):
        raise table.wrong(f"binds {twice} twice; keep one line and merge the rest into it")
    table.done()
    return clause


def _binding(table: Table) -> Binding:
    kinds = [kind for kind in KINDS if table.has(kind)]
    if len(kinds) != 1:
        raise table.wrong(f'must name exactly one of {", ".join(KINDS)}, such as {{ check = "…" }}')
    kind = kinds[0]
    # What a person keeps is named by the sentence that says what the person looks at.
    name = table.text(kind) if kind == "human" else _matching(table, kind, _NAME, "the name of a file or function")
    levels = table.table("levels")
    binding = Binding(
        kind=kind,
        name=name,
        level=cast(Level, table.choice("level", LEVELS, "blocks")),
        levels={code: cast(Level, levels.choice(code, LEVELS)) for code in levels.free_keys()},
        params=table.table("params").parameters(),
        nickname=table.text("nickname", ""),
    )
    table.done()
    return binding


def _permission(table: Table) -> PermissionWords:
    words = PermissionWords(version=table.text("version"), adult=table.text("adult"), child=table.text("child"))
    for key, said in (("adult", words.adult), ("child", words.child)):
        if strange := set(re.findall(r"\{[^}]*\}?|\}", said)) - {"{agency}"}:
            raise table.wrong(f"{key} holds {ascii(min(strange))[:60]}; only {{agency}} is filled in")
    if len(words.version) > 40:
        raise table.wrong("version is longer than 40 characters; call it by a number or a date")
    table.done()
    return words


def _ground(table: Table, cautions: Mapping[str, Caution]) -> Ground:
    words, model = table.table("words"), table.table("model")
    reasons = {word: words.text(word) for word in words.free_keys()}
    ground = Ground(
        id=_matching(table, "id", _NAME, "small letters, digits and underscores"),
        clause=table.text("clause"),
        name=table.text("name"),
        definition=table.text("definition"),
        counts=table.texts("counts"),
        does_not_count=table.texts("does_not_count"),
        why_required=table.flag("why_required"),
        second_person=table.flag("second_person"),
        cautions=_cited(table, cautions),
        words=tuple(reasons),
        word_reasons=reasons,
        reads=_scores(model.table("reads")),
        answered_by=_scores(model.table("answered_by")),
        keeps=_scores(model.table("keeps")),
    )
    model.done()
    if not ground.counts or not ground.does_not_count:
        raise table.wrong('needs examples of both kinds; write counts = ["…"] and does_not_count = ["…"]')
    table.done()
    return ground


def _scores(table: Table) -> dict[str, float]:
    """Label of the model → a score it can give."""
    scores: dict[str, float] = {}
    for label, score in table.parameters().items():
        if isinstance(score, bool) or not isinstance(score, int | float) or not 0 < score <= 1:
            raise table.wrong(f"{label} must be a score above 0 and up to 1, such as {label} = 0.8")
        scores[label] = float(score)
    return scores


def _cautions(file: Table) -> dict[str, Caution]:
    """What courts said, once each, by id: clauses and grounds cite them."""
    found: dict[str, Caution] = {}
    for table in file.tables("caution"):
        name = _matching(table, "id", _NAME, "small letters, digits and underscores")
        if name in found:
            raise file.wrong(f"two cautions are called {name}; give each its own id")
        found[name] = Caution(case=table.text("case"), citation=table.text("citation"), says=table.text("says"))
        table.done()
    return found


def _cited(table: Table, cautions: Mapping[str, Caution]) -> tuple[Caution, ...]:
    names = table.texts("cautions")
    for name in names:
        if name not in cautions:
            raise table.wrong(f"caution {ascii(name)[:60]} is not in this file; write it as a [[caution]]")
    return tuple(cautions[name] for name in names)


def _matching(table: Table, key: str, pattern: re.Pattern[str], rule: str) -> str:
    value = table.text(key)
    if not pattern.fullmatch(value):
        raise table.wrong(f"{key} is made of {rule}; got {ascii(value)[:60]}")
    return value


def _twice(names: Iterable[str]) -> str:
    """The first name that comes twice, or ""."""
    return next((name for name, count in Counter(names).items() if count > 1), "")
