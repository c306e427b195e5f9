"""Look at this installation and say what is well and what is not, each with its cure.

Looks at Python, the disk, the database and its tables, the pages' assets, the worker, e-mail and each presence.
Exit code 1 when anything needs attention.
"""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from masthead.project.with_django import start_django


@click.command
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def command(context: click.Context, style: str) -> None:
    start_django()
    from masthead.kernel.clock import now
    from masthead.project.doctor import examine

    symptoms = list(examine(at=now()))
    if style == "json":
        click.echo(json.dumps([asdict(symptom) for symptom in symptoms], indent=2))
    else:
        for symptom in symptoms:
            mark = {"well": "ok  ", "note": "note", "ill": "BAD "}[symptom.state]
            click.echo(f"{mark}  {symptom.what:<12}  {symptom.says}")
    if any(symptom.state == "ill" for symptom in symptoms):
        context.exit(1)
