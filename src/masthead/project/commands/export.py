"""Give records out as a folder that proves itself: native JSON, pictures, a page to read, proofs, and a verifier.

The export is an act of a named person (--as, a records officer's e-mail address) and is itself recorded.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click

from masthead.project.with_django import start_django

MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])


@click.command
@click.argument("to", type=click.Path(path_type=Path))
@click.option("--as", "address", required=True, metavar="E-MAIL", help="Who gives the records out.")
@click.option("--conversation", help="Only this conversation, by its id.")
@click.option("--since", type=MOMENT, help="From this moment, in the agency's time zone.")
@click.option("--until", type=MOMENT, help="Up to this moment, itself not included.")
@click.option("--form", default="bagit", show_default=True, help="The form of the export.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(
    to: Path,
    address: str,
    conversation: str | None,
    since: datetime | None,
    until: datetime | None,
    form: str,
    style: str,
) -> None:
    if conversation is not None and not conversation.strip():
        raise click.UsageError("--conversation is empty. Leave it out to give out every record.")
    start_django()
    from masthead.agencies.models import Person, the_agency
    from masthead.exporters.export import export
    from masthead.kernel.clock import now
    from masthead.kernel.refusals import NotFound

    person = Person.objects.filter(email__iexact=address, is_active=True).first()
    agency = the_agency()
    if person is None or agency is None:
        raise NotFound(f"Nobody here has the address {address}. Give a records officer's, as they sign in with it.")
    since, until = (moment and moment.replace(tzinfo=agency.zone) for moment in (since, until))
    made = export(by=person, at=now(), to=to, conversation=conversation, since=since, until=until, form=form)
    if style == "json":
        told = {"path": str(made.path), "records": made.records, "checkpoint": made.checkpoint.size}
        told |= {"files": len(made.files.listed), "lacking": [one.sha256 for one in made.files.lacking]}
        click.echo(json.dumps(told))
    else:
        # Only the folder proves itself; a table or a page holds nothing that could be verified.
        proof = f" Check them with: masthead verify {made.path}" if form == "bagit" else ""
        count = len(made.files.listed) - len(made.files.lacking)
        files = f" and {count} {'file' if count == 1 else 'files'}" if form == "bagit" else ""
        click.echo(f"{made.records} records{files} are in {made.path}.{proof}")
        for one in made.files.lacking:
            click.echo(f"Lacking: {one.what} {one.name} ({one.sha256}). {one.fault}".replace("  ", " "), err=True)
