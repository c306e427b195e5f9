"""Check posts against a policy, without a database and without keeping anything.

Give text files, one post each, or --jsonl with one JSON object to a line (id, text, media, links); "-" is standard
input. Rows are read and answered one at a time. With --jsonl a row that cannot be read is answered with its line
number and what is wrong, the rest goes on, and the exit code is 1. With text files the exit code is 1 when a finding
blocks a post, a file holds no text, or it cannot be read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import click

from masthead.checks.engine.facts import DraftFacts
from masthead.checks.engine.finding import Finding
from masthead.checks.engine.from_row import from_row
from masthead.judging.post import judged
from masthead.kernel.refusals import Invalid
from masthead.policy.rulebook import Rulebook
from masthead.project.command import policy_called
from masthead.project.rows import lines, open_rows, read_row

TOLD = ("code", "check", "clause", "level", "message", "span")
"""What is printed of a finding, in this order."""


@click.command
@click.option(
    "--policy",
    "policy_id",
    metavar="ID",
    required=True,
    help="The policy to check against: the name of its file, without .toml.",
)
@click.option("--jsonl", "rows", metavar="FILE", help="A file with one JSON object to a line, or - for standard input.")
@click.option(
    "--format", "style", type=click.Choice(["json", "text"]), help="[default: json for --jsonl, text for files]"
)
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.pass_context
def command(
    context: click.Context, policy_id: str, rows: str | None, style: str | None, files: tuple[str, ...]
) -> None:
    if (rows is None) == (not files):
        raise click.UsageError("Give text files, or --jsonl with one file, and not both.")
    book = policy_called(policy_id)
    if rows is not None:
        good = _check_rows(rows, book, style or "json")
    else:
        answers = [_check_file(name, book, style or "text") for name in files]
        good = all(answers)
    context.exit(0 if good else 1)


def _check_rows(name: str, book: Rulebook, style: str) -> bool:
    """Answers every line of the file as it comes; false when any could not be read."""
    good = True
    try:
        with open_rows(name) as source:
            for number, line in lines(source):
                try:
                    identity, draft = _row(line)
                except ValueError as reason:
                    good = False
                    _tell_fault({"line": number, "error": str(reason)}, f"line {number}", style)
                    continue
                _tell(identity, draft, judged(_named(draft, book), book), style)
    except BrokenPipeError:  # whoever read the answers has gone: no fault of the file
        raise
    except OSError as reason:
        raise Invalid(f"{name} cannot be read: {reason.strerror}.", field="jsonl") from reason
    return good


def _check_file(name: str, book: Rulebook, style: str) -> bool:
    """Checks one post; false when something blocks it or it cannot be read."""
    try:
        with open_rows(name) as source:
            text = source.read().decode("utf-8-sig").rstrip("\n")
    except (OSError, UnicodeDecodeError) as reason:
        what = reason.strerror if isinstance(reason, OSError) else "it is not UTF-8 text; save it as UTF-8"
        _tell_fault({"id": name, "error": f"{what}"}, name, style)
        return False
    if not text.strip():
        _tell_fault({"id": name, "error": "There is no text. A file holds one post."}, name, style)
        return False
    draft = DraftFacts(text)
    findings = judged(_named(draft, book), book)
    _tell(name, draft, findings, style)
    return not any(finding.level == "blocks" for finding in findings)


def _row(line: bytes) -> tuple[object, DraftFacts]:
    row = read_row(line)
    return (row.get("id") if isinstance(row, dict) else None), from_row(row)


def _named(draft: DraftFacts, book: Rulebook) -> DraftFacts:
    """With the names the policy file lists, so that no town of the agency is taken for a misspelling."""
    names = book.policy.facts.get("names", ())
    return replace(draft, names=draft.names | frozenset(str(name) for name in names))


def _tell(identity: object, draft: DraftFacts, findings: list[Finding], style: str) -> None:
    if style == "json":
        told = [{key: getattr(finding, key) for key in TOLD} for finding in findings]
        click.echo(json.dumps({"id": identity, "findings": told}))
        return
    for line in _told(str(identity), draft.text, findings):
        click.echo(line.encode("utf-8", "replace").decode())


def _told(identity: str, text: str, findings: list[Finding]) -> Iterator[str]:
    if not findings:
        yield f"{identity}: nothing found"
    for finding in findings:
        start = finding.span[0] if finding.span else 0
        line, column = text.count("\n", 0, start) + 1, start - (text.rfind("\n", 0, start) + 1) + 1
        yield f"{identity}:{line}:{column}: {finding.level} {finding.code}: {finding.message} [{finding.label}]"


def _tell_fault(fault: dict[str, object], place: str, style: str) -> None:
    click.echo(json.dumps(fault) if style == "json" else f"{place}: {fault['error']}")
