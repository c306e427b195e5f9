"""What `serve` and `demo` share: look before starting, prepare in one short-lived process, then keep running.

That process is split off as soon as models are usable. While it prepares, this one loads the rest of what the web
server and the worker are to share.
"""

from __future__ import annotations

import gc
import http.client
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, TypedDict

import click

from masthead.kernel.memory import keep, let_go_of_code, share_one_heap
from masthead.project import prepare
from masthead.project.command import Unready
from masthead.project.environment import home as configured_home
from masthead.project.errand import Errand
from masthead.project.preflight import obstacles
from masthead.project.process_tree import Child, ProcessTree
from masthead.project.with_django import start_django
from masthead.reading.sessions import Unreadable
from masthead.reading.sessions import load as load_runtime

READY_WITHIN = 30.0
ANSWER_WITHIN = 1.0
SHARED = ("masthead.project.urls", "masthead.jobs.worker", "gunicorn.app.wsgiapp", "gunicorn.workers.gthread")
"""Modules that stand for what the children read: with them comes everything that a page or a task imports."""


class Prepared(TypedDict):
    """What `masthead.project.prepare` found or made.

    `links`: role, name, sign-in path; `code`: for the first run; `mail_port`: of the sample mailbox, 0 outside a demo.
    """

    agency: str
    code: str
    links: list[tuple[str, str, str]]
    mail_port: int


def start(*, host: str, port: int, demo: bool, style: str = "text") -> None:
    """Run the whole desk until stopped; its address is told as text, or as one line of JSON.

    Raises Unready with one line per obstacle before anything is started.
    """
    home = configured_home()
    if demo and "MASTHEAD_HOME" not in os.environ:
        # A demo never shares a folder with a real desk, so that trying Masthead out cannot touch it.
        home = home / "demo"
    if reasons := list(obstacles(home=home, host=host, port=port)):
        raise Unready("\nmasthead: ".join(reasons))
    os.environ.update(_environment(home=home, host=host, demo=demo))
    click.echo("Preparing the desk…", err=True)
    for signum in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, signal.default_int_handler)  # until children are there to be stopped, as Ctrl-C does
    load_models()
    preparing = _begin_to_prepare(address=f"http://{_in_url(host)}:{port}")
    try:
        load_pages()
        prepared = _prepared(preparing)
    except BaseException:
        preparing.stop()
        raise
    children = [
        Child("web server", "masthead-web", lambda: _serve(host, port)),
        Child("worker", "masthead-worker", _work),
    ]
    if demo and prepared["mail_port"]:
        # First, so that nothing is sent before it can be taken.
        children.insert(0, _sample_mailbox(prepared["mail_port"], home / "mail"))
    tree = ProcessTree(children, say=lambda line: click.echo(line, err=style == "json"))
    tree.listen_for_signals()
    tree.run(meanwhile=Announcement(prepared, host, port, style=style, say=tree.say))
    click.echo("Stopped.", err=style == "json")


def load_models() -> None:
    """Load what preparing needs too. Opens no database, starts no thread, as nothing here may before a fork.

    Raises Unready when a setting cannot be used.
    """
    gc.disable()  # of what is loaded nearly all stays, and to look through it again and again takes a quarter second
    share_one_heap()
    start_django()


def load_pages() -> None:
    """Load the rest of what every child reads, and keep it, so that they share its memory."""
    for name in SHARED:
        import_module(name)
    with suppress(Unreadable):  # a desk without it is served all the same; whoever needs it says so
        load_runtime()
    keep()
    gc.enable()


def _serve(host: str, port: int) -> None:
    # One web process with threads: SQLite has one writer anyway, and a second process would double the memory.
    sys.argv = [
        *("gunicorn", "masthead.project.wsgi:application"),
        *("--bind", f"{_in_url(host)}:{port}", "--worker-class", "gthread", "--workers", "1", "--threads", "8"),
        *("--graceful-timeout", "3", "--timeout", "60", "--log-level", "warning", "--no-control-socket"),
    ]
    import_module("gunicorn.app.wsgiapp").run()


def _work() -> None:
    from masthead.jobs.worker import work

    work()


def _sample_mailbox(port: int, folder: Path) -> Child:
    from masthead.project.demo_mailbox import serve

    return Child("sample mailbox", "masthead-mail", lambda: serve(port, folder))


def _environment(*, home: Path, host: str, demo: bool) -> dict[str, str]:
    named = {
        "MASTHEAD_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "masthead.project.settings",
        "MASTHEAD_DEMO": "1" if demo else "",
    }
    if host not in {"0.0.0.0", "::"}:  # noqa: S104  compared, not bound
        named["MASTHEAD_HOSTS"] = ",".join(filter(None, [os.environ.get("MASTHEAD_HOSTS", ""), _in_url(host)]))
    return named


def _begin_to_prepare(*, address: str) -> Errand:
    return Errand("masthead-ready", lambda: prepare.answer(address))


def _prepared(preparing: Errand) -> Prepared:
    told = preparing.answer()
    if told is None:
        raise Unready("The desk could not be prepared; the lines above say why. `masthead doctor` looks further.")
    answer: Any = json.loads(told)
    links = [(role, name, _sign_in_path(token)) for role, name, token in answer["links"]]
    return Prepared(agency=answer["agency"], code=answer["code"], links=links, mail_port=answer["mail_port"])


def _sign_in_path(token: str) -> str:
    from masthead.project.demo import sign_in_path

    return sign_in_path(token)


class Announcement:
    """Tells where the desk is, once, as soon as it answers: an address that does not work yet helps nobody."""

    def __init__(self, prepared: Prepared, host: str, port: int, *, style: str, say: Callable[[str], object]) -> None:
        self.prepared, self.host, self.port, self.style, self.say = prepared, host, port, style, say
        self.deadline = time.monotonic() + READY_WITHIN
        self.late = self.over = False

    def __call__(self) -> None:
        """To be called now and then."""
        if self.over:
            return
        if _answers(self.host, self.port):
            self.over = True
            self._tell()
            let_go_of_code()
        elif not self.late and time.monotonic() > self.deadline:
            # Said once. A slow machine may open the desk all the same, and whoever waits needs its address then.
            self.late = True
            self.say(f"The web server does not answer after {READY_WITHIN:.0f} s; the lines above may say why.")

    def _tell(self) -> None:
        address, prepared = f"http://{_in_url(self.host)}:{self.port}", self.prepared
        if self.style == "json":
            click.echo(json.dumps(_told(prepared, address)))
            return
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


def _told(prepared: Prepared, address: str) -> dict[str, object]:
    return {
        "agency": prepared["agency"],
        "address": f"{address}/",
        "links": [{"role": role, "name": name, "address": address + path} for role, name, path in prepared["links"]],
        "mail": f"{address}/desk/sample-mail/" if prepared["mail_port"] else "",
        "setup": f"{address}/welcome/" if prepared["code"] else "",
        "code": prepared["code"],
    }


def _answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1" if host == "0.0.0.0" else host, port, timeout=ANSWER_WITHIN)  # noqa: S104
    try:
        connection.request("GET", "/alive/", headers={"Host": "localhost"})
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
