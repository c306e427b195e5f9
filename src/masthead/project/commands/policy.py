"""Look at policy files without a desk and without a database: what is unwise in one, what differs between two.

A file that cannot be read is refused in one line with exit code 2, whatever is in it.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from pathlib import Path

import click

import masthead
from masthead.policy.clause import Policy
from masthead.policy.diff import Change, Difference, compare
from masthead.policy.enforcers import find_keepers
from masthead.policy.lint import Finding, lint
from masthead.policy.pack import find_pack, parse_pack, read_bytes
from masthead.policy.wording import Patience
from masthead.project.command import InOneLine


class Unreadable(InOneLine):
    """This is no policy file, or none that can be read."""

    exit_code = 2


@click.group
def command() -> None:
    pass


command.help = __doc__
STYLE = click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)


@command.command("lint")
@click.argument("file")
@STYLE
@click.pass_context
def lint_command(context: click.Context, file: str, style: str) -> None:
    """Name what is vague, kept by nothing, or was warned of by a court. FILE is a path, or the id of a policy.

    The cautions are advice, not law, and not legal advice. Exit code 0 when nothing is found, 1 when something is,
    2 when the file cannot be read.
    """
    raw = _raw(file)
    try:
        findings = lint(raw, find_keepers(Path(masthead.__file__).parent))
    except ValueError as reason:
        raise Unreadable(_line(file, reason)) from reason
    if style == "json":
        click.echo(json.dumps({"file": file, "findings": [finding.as_json() for finding in findings]}, indent=2))
    else:
        for line in _told(file, findings):
            click.echo(line)
    context.exit(1 if findings else 0)


@command.command("diff")
@click.argument("old")
@click.argument("new")
@STYLE
@click.pass_context
def diff_command(context: click.Context, old: str, new: str, style: str) -> None:
    """Show what changed from OLD to NEW, clause by clause. Each is a path, or the id of a policy.

    Exit code 0 when nothing differs, 1 when something does, 2 when a file cannot be read.
    """
    difference = compare(_policy(old), _policy(new))
    if style == "json":
        click.echo(json.dumps(difference.as_json(), indent=2))
    else:
        for line in _differs(difference):
            click.echo(line)
    context.exit(1 if difference.changes else 0)


def _raw(name: str) -> bytes:
    """The bytes of a file, or of the pack with this id where there is no such file."""
    path = Path(name)
    try:
        if not path.exists() and "/" not in name and not name.endswith(".toml"):
            path = find_pack(name)
        return read_bytes(path)
    except LookupError as reason:
        raise Unreadable(str(reason.args[0])) from reason
    except ValueError as reason:
        raise Unreadable(_line(name, reason)) from reason
    except OSError as reason:
        raise Unreadable(f"{_shown(name)}: cannot be read ({reason.strerror}); check that it is there") from reason


def _policy(name: str) -> Policy:
    try:
        return parse_pack(_raw(name))
    except ValueError as reason:
        raise Unreadable(_line(name, reason)) from reason


def _line(name: str, reason: ValueError) -> str:
    return " ".join(f"{_shown(name)}: {reason}".split())


def _shown(name: str) -> str:
    return name if name.isprintable() else ascii(name)


def _told(file: str, findings: tuple[Finding, ...]) -> Iterator[str]:
    if not findings:
        yield f"{_shown(file)}: nothing found"
    for finding in findings:
        yield f"{_shown(file)}: {finding.where}: {finding.level} {finding.code}: {finding.message}"
        if finding.caution:
            yield f"    {finding.source}: {finding.caution}"


def _differs(difference: Difference) -> Iterator[str]:
    yield f"From {difference.old} to {difference.new}"
    if not difference.changes:
        yield "Nothing differs."
        return
    decides = "the board" if difference.layer == "policy" else "management alone: working rules only"
    yield f"{len(difference.changes)} changes. Who decides: {decides}."
    patience = Patience()
    for change in difference.changes:
        yield ""
        yield change.sentence
        yield from textwrap.wrap(
            _marked(change, patience), 100, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False
        )


def _marked(change: Change, patience: Patience) -> str:
    """The new wording with what went in [-…-] and what came in {+…+}, as people know it from other tools."""
    signs = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
    return "".join(signs[tag].format(text) for tag, text in change.marked(patience))
