"""A policy as one Markdown page: each clause, where it stands, what it asks, and the very file that keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from masthead.kernel.clock import said_day
from masthead.policy.clause import Binding, Caution, Clause, Ground, Policy

Files = Mapping[tuple[str, str], str]
"""(kind, name) of an enforcer to its path from the root of the repository."""
Holders = Mapping[str, Sequence[tuple[str, str]]]
"""By gate, (path from the root of the repository, test) of each test that fails where the gate is switched off."""

_HEADINGS = {
    "clause": "The written policy",
    "working_rule": "Working rules",
    "law": "Laws",
    "channel": "Limits of channels",
}


def render_page(policy: Policy, files: Files, holders: Holders) -> str:
    """Markdown, ending in a newline. The same policy, files and tests always give the same text."""
    lines = [
        f"# {policy.title}",
        "",
        f"{policy.agency}. Adopted {said_day(policy.adopted)} by {policy.adopted_by}.",
        f"Working rules, version {policy.working_rules_version}. Generated from `policies/{policy.id}.toml` by",
        "`python -m masthead.policy.write_docs`; change the policy, not this page.",
        "",
    ]
    for basis, heading in _HEADINGS.items():
        if clauses := [clause for clause in policy.clauses if clause.basis == basis]:
            lines += [f"## {heading}", "", *_clause_table(clauses, files, holders), ""]
    if cited := [clause for clause in policy.clauses if clause.cautions]:
        lines += ["## What courts have said of these clauses", "", "Advice, not law, and not legal advice.", ""]
        lines += [f"- **{c.label}, {c.nickname}.** {_cautions(c.cautions)}" for c in cited]
        lines.append("")
    if policy.grounds:
        lines += ["## Grounds for removing a comment", "", "There is no other.", ""]
        for ground in policy.grounds:
            lines += _ground(ground, policy)
    if policy.disclaimer:
        lines += ["## The disclaimer, word for word", "", f"> {policy.disclaimer}", ""]
    lines += ["## What people read before they sign on a screen", "", f"Version {policy.permission.version}.", ""]
    for who, said in (("An adult", policy.permission.adult), ("For a child", policy.permission.child)):
        lines += [f"- **{who}.** {' '.join(said.split())}"]
    return "\n".join(lines).rstrip("\n") + "\n"


def _clause_table(clauses: Iterable[Clause], files: Files, holders: Holders) -> list[str]:
    rows = ["| Clause | Where | Duty | Kept by | Held by the test | Level | With |", "|---|---|---|---|---|---|---|"]
    for clause in clauses:
        name, where = f"**{clause.label}**<br>{clause.nickname}<br>`{clause.id}`", clause.section
        rest = (_cell(clause.duty),)
        if not clause.enforced_by:
            rows.append(_row(name, _cell(where), *rest, "**nothing**", "", "", ""))
        for binding in clause.enforced_by:
            kept, held = _kept_by(binding, files), _held_by(binding, holders)
            rows.append(_row(name, _cell(where), *rest, kept, held, _level(binding), _params(binding)))
            name, where, rest = "", "", ("",)
    return rows


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _kept_by(binding: Binding, files: Files) -> str:
    if binding.kind == "human":
        return f"A person: {_cell(binding.name)}"
    file = files.get((binding.kind, binding.name))
    told = f", told as “{_cell(binding.nickname)}”" if binding.nickname else ""
    return f"{binding.kind} `{binding.name}`{told}<br>" + (f"[{file}](../../{file})" if file else "**no such file**")


def _held_by(binding: Binding, holders: Holders) -> str:
    """Gates are held by marked tests; a check by the examples in its own file."""
    if binding.kind != "gate":
        return ""
    held = [f"[{test}](../../{file})" for file, test in holders.get(binding.name, ())]
    return "<br>".join(held) or "**no test**"


def _level(binding: Binding) -> str:
    """Only findings have a level: a gate always refuses, a person decides."""
    if binding.kind in ("gate", "human"):
        return ""
    if binding.kind == "notice" and not binding.params:
        return ""
    return "<br>".join([binding.level, *(f"{code}: {level}" for code, level in binding.levels.items())])


def _params(binding: Binding) -> str:
    return "<br>".join(_cell(f"{key} = {_value(value)}") for key, value in binding.params.items())


def _value(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _ground(ground: Ground, policy: Policy) -> list[str]:
    clause = next(clause for clause in policy.clauses if clause.id == ground.clause)
    needs = [
        *(["a written why"] if ground.why_required else []),
        *(["a second person"] if ground.second_person else []),
    ]
    return [
        f"### {ground.name}",
        "",
        f"`{ground.id}`, under {clause.label}. {ground.definition}",
        "",
        f"- Counts: {' · '.join(ground.counts)}",
        f"- Does not count: {' · '.join(ground.does_not_count)}",
        *([f"- Needs {' and '.join(needs)}."] if needs else []),
        *(f"- Word on the list: {word}. {reason}" for word, reason in ground.word_reasons.items()),
        *([f"- {_cautions(ground.cautions)}"] if ground.cautions else []),
        "",
    ]


def _cautions(cautions: Iterable[Caution]) -> str:
    return " ".join(f"*{caution.case}*, {caution.citation}: {caution.says}" for caution in cautions)
