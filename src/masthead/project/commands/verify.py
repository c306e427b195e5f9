"""Check an exported folder: nothing missing, changed, added or reordered, and signed by the agency's ledger.

Needs no database and no desk. Give the agency's published key with --key: without it the check shows that the folder
is whole, not whose it is. Exit code 1 when anything does not verify.
"""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--key", help="The agency's published key, as on its public page.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def command(context: click.Context, folder: Path, key: str | None, style: str) -> None:
    from masthead.exporters.verify import verify_bag

    found = verify_bag(folder, key=key)
    if style == "json":
        size = found.checkpoint.size if found.checkpoint else None
        told = {"ok": found.ok, "records": found.records, "checkpoint": size, "problems": list(found.problems)}
        told["lacking"] = list(found.lacking)
        click.echo(json.dumps(told, indent=2))
    else:
        for problem in found.problems:
            click.echo(problem)
        if found.ok:
            signed = f", signed at {found.checkpoint.size} records" if found.checkpoint else ""
            click.echo(f"{found.records} records verify{signed}.")
            for line in found.lacking:
                click.echo(f"Lacking since it was made: {line}")
    if not found.ok:
        context.exit(1)
