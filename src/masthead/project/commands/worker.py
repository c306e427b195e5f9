"""Do the desk's work in the background: deliveries, taking in comments, checkpoints. `serve` starts one by itself.

On other machines, start as many as needed; they share the work through the database and never do a task twice. A
worker that is told to stop (SIGTERM, Ctrl-C) finishes the task in hand first.
"""

from __future__ import annotations

import click

from masthead.project.with_django import start_django


@click.command
@click.option("--batch", is_flag=True, help="Stop when nothing is waiting any more.")
def command(batch: bool) -> None:
    start_django()
    from masthead.jobs.worker import work

    work(batch=batch)
