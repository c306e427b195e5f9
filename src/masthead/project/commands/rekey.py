"""Make a new key for stored secrets, and seal with it everything the older ones sealed. The desk may be running.

The older keys stay in the key file, for copies made before: passwords in such a copy open with them. Take a backup
afterwards. Run it again when it was interrupted; with --no-new-key it only finishes what is left.
"""

from __future__ import annotations

import json

import click

from masthead.project.with_django import start_django


@click.command
@click.option("--no-new-key", is_flag=True, help="Seal again with the newest key there is.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(no_new_key: bool, style: str) -> None:
    start_django()
    from masthead.administration.reseal import reseal, waiting
    from masthead.agencies.actors import Worker
    from masthead.agencies.vault import add_key, newest_key
    from masthead.kernel.clock import now

    name = newest_key() if no_new_key else add_key()
    done = reseal(by=Worker("keys"), at=now()) if waiting() else 0
    if style == "json":
        click.echo(json.dumps({"key": name, "sealed_again": done}))
        return
    click.echo(f"Secrets are sealed with key {name} from now on; {done} were sealed again.")
