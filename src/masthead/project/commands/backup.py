"""Copy the whole desk to a new folder while it runs, and walk the ledger of the copy before calling it one.

The copy holds the keys: keep it as safe as the desk itself. `masthead restore` puts it back.
"""

from __future__ import annotations

import json
from pathlib import Path

import click

from masthead.project.backup import back_up
from masthead.project.environment import home


@click.command
@click.argument("to", type=click.Path(path_type=Path))
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(to: Path, style: str) -> None:
    found = back_up(home=home(), to=to.resolve())
    if style == "json":
        click.echo(json.dumps({"path": str(to.resolve()), "records": found.records}))
        return
    click.echo(f"{found.records} records are in {to}, and every one of them holds.")
