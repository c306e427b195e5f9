"""Open a sample desk with invented staff, and print a sign-in link for each role.

Nothing reaches any real account, and nothing is shared with a real desk: the sample lives in a folder of its own
(.data/demo, unless MASTHEAD_HOME is set) and is kept between starts. Delete the folder to begin again.
"""

from __future__ import annotations

import click

from masthead.project.start import start


@click.command
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(host: str, port: int, style: str) -> None:
    start(host=host, port=port, demo=True, style=style)
