"""Lists of malware and phishing sites, which no link of a post may lead to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from masthead.project.with_django import start_django, start_to_read

if TYPE_CHECKING:
    from masthead.links.list_file import ListFile

_STYLE = click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
_TOLD = 50


@click.group(help=__doc__)
def command() -> None:
    """Replaced by the file's own words."""


@command.command("import-list")
@click.option("--name", required=True, metavar="NAME", help="Which list this is. One of the same name is replaced.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day the file tells of.  [default: today]")
@click.option("--dry-run", is_flag=True, help="Tell what would change, and change nothing.")
@_STYLE
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.pass_context
def import_list(
    context: click.Context, name: str, as_of: datetime | None, dry_run: bool, style: str, file: Path
) -> None:
    """Import a list: URLhaus' text or CSV, a hosts file, or plain hosts and web addresses, one a line.

    A row that names no site is listed with its line and skipped, and the exit code is 1; it is 0 where every row was
    read. A file that cannot be used changes nothing. With --dry-run nothing is written, not even a database.
    """
    from masthead.links.list_file import from_path

    given = from_path(file)
    if dry_run:
        added, gone, unchanged = len(given.rows), 0, 0
        if start_to_read():
            from masthead.agencies.days import local_day
            from masthead.kernel.clock import now
            from masthead.links.lists import compare, refuse_day

            at = now()
            refuse_day(name, as_of.date() if as_of else local_day(at), at=at)
            found = compare(name, given)
            added, gone, unchanged = found.added, found.gone, found.unchanged
        counts = {"added": added, "gone": gone, "unchanged": unchanged}
        said = f"Nothing was changed. {added} sites would come, {gone} go, {unchanged} stay."
    else:
        start_django()
        from masthead.agencies.actors import Worker
        from masthead.agencies.days import local_day
        from masthead.kernel.clock import now
        from masthead.links import lists
        from masthead.project.prepare import bring_tables_up_to_date

        bring_tables_up_to_date()
        at = now()
        day = as_of.date() if as_of else local_day(at)
        made = lists.import_list(by=Worker("command-line"), at=at, name=name, as_of=day, given=given)
        counts = {"sites": made.sites}
        said = f"“{made.name}” of {day.isoformat()} is imported: {made.sites} sites."
    _tell(style, name, dry_run, counts, said, given)
    if given.skipped_count:
        context.exit(1)


def _tell(style: str, name: str, dry_run: bool, counts: Mapping[str, int], said: str, given: ListFile) -> None:
    if style == "json":
        rows = [{"line": one.line, "why": one.why} for one in given.skipped]
        told = {"list": name, "dry_run": dry_run, **counts, "skipped": rows, "skipped_count": given.skipped_count}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(said)
    for one in given.skipped[:_TOLD]:
        click.echo(f"  skipped: line {one.line}: {one.why}")
    if given.skipped_count > _TOLD:
        click.echo(f"  … and {given.skipped_count - _TOLD} more rows skipped.")
