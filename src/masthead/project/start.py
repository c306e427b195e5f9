"""What `serve` and `demo` share: look before starting, prepare in one short-lived process, then keep running."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, TypedDict

import click

from masthead.project.command import Unready
from masthead.project.environment import home as configured_home
from masthead.project.preflight import obstacles
from masthead.project.process_tree import Child, ProcessTree

READY_WITHIN = 30.0


class Prepared(TypedDict):
    """What `masthead.project.prepare` found or made.

    `links`: role, name, sign-in path; `code`: for the first run; `mail_port`: of the sample mailbox, 0 outside a demo.
    """

    agency: str
    code: str
    links: list[tuple[str, str, str]]
    mail_port: int


def start(*, host: str, port: int, demo: bool) -> None:
    """Run the whole desk until stopped. Raises Unready with one line per obstacle before anything is started."""
    home = configured_home()
    if demo and "MASTHEAD_HOME" not in os.environ:
        # A demo never shares a folder with a real desk, so that trying Masthead out cannot touch it.
        home = home / "demo"
    if reasons := list(obstacles(home=home, host=host, port=port)):
        raise Unready("\nmasthead: ".join(reasons))
    env = _environment(home=home, host=host, demo=demo)
    prepared = _prepare(env, address=f"http://{_in_url(host)}:{port}")
    children = _children(host, port)
    if demo and prepared["mail_port"]:
        # First, so that nothing is sent before it can be taken.
        children.insert(0, _sample_mailbox(prepared["mail_port"], home / "mail"))
    tree = ProcessTree(children, env=env, say=click.echo)
    tree.listen_for_signals()
    announcer = threading.Thread(target=_announce, args=(tree, prepared, host, port), daemon=True)
    tree.run(when_started=announcer.start)
    click.echo("Stopped.")


def _children(host: str, port: int) -> list[Child]:
    # One web process with threads: SQLite has one writer anyway, and a second process would double the memory.
    web = [
        *(sys.executable, "-m", "gunicorn", "masthead.project.wsgi:application"),
        *("--bind", f"{_in_url(host)}:{port}", "--worker-class", "gthread", "--workers", "1", "--threads", "8"),
        *("--graceful-timeout", "3", "--timeout", "60", "--log-level", "warning", "--no-control-socket"),
    ]
    return [Child("web server", web), Child("worker", [sys.executable, "-m", "masthead.project", "worker"])]


def _sample_mailbox(port: int, folder: Path) -> Child:
    argv = [sys.executable, "-m", "masthead.project.demo_mailbox", str(port), str(folder)]
    return Child("sample mailbox", argv)


def _environment(*, home: Path, host: str, demo: bool) -> dict[str, str]:
    env = {**os.environ, "MASTHEAD_HOME": str(home), "DJANGO_SETTINGS_MODULE": "masthead.project.settings"}
    env.pop("MASTHEAD_DEMO", None)
    if demo:
        env["MASTHEAD_DEMO"] = "1"
    if host not in {"0.0.0.0", "::"}:  # noqa: S104  compared, not bound
        env["MASTHEAD_HOSTS"] = ",".join(filter(None, [os.environ.get("MASTHEAD_HOSTS", ""), _in_url(host)]))
    return env


def _prepare(env: dict[str, str], *, address: str) -> Prepared:
    argv = [sys.executable, "-m", "masthead.project.prepare", address]
    done = subprocess.run(argv, env=env, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise Unready("The desk could not be prepared; the lines above say why. `masthead doctor` looks further.")
    answer: Any = json.loads(done.stdout.strip().splitlines()[-1])
    return Prepared(agency=answer["agency"], code=answer["code"], links=answer["links"], mail_port=answer["mail_port"])


def _announce(tree: ProcessTree, prepared: Prepared, host: str, port: int) -> None:
    """Print where the desk is as soon as it answers: an address that does not work yet helps nobody."""
    address = f"http://{_in_url(host)}:{port}"
    deadline = time.monotonic() + READY_WITHIN
    while not _answers(host, port):
        if tree.stopping.is_set():
            return
        if time.monotonic() > deadline:
            click.echo(f"The web server does not answer after {READY_WITHIN:.0f} s; the lines above may say why.")
            return
        time.sleep(0.05)
    click.echo(f"\n{prepared['agency'] or 'Masthead'} is open at {address}/   (Ctrl-C stops it)")
    if prepared["links"]:
        click.echo("\nSign in as:")
        width = max(len(role) for role, _, _ in prepared["links"])
        for role, name, path in prepared["links"]:
            click.echo(f"  {role:<{width}}  {address}{path}  {name}")
    if prepared["mail_port"]:
        click.echo(f"\nWhat the desk mails stays here: {address}/desk/sample-mail/")
    if prepared["code"]:
        click.echo(f"\nSet the desk up at {address}/welcome/   Set-up code: {prepared['code']}")


def _answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1" if host == "0.0.0.0" else host, port, timeout=2)  # noqa: S104
    try:
        connection.request("GET", "/alive/", headers={"Host": "localhost"})
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
