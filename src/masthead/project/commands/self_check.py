"""“May I post this?” Read a post from standard input and say what the policy asks of it.

Nothing is kept, no desk or database is needed, and nothing leaves this machine. --as personal is for an account of
your own, --as official for one of the agency. --profile takes a file with what your account says of you: lines such as
"Name: …", "Handle: …" and "Email: …", then the profile's text. The exit code is 1 when a finding blocks, or when what
was given cannot be read.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import cast

import click

from masthead.checks.engine.finding import Finding
from masthead.employees.places import ANYWHERE, PLACES
from masthead.employees.profile import Profile
from masthead.employees.self_check import Role, SelfCheck, self_check
from masthead.judging.post import LONGEST
from masthead.kernel.refusals import Invalid
from masthead.kernel.text import clean
from masthead.policy.rulebook import Rulebook
from masthead.project.command import policy_called

LARGEST = 4 * LONGEST
"""Bytes: no post of LONGEST characters takes more in UTF-8."""
_HEADINGS = {"name": "name", "handle": "handle", "email": "email", "e-mail": "email"}


@click.command
@click.option(
    "--policy",
    "policy_id",
    metavar="ID",
    required=True,
    help="The policy to check against: the name of its file, without .toml.",
)
@click.option("--as", "as_role", type=click.Choice(["personal", "official"]), required=True, help="As whom you write.")
@click.option("--channel", type=click.Choice(sorted(PLACES)), default=ANYWHERE.id, help="Where.  [default: other]")
@click.option("--about", type=click.Choice(["yes", "no"]), help="Is it about the agency?  [default: by its words]")
@click.option("--profile", "profile_file", metavar="FILE", help="What your account says of you.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", help="[default: text]")
@click.pass_context
def command(
    context: click.Context,
    policy_id: str,
    as_role: str,
    channel: str,
    about: str | None,
    profile_file: str | None,
    style: str,
) -> None:
    book = policy_called(policy_id)
    text = _text(sys.stdin.buffer.read(LARGEST + 1), "The text")
    if not text.strip():
        raise Invalid("There is no text. Give the post on standard input, as in: masthead self-check … < post.txt")
    answer = self_check(
        text,
        book=book,
        as_role=cast(Role, as_role),
        about_agency=None if about is None else about == "yes",
        profile=_profile(profile_file) if profile_file else Profile(),
        place=PLACES[channel],
    )
    if style == "json":
        click.echo(json.dumps(_as_json(answer, book, as_role, channel)))
    else:
        for line in _lines(answer):
            click.echo(line)
    context.exit(1 if any(finding.level == "blocks" for finding in answer.findings) else 0)


def _text(raw: bytes, what: str) -> str:
    """Raises Invalid, in one line, for what is no post."""
    if len(raw) > LARGEST:
        raise Invalid(f"{what} is longer than {LARGEST:,} bytes; give only the post itself.")
    if b"\x00" in raw:
        raise Invalid(f"{what} holds NUL characters, so it is not plain text; save it as UTF-8 text.")
    try:
        return clean(raw.decode("utf-8-sig")).rstrip("\n")
    except UnicodeDecodeError as reason:
        raise Invalid(f"{what} is not UTF-8 at byte {reason.start + 1}; save it as UTF-8 text.") from reason


def _profile(name: str) -> Profile:
    try:
        with Path(name).open("rb") as file:
            lines = _text(file.read(LARGEST + 1), "The profile").splitlines()
    except OSError as reason:
        raise Invalid(f"{name} cannot be read: {reason.strerror}.") from reason
    given: dict[str, str] = {}
    while lines and (field := _HEADINGS.get(lines[0].partition(":")[0].strip().lower())) and ":" in lines[0]:
        given[field] = lines.pop(0).partition(":")[2].strip()
    return Profile(bio="\n".join(lines).strip(), **given)


def _as_json(answer: SelfCheck, book: Rulebook, as_role: str, channel: str) -> dict[str, object]:
    return {
        "policy": book.stamp,
        "as": as_role,
        "channel": channel,
        "about_agency": answer.about_agency,
        "findings": [_finding(finding) for finding in answer.findings],
        "disclaimer": answer.disclaimer.text if answer.disclaimer else None,
        "placement": asdict(answer.placement) if answer.placement else None,
        "advice": list(answer.advice),
    }


def _finding(finding: Finding) -> dict[str, object]:
    remedy = finding.remedies[0] if finding.remedies else None
    return {
        "code": finding.code,
        "clause": finding.clause,
        "label": finding.label,
        "level": finding.level,
        "message": finding.message,
        "span": list(finding.span) if finding.span else None,
        "remedy": {"kind": remedy.kind, "label": remedy.label, "text": remedy.text} if remedy else None,
    }


def _lines(answer: SelfCheck) -> Iterator[str]:
    count = answer.changes
    yield "The policy asks for nothing more." if not count else f"The policy asks for {count} change{'s'[: count > 1]}."
    for finding in answer.findings:
        yield f"  {finding.level} {finding.code}: {finding.message} [{finding.label}]"
    if answer.disclaimer and answer.placement and answer.placement.where != "there":
        yield f"The disclaimer, word for word: {answer.disclaimer.text}"
        yield f"  {answer.placement.why}"
    yield from answer.advice
