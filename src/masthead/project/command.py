"""The `masthead` command. Its subcommands are the files of `commands/`: a new file there is a new subcommand.

A file names one click command, `command`; the file's docstring is its help. It is imported only when it is called, so
that `masthead check` starts without Django. Exit codes are the same everywhere and printed by --help.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
from pathlib import Path

import click

from masthead.kernel.refusals import Refused

EXIT_CODES = """\
\b
Exit codes:
  0  done, and nothing is wrong
  1  done, and the answer is no: something was found, refused or does not verify
  2  the command was not understood
  3  this machine or its settings do not allow it; the line printed names the cure"""


class Unready(click.ClickException):
    """This machine or its settings do not allow what was asked. One line, naming the cure."""

    exit_code = 3

    def show(self, file: object = None) -> None:
        click.echo(f"masthead: {self.message}", err=True)


class Commands(click.Group):
    """Finds subcommands by their files, and turns a refusal into its sentence and exit code 1."""

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted(info.name.replace("_", "-") for info in pkgutil.iter_modules([str(_folder())]))

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        module_name = name.replace("-", "_")
        if name not in self.list_commands(context):
            return None
        module = importlib.import_module(f"masthead.project.commands.{module_name}")
        command = module.command
        if not isinstance(command, click.Command):
            raise TypeError(f"commands/{module_name}.py must name a click command, `command`")
        command.help = command.help or module.__doc__
        return command

    def invoke(self, context: click.Context) -> object:
        try:
            return super().invoke(context)
        except Refused as refusal:
            click.echo(refusal.sentence, err=True)
            context.exit(1)


def _folder() -> Path:
    return Path(__file__).with_name("commands")


@click.command(cls=Commands, epilog=EXIT_CODES)
@click.version_option(package_name="masthead")
def masthead() -> None:
    """Carries a public agency's written social media policy into practice."""


def main() -> None:
    """Entry point of the `masthead` script."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "masthead.project.settings")
    masthead(prog_name="masthead")
