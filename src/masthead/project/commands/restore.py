"""Put a copy made by `masthead backup` back as this desk. MASTHEAD_HOME must be empty, and the desk stopped.

Give the last checkpoint that left the house with --checkpoint: a copy whose ledger does not extend it is refused.
"""

from __future__ import annotations

import json
from pathlib import Path

import click

from masthead.project.backup import restore
from masthead.project.environment import home


@click.command
@click.argument("copy", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--checkpoint",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with the last checkpoint kept elsewhere.",
)
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(copy: Path, checkpoint: Path | None, style: str) -> None:
    note = checkpoint.read_text() if checkpoint else ""
    found = restore(copy=copy.resolve(), home=home(), checkpoint=note)
    if style == "json":
        click.echo(json.dumps({"path": str(home()), "records": found.records}))
        return
    click.echo(f"{found.records} records are back in {home()}. Start the desk with `masthead serve`.")
