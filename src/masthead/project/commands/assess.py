"""Assess comments against a policy, without a database and without keeping anything. Nothing is hidden by it.

Give --jsonl with one JSON object to a line: `comment`, and if known `id`, `post`, `thread` (earlier comments, oldest
first); "-" is standard input. Rows are read and answered one at a time: what a person should look at (`grounds`,
`spans`) beside the reasons to keep. A row that cannot be read is answered with its line number and what is wrong, the
rest goes on, and the exit code is 1. --explain takes one comment and tells in words what was seen, and where.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import BinaryIO

import click

from masthead.kernel.refusals import Invalid
from masthead.policy.in_force import rulebook_of
from masthead.policy.rulebook import Rulebook
from masthead.signals.engine.assess import assess
from masthead.signals.engine.facts import Assessment, CommentFacts

LARGEST_ROW = 8_000_000
"""Bytes of one line. A comment is a few hundred; more than this is no list of comments, and would fill the memory."""


@click.command
@click.option(
    "--policy",
    "policy_id",
    metavar="ID",
    required=True,
    help="The policy whose grounds count: the name of its file, without .toml.",
)
@click.option("--jsonl", "rows", metavar="FILE", help="A file with one JSON object to a line, or - for standard input.")
@click.option("--explain", metavar="TEXT", help="Assess this one comment and tell what was seen, in words.")
@click.pass_context
def command(context: click.Context, policy_id: str, rows: str | None, explain: str | None) -> None:
    if (rows is None) == (explain is None):
        raise click.UsageError("Give --jsonl with one file, or --explain with one comment, and not both.")
    try:
        book = rulebook_of(policy_id)
    except (LookupError, ValueError) as reason:
        raise Invalid(str(reason.args[0]), field="policy") from reason
    if explain is not None:
        for line in _told(assess(CommentFacts(explain), grounds=book), explain):
            click.echo(line.encode("utf-8", "replace").decode())
        return
    context.exit(0 if _assess_rows(str(rows), book) else 1)


def _assess_rows(name: str, book: Rulebook) -> bool:
    """Answers every line of the file as it comes; false when any could not be read."""
    good = True
    try:
        with nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb") as source:
            for number, line in _lines(source):
                try:
                    identity, facts = _row(line)
                except ValueError as reason:
                    good = False
                    click.echo(json.dumps({"line": number, "error": str(reason)}))
                    continue
                click.echo(json.dumps({"id": identity, **assess(facts, grounds=book).as_json()}))
    except OSError as reason:
        raise Invalid(f"{name} cannot be read: {reason.strerror}.", field="jsonl") from reason
    return good


def _lines(source: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """(line number, line) for every line that is not blank; of an endless one the beginning only."""
    number = 0
    while line := source.readline(LARGEST_ROW + 1):
        number += 1
        if len(line) > LARGEST_ROW:
            while (rest := source.readline(LARGEST_ROW)) and not rest.endswith(b"\n"):
                pass
        if line.strip():
            yield number, line


def _row(line: bytes) -> tuple[object, CommentFacts]:
    """The id and the facts of one row. Raises ValueError saying what is wrong with it."""
    if len(line) > LARGEST_ROW:
        raise ValueError(f"the line is longer than {LARGEST_ROW:,} bytes")
    try:
        row = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as reason:
        raise ValueError("the line is not UTF-8 text") from reason
    except json.JSONDecodeError as reason:
        raise ValueError(f"the line is not JSON: {reason.msg} at character {reason.pos + 1}") from reason
    except RecursionError as reason:
        raise ValueError("the line is nested too deeply") from reason
    if not isinstance(row, dict) or not isinstance(row.get("comment"), str):
        raise ValueError('the row needs "comment", a text')
    post = row.get("post", "")
    thread = row.get("thread", [])
    if not isinstance(post, str):
        raise ValueError('"post" must be a text')
    if not isinstance(thread, list) or not all(isinstance(said, str) for said in thread):
        raise ValueError('"thread" must be a list of texts')
    return row.get("id"), CommentFacts(comment=row["comment"], post=post, thread=tuple(thread))


def _told(assessment: Assessment, comment: str) -> Iterator[str]:
    """The assessment in words: what a person should look at, what speaks for keeping, and by which engine."""
    if assessment.remove:
        yield f"A person should look at: {', '.join(assessment.grounds)}."
    else:
        yield "Nothing to look at: the comment stays."
    for sign in assessment.signs:
        ground = f"{sign.ground} {assessment.scores[sign.ground]:.2f} " if sign.direction == "remove" else ""
        place = f" [{comment[sign.span[0] : sign.span[1]]}]" if sign.span else ""
        yield f"  {sign.direction}: {ground}{sign.signal}: {sign.sentence}{place}"
    yield f"  engine: {assessment.engine}"
