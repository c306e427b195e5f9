"""Assess comments against a policy, without a database and without keeping anything. Nothing is hidden by it.

Give --jsonl with one JSON object to a line: `comment`, and if known `id`, `post`, `thread` (earlier comments, oldest
first); "-" is standard input. Rows of standard input are read and answered one at a time, those of a file some at a
time, which is faster: what a person should look at (`grounds`, `spans`) beside the reasons to keep. A row that cannot
be read is answered with its line number and what is wrong, the rest goes on, and the exit code is 1. --explain takes
one comment, with --post and --thread what it stands under, and tells in words what was seen, and where. Each answer
names the engine and the policy. Similar comments that were decided before are known to a desk alone: the page of a case
and the API show them. Where the model cannot be used or gives no answer, the signals answer alone and it is said on
standard error.

--model takes an ONNX classifier in a folder, as `optimum-cli export onnx` writes it; --server a model behind a server.
Either is given what is written in English, and the rest with --any-language. Which of its labels the policy heeds is
said on standard error. docs/your-own-model.md tells how to bring one, and how to give a folder to the desk.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click

from masthead.kernel.refusals import Invalid
from masthead.policy.rulebook import Rulebook
from masthead.project.command import policy_called
from masthead.project.rows import lines, open_rows, read_row
from masthead.signals.engine.assess import assess, assess_all
from masthead.signals.engine.facts import NO_MODEL, Assessment, CommentFacts
from masthead.signals.model.heeded import heeded, said_of
from masthead.signals.model.onnx_folder import OnnxFolder
from masthead.signals.model.overheard import Overheard
from masthead.signals.model.port import Reader, Unreadable
from masthead.signals.model.shipped import is_another, shipped, why_not

PROGRESS = 1_000
"""Comments between two words on standard error about how far it is."""
TOGETHER, BYTES = 256, 1_000_000
"""Rows of a file that are held at a time: as many, or as few as have so many bytes."""


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
@click.option("--post", metavar="TEXT", help="With --explain: the post that the comment stands under.")
@click.option(
    "--thread", metavar="TEXT", multiple=True, help="With --explain: an earlier comment, `Name: text`; oldest first."
)
@click.option(
    "--format", "style", type=click.Choice(["json", "text"]), help="[default: json for --jsonl, text for --explain]"
)
@click.option(
    "--model",
    metavar="FOLDER",
    help="Another ONNX classifier: a folder with config.json, tokenizer.json and model.onnx, or with model.json.",
)
@click.option("--server", metavar="URL", help="A model behind an OpenAI-compatible server on this machine.")
@click.option("--server-model", metavar="NAME", default="default", show_default=True, help="Its name on that server.")
@click.option(
    "--any-language", is_flag=True, help="Give that model whatever is written. Otherwise it is given the English only."
)
@click.pass_context
def command(
    context: click.Context,
    policy_id: str,
    rows: str | None,
    explain: str | None,
    post: str | None,
    thread: tuple[str, ...],
    style: str | None,
    model: str | None,
    server: str | None,
    server_model: str,
    any_language: bool,
) -> None:
    if (rows is None) == (explain is None):
        raise click.UsageError("Give --jsonl with one file, or --explain with one comment, and not both.")
    if rows is not None and (post or thread):
        raise click.UsageError("--post and --thread go with --explain; a row of --jsonl brings its own.")
    book = policy_called(policy_id)
    reader = _heard(book, _reader(model, server, server_model, any_language), asked_for=bool(model or server))
    together = 1 if rows == "-" or server else TOGETHER
    if explain is None:
        context.exit(0 if _assess_rows(str(rows), book, reader, style or "json", together) else 1)
    found = assess(CommentFacts(explain, post or "", thread), grounds=book, reader=reader)
    if reader and found.engine.endswith(NO_MODEL):
        click.echo(f"masthead: The model gave no answer: {reader.why} The signals answer alone.", err=True)
    if style == "json":
        click.echo(json.dumps({"id": None, **found.as_json()}))
        return
    for line in _told(found, explain):
        click.echo(line.encode("utf-8", "replace").decode())


def _heard(book: Rulebook, reader: Reader | None, *, asked_for: bool) -> Overheard | None:
    """`reader` where the policy heeds it. Of another model than the shipped one it is said which of its labels."""
    if reader is None:
        if any(ground.reads for ground in book.grounds):
            click.echo(f"masthead: The model is not used: {why_not()} The signals answer alone.", err=True)
        return None
    if not asked_for and not is_another():
        return Overheard(reader)
    said = said_of(book, reader)
    if heeded(book, reader):
        click.echo(f"masthead: {said}", err=True)
        return Overheard(reader)
    if asked_for:
        raise Invalid(said, field="model")
    click.echo(f"masthead: The model is not used: {said} The signals answer alone.", err=True)
    return None


def _reader(model: str | None, server: str | None, server_model: str, any_language: bool) -> Reader | None:
    """The model asked for, or the one in use here; None where that cannot be used."""
    if model and server:
        raise click.UsageError("Give --model or --server, and not both.")
    if any_language and not (model or server):
        raise click.UsageError("--any-language goes with --model or --server.")
    if server:
        from masthead.moderation.local_server import LocalServer

        return LocalServer(server, server_model, any_language=any_language)
    if model:
        try:
            return OnnxFolder(Path(model), any_language=any_language)
        except Unreadable as reason:
            raise Invalid(str(reason), field="model") from reason
    return shipped()


def _assess_rows(name: str, book: Rulebook, reader: Overheard | None, style: str, together: int) -> bool:
    """Answers every line of the file as it comes; false when any could not be read."""
    good, without, done = True, False, 0
    try:
        with open_rows(name) as source:
            for some in _some(lines(source), together):
                rows = [_row_or_fault(line) for _, line in some]
                answers = iter(
                    assess_all([row[1] for row in rows if isinstance(row, tuple)], grounds=book, reader=reader)
                )
                for (number, _), row in zip(some, rows, strict=True):
                    if isinstance(row, str):
                        good = False
                        fault = {"line": number, "error": row}
                        click.echo(json.dumps(fault) if style == "json" else f"line {number}: {row}")
                        continue
                    found = next(answers)
                    _answer(row, found, style)
                    done += 1
                    if done % PROGRESS == 0:
                        click.echo(f"{done:,} comments assessed", err=True)
                    if reader and found.engine.endswith(NO_MODEL) and not without:
                        without = True
                        told = f"masthead: Line {number}: the model gave no answer: {reader.why}"
                        click.echo(f"{told} The signals answer alone.", err=True)
    except BrokenPipeError:  # whoever read the answers has gone: no fault of the file
        raise
    except OSError as reason:
        raise Invalid(f"{name} cannot be read: {reason.strerror}.", field="jsonl") from reason
    return good


def _some(rows: Iterator[tuple[int, bytes]], most: int) -> Iterator[list[tuple[int, bytes]]]:
    """At most `most` rows at a time, and no more after BYTES."""
    held, size = [], 0
    for row in rows:
        held.append(row)
        size += len(row[1])
        if len(held) >= most or size >= BYTES:
            yield held
            held, size = [], 0
    if held:
        yield held


def _answer(row: tuple[object, CommentFacts], found: Assessment, style: str) -> None:
    identity, facts = row
    if style == "json":
        click.echo(json.dumps({"id": identity, **found.as_json()}))
        return
    for told in _told(found, facts.comment):
        click.echo(f"{identity}: {told}".encode("utf-8", "replace").decode())


def _row_or_fault(line: bytes) -> tuple[object, CommentFacts] | str:
    try:
        return _row(line)
    except ValueError as reason:
        return str(reason)


def _row(line: bytes) -> tuple[object, CommentFacts]:
    """The id and the facts of one row. Raises ValueError saying what is wrong with it."""
    row = read_row(line)
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
    """The assessment in words: what a person should look at, what speaks for keeping, by which engine and policy."""
    if assessment.remove:
        yield f"A person should look at: {', '.join(assessment.grounds)}."
    else:
        yield "Nothing to look at: the comment stays."
    for sign in assessment.signs:
        ground = f"{sign.ground} {assessment.scores[sign.ground]:.2f} " if sign.direction == "remove" else ""
        if sign.direction == "keep" and sign.ground:
            ground = f"(answers only {sign.ground}) "
        place = f" [{comment[sign.span[0] : sign.span[1]]}]" if sign.span else ""
        yield f"  {sign.direction}: {ground}{sign.signal}: {sign.sentence}{place}"
    yield f"  engine: {assessment.engine}"
    yield f"  policy: {assessment.policy} (SHA-256 {assessment.policy_digest[:12]})"
