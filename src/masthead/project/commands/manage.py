"""Pass a command to Django's own management, as in `masthead manage migrate`. Outside the rules: it keeps no record."""

from __future__ import annotations

import click


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["masthead manage", *(arguments or ("help",))])
