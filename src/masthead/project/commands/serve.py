"""Open this agency's desk: the web server and the worker, until Ctrl-C.

The first time, a set-up code is printed: open the address it names and answer five short steps. Everything is kept in
the folder MASTHEAD_HOME (.data here, unless set).
"""

from __future__ import annotations

import click

from masthead.project.start import start


@click.command
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(host: str, port: int, style: str) -> None:
    start(host=host, port=port, demo=False, style=style)
