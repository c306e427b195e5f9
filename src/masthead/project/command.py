"""The `masthead` command. Its subcommands are the files of `commands/`: a new file there is a new subcommand.

A file names one click command, `command`; the file's docstring is its help. It is imported only when it is called, so
that `masthead check` starts without Django. Exit codes are the same everywhere and printed by --help. What went wrong
is told on standard error, in a line that begins "masthead: ".
"""

from __future__ import annotations

import importlib
import os
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from click.exceptions import NoArgsIsHelpError

from masthead.kernel.refusals import Refused
from masthead.policy.in_force import rulebook_of
from masthead.policy.rulebook import Rulebook

EXIT_CODES = """\
\b
Exit codes:
  0  done, and nothing is wrong
  1  done, and the answer is no: something was found, refused or does not verify
  2  the command was not understood
  3  this machine or its settings do not allow it; the line printed names the cure"""


class InOneLine(click.ClickException):
    """What went wrong, told as this command tells it."""

    def show(self, file: object = None) -> None:
        click.echo(f"masthead: {self.message}", err=True)


class Unready(InOneLine):
    """This machine or its settings do not allow what was asked. One line, naming the cure."""

    exit_code = 3


class NotUnderstood(InOneLine):
    """What was named does not exist. One line, naming what does."""

    exit_code = 2


def policy_called(policy_id: str) -> Rulebook:
    """The rulebook of a policy named on the command line: exit code 2 for one there is not, 3 for a broken file."""
    try:
        return rulebook_of(policy_id)
    except LookupError as reason:
        raise NotUnderstood(str(reason.args[0])) from reason
    except ValueError as reason:
        raise Unready(str(reason)) from reason


class Misspelled(click.UsageError):
    """An argument that was not understood: how the command is used, and what was wrong, told like every error here."""

    def show(self, file: object = None) -> None:
        if self.ctx:
            click.echo(f"{self.ctx.get_usage()}\nTry '{self.ctx.command_path} --help' for help.\n", err=True)
        click.echo(f"masthead: {self.format_message()}", err=True)


@contextmanager
def _told_alike() -> Iterator[None]:
    try:
        yield
    except NoArgsIsHelpError:  # no error: a group called alone shows its help
        raise
    except click.UsageError as error:
        raise Misspelled(error.format_message(), error.ctx) from error


class Commands(click.Group):
    """Finds subcommands by their files, and turns a refusal into its sentence and exit code 1."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        with _told_alike():
            return super().make_context(info_name, args, parent, **extra)

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
        command.epilog = command.epilog or EXIT_CODES
        return command

    def invoke(self, context: click.Context) -> object:
        try:
            with _told_alike():
                return super().invoke(context)
        except Refused as refusal:
            click.echo(f"masthead: {refusal.sentence}", err=True)
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
