"""Registers of officials and candidates, and whether an account may be followed.

An account is judged, never its owner: most members of Congress are candidates too, and the accounts of their offices
may be followed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from masthead.project.command import NotUnderstood, Unready
from masthead.project.with_django import start_django, start_to_read

if TYPE_CHECKING:
    from masthead.agencies.actors import Actor
    from masthead.following.registers.row import Parsed
    from masthead.following.registers.sources import Source

_STYLE = click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
_TOLD = 50


@click.group(help=__doc__)
def command() -> None:
    """Replaced by the file's own words."""


@command.command("import")
@click.option("--register", "form", type=click.Choice(["congress", "openstates", "fec", "csv"]), required=True)
@click.option("--name", default="", metavar="NAME", help="Which list this is, where you keep several of one form.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day the files tell of.  [default: today]")
@click.option("--map", "columns", multiple=True, metavar="COLUMN=FIELD", help="For csv: what a column holds.")
@click.option("--as", "address", metavar="E-MAIL", help="Who imports.  [default: whoever keeps this machine]")
@click.option("--dry-run", is_flag=True, help="Tell what would change, and change nothing.")
@_STYLE
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.pass_context
def import_files(
    context: click.Context,
    form: str,
    name: str,
    as_of: datetime | None,
    columns: tuple[str, ...],
    address: str | None,
    dry_run: bool,
    style: str,
    files: tuple[Path, ...],
) -> None:
    """Import a register: files, folders or ZIP archives of one form.

    \b
    congress    legislators-current.yaml and legislators-social-media.yaml
    openstates  a folder of people, one YAML file each
    fec         cn.txt, the candidate master (10 or 15 columns)
    csv         a list of candidates; --map "Candidate Name=name", for example.
                Fields: name, id, office, state, election_year, fec_id, account
                (a web address), or a network's name for the handle there.

    A row that cannot be read is listed with its line and skipped; the rest is imported in one piece. What an earlier
    version said of a skipped row stays. A file that cannot be used changes nothing. The exit code is 1 for either, so
    that a script notices; it is 0 where every row was read.

    With --dry-run nothing is written, not even a database: where there is none yet, everything would be added.
    """
    from masthead.following.registers.forms import name_of, read
    from masthead.following.registers.sources import from_paths

    sources, named = from_paths(files), name_of(form, name)
    parsed = read(form, sources, _mapped(columns))
    if dry_run:
        counts = _compared(form, named, address, parsed)
        said = f"Nothing was changed. An import of “{named}” would leave"
    else:
        counts, said = _imported(form, named, address, as_of.date() if as_of else None, parsed, sources)
    _tell(style, dry_run, named, said, counts, parsed)
    if parsed.skipped:
        context.exit(1)


@command.command("verdict")
@click.option("--channel", required=True, metavar="CHANNEL", help="x, bluesky, facebook, instagram, youtube …")
@click.option("--handle", required=True, metavar="HANDLE", help="The account's handle, or the address of its page.")
@click.option("--policy", "policy_id", metavar="ID", help="The policy that is cited.  [default: the one in force]")
@_STYLE
@click.pass_context
def verdict(context: click.Context, channel: str, handle: str, policy_id: str | None, style: str) -> None:
    """May a presence follow this account? allow, deny, or ask a person; with the clause and the row it rests on.

    The exit code is 0 for allow and 1 for deny and ask. Nothing is written.
    """
    from masthead.following.accounts import NETWORKS, account_of, network_of

    if network_of(channel) not in NETWORKS:
        raise NotUnderstood(f"There is no network called “{channel}”. There are: {', '.join(NETWORKS)}.")
    if not start_to_read():
        raise Unready(
            "There is no register to ask yet. Bring one in with `masthead following import`; `--help` says which."
        )
    from masthead.following.known import verdict_on
    from masthead.kernel.clock import now
    from masthead.kernel.refusals import Invalid
    from masthead.policy.in_force import rulebook, rulebook_of

    try:
        book = rulebook_of(policy_id) if policy_id else rulebook()
    except (LookupError, ValueError) as reason:
        raise Invalid(f"{reason.args[0]} Or name a policy with --policy.", field="policy") from reason
    found = verdict_on(book, account_of(channel, handle), at=now())
    if style == "json":
        click.echo(json.dumps(found.as_json(), ensure_ascii=False))
    else:
        clause = f" (clause {found.clause})" if found.clause else ""
        click.echo(f"{found.verdict}{clause}: {found.why}")
    context.exit(0 if found.verdict == "allow" else 1)


def _compared(form: str, named: str, address: str | None, parsed: Parsed) -> dict[str, int]:
    """What an import would change of what stands; of nothing, where there is no database."""
    if not start_to_read():
        return {"added": len(parsed.rows), "changed": 0, "gone": 0, "unchanged": 0}
    from masthead.following.imports import compare

    _importer(address)
    found = compare(form, named, parsed)
    return {
        "added": len(found.added),
        "changed": len(found.changed),
        "gone": len(found.gone),
        "unchanged": found.unchanged,
    }


def _imported(
    form: str, named: str, address: str | None, as_of: date | None, parsed: Parsed, sources: Sequence[Source]
) -> tuple[dict[str, int], str]:
    start_django()
    from masthead.agencies.days import local_day
    from masthead.following.imports import import_register, told_of
    from masthead.kernel.clock import now
    from masthead.project.prepare import bring_tables_up_to_date

    bring_tables_up_to_date()
    at = now()
    day = as_of or local_day(at)
    made = import_register(
        by=_importer(address), at=at, form=form, name=named, as_of=day, parsed=parsed, files=told_of(sources)
    )
    unchanged = made.rows - made.added - made.changed
    counts = {"added": made.added, "changed": made.changed, "gone": made.gone, "unchanged": unchanged}
    waits = ", and an approver has to confirm what it allows" if made.waits else ""
    return counts, f"“{named}” is imported as version {made.number}, as of {day.isoformat()}{waits}:"


def _mapped(columns: Sequence[str]) -> dict[str, str]:
    pairs = [column.rpartition("=") for column in columns]
    if wrong := [whole for (name, _, field), whole in zip(pairs, columns, strict=True) if not name or not field]:
        raise click.UsageError(f"--map wants COLUMN=FIELD, such as “Candidate Name=name”; “{wrong[0]}” is not that.")
    return {name: field.strip() for name, _, field in pairs}


def _importer(address: str | None) -> Actor:
    from masthead.agencies.actors import Worker
    from masthead.agencies.models import Person
    from masthead.kernel.refusals import NotFound

    if not address:
        return Worker("command-line")
    person = Person.objects.filter(email__iexact=address, is_active=True).first()
    if person is None:
        raise NotFound(f"Nobody here has the address {address}. Give it as they sign in with it.")
    return person


def _tell(style: str, dry_run: bool, name: str, said: str, counts: dict[str, int], parsed: Parsed) -> None:
    skipped = [{"file": one.file, "line": one.line, "why": one.why} for one in parsed.skipped]
    if style == "json":
        columns = [{"file": one.file, "heading": one.heading, "field": one.field} for one in parsed.columns]
        body = {"register": name, "dry_run": dry_run, "rows": len(parsed.rows), **counts, "skipped": skipped}
        body |= {"columns": columns} if columns else {}
        click.echo(json.dumps(body, ensure_ascii=False))
        return
    told = (
        f"{counts['added']} added, {counts['changed']} changed, {counts['gone']} gone, {counts['unchanged']} unchanged"
    )
    click.echo(f"{said} {told}.")
    if unkept := [one.heading for one in parsed.columns if not one.field]:
        click.echo(f"  columns not kept: {', '.join(unkept)}")
    for one in skipped[:_TOLD]:
        click.echo(f"  skipped: {one['file']}, line {one['line']}: {one['why']}")
    if len(skipped) > _TOLD:
        click.echo(f"  … and {len(skipped) - _TOLD} more rows skipped.")
