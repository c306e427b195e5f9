"""A thousand links, side by side with LinkChecker 10: `python bench/links.py`.

Sites of this machine's own answer as the web does: most pages are there, some are gone, moved, moved to what is gone,
shut to machines, broken, slow, or nobody listens. Masthead researches them, then watches them, by its own jobs and
their timetable, with everything they write; LinkChecker takes the same addresses in the same order, and reads no page
further than it must. No host is hurried by either: LinkChecker waits a random time between two pages of one host, and
is set to the mean of what Masthead waits, once for the watch and once for research. Goal: the same verdict on every
link, and the watch, which looks at links as LinkChecker does, at least five times as fast at the same pace. Research
keeps what it saw as well (certificate, snapshot, dossier, record), and is printed beside it.
"""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
from bench._link_sites import address  # noqa: E402

QUICK = bool(os.environ.get("MASTHEAD_BENCH_QUICK"))
MANY = 100 if QUICK else 1000
PER_HOST = (10, 5, 5, 5, 5, 5, 3, 3, 3, 3, 3)
"""Pages of one host, over and over: some sites are linked often, most a few times."""
KINDS = {
    "alive": 66,
    "long": 6,
    "moved": 8,
    "gone": 8,
    "ended": 1,
    "astray": 2,
    "shut": 4,
    "broken": 1,
    "slow": 2,
    "silent": 2,
}
"""Of a hundred links, so many answer so. Where it is silent nobody listens."""
GOAL = 5.0
A_TURN = 1.0
"""Seconds the timetable may be late: it is looked at once a second."""


def main() -> int:
    urls, hosts = _urls()
    with _sites(hosts) as port:
        urls = [url.replace("PORT", str(port)) for url in urls]
        with tempfile.TemporaryDirectory(prefix="masthead-bench-") as home:
            ours = _masthead(urls, Path(home), lambda: _asked(port))
        pace = ours["between"]
        same = _linkchecker(urls, mean=pace, asked=lambda: _asked(port))
        quick = _linkchecker(urls, mean=ours["between_research"], asked=lambda: _asked(port))
    print(f"{len(urls):,} links on {hosts} hosts, of which {dict(Counter(url.split('/')[3] for url in urls))}")
    print(f"{'':46} {'s':>7} {'cpu s':>7} {'links/s':>8} {'least s between two pages of a host':>36}")
    for name, run in (
        (f"Masthead watches ({pace:g} s after an answer)", ours["watch"]),
        (f"LinkChecker, {pace:g} s on the mean", same),
        (f"Masthead researches ({ours['between_research']:g} s after an answer)", ours["research"]),
        (f"LinkChecker, {ours['between_research']:g} s on the mean", quick),
    ):
        print(f"{name:46} {run['took']:7.1f} {run['cpu']:7.1f} {len(urls) / run['took']:8.1f} {run['least']:36.2f}")
    ratio = same["took"] / ours["watch"]["took"]
    other = quick["took"] / ours["research"]["took"]
    print(f"times as fast: the watch {ratio:.1f}, research {other:.1f} (goal of the watch: {GOAL:g})")
    differing = [url for url in urls if len({run["found"].get(url) == "ok" for run in (*_runs(ours), same, quick)}) > 1]
    print(f"verdicts: {_table(urls, ours['watch']['found'], same['found'])}; told otherwise by one: {len(differing)}")
    for url in differing[:10]:
        print(f"  {url}: {[run['found'].get(url) for run in (*_runs(ours), same, quick)]}")
    return 0 if not differing and (QUICK or ratio >= GOAL) else 1


def _runs(ours: dict[str, Any]) -> tuple[Any, Any]:
    return ours["research"], ours["watch"]


def _table(urls: list[str], ours: dict[str, str], theirs: dict[str, str]) -> str:
    pairs = Counter((ours.get(url, "nothing"), theirs.get(url, "nothing")) for url in urls)
    return ", ".join(f"{one}/{other} {many}" for (one, other), many in sorted(pairs.items()))


def _urls() -> tuple[list[str], int]:
    """The addresses in an order that knows no hosts, and how many hosts there are; the port is still to come."""
    kinds = [kind for kind, share in KINDS.items() for _ in range(share)] * (MANY // 100)
    chance = random.Random(10)
    chance.shuffle(kinds)
    urls, hosts = list[str](), 0
    while len(urls) < MANY:
        for _ in range(min(PER_HOST[hosts % len(PER_HOST)], MANY - len(urls))):
            kind = kinds[len(urls)]
            # Where nobody listens: the same machine, by an address that no site has.
            place = f"127.9.{hosts // 250}.{hosts % 250 + 1}" if kind == "silent" else address(hosts)
            urls.append(f"http://{place}:PORT/{kind}/{len(urls)}")
        hosts += 1
    chance.shuffle(urls)
    return urls, hosts


@contextmanager
def _sites(hosts: int) -> Iterator[int]:
    command = [sys.executable, str(ROOT / "bench" / "_link_sites.py"), str(hosts)]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert running.stdout is not None
        yield int(running.stdout.readline())
    finally:
        running.terminate()
        running.wait(timeout=30)


def _asked(port: int) -> float:
    """The least time between two questions to one host since it was last asked; what a page moved to is not counted."""
    with urllib.request.urlopen(f"http://{address(0)}:{port}/asked/", timeout=60) as answer:
        told = json.load(answer)
    times: defaultdict[str, list[float]] = defaultdict(list)
    for host, path, when in told:
        if "/of-" not in path:
            times[host].append(when)
    return min((later - sooner for each in times.values() for sooner, later in pairwise(sorted(each))), default=0.0)


def _masthead(urls: list[str], home: Path, asked: Callable[[], float]) -> dict[str, Any]:
    """Both jobs by their timetable, until nothing is due."""
    os.environ["MASTHEAD_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench._settings"
    import django

    django.setup()
    from django.core.management import call_command

    import factories
    from masthead.agencies.actors import Worker
    from masthead.agencies.rights import Role
    from masthead.jobs import research_links, watch_links
    from masthead.kernel.clock import now
    from masthead.links.fetch import Fetched, Fetcher
    from masthead.links.models import Dossier, Link, Watch

    call_command("migrate", verbosity=0)
    factories.agency()
    found: dict[str, str] = {}

    class Local(Fetcher):
        """Goes where the sites of this bench are, and notes what it told."""

        def fetch(self, url: str) -> Fetched:
            fetched = super().fetch(url)
            found[url] = fetched.state
            return fetched

    def local(*, parts: bool = False) -> Fetcher:
        port = int(urls[0].split(":")[2].split("/")[0])
        return Local(judge=lambda given: given.startswith("127."), ports=frozenset({port}), parts=parts)

    research_links.fetcher = watch_links.fetcher = local
    at, signer = now(), factories.person(Role.COMMUNICATOR)
    links = Link.objects.bulk_create(Link(url=url, first_seen=at) for url in urls)
    Dossier.objects.bulk_create(Dossier(link=link, asked_by=Worker().actor_id, asked_at=at) for link in links)
    asked()
    research = _by_timetable(research_links, found, asked)
    assert not Dossier.objects.filter(state="waiting").exists()
    Dossier.objects.exclude(state="dead").update(signed_by=signer, signed_at=now())
    _live(links)
    Watch.objects.bulk_create(
        Watch(link=link, host=link.url.split("/")[2].split(":")[0], since=now(), next_at=now() - timedelta(hours=1))
        for link in links
    )
    watch = _by_timetable(watch_links, found, asked)
    assert not Watch.objects.filter(looked_at=None).exists()
    paces = {"between": watch_links.BETWEEN.total_seconds(), "between_research": research_links.BETWEEN}
    return {"research": research, "watch": watch, **paces}


def _by_timetable(job: Any, found: dict[str, str], asked: Callable[[], float]) -> dict[str, Any]:
    """Turn after turn, as the worker takes them: what a run itself enqueued at once, else after the job's interval."""
    from django_tasks_db.models import DBTaskResult

    from masthead.kernel.clock import now

    found.clear()
    begun, own = time.monotonic(), time.process_time()
    while True:
        turn = time.monotonic()
        job.run.func()
        if DBTaskResult.objects.filter(task_path=job.run.module_path).delete()[0]:
            continue
        if not job.needed(now()):
            break
        time.sleep(max(0.0, turn + job.EVERY + A_TURN - time.monotonic()))
    cpu = time.process_time() - own
    return {"took": time.monotonic() - begun, "cpu": cpu, "least": asked(), "found": dict(found)}


def _live(links: list[Any]) -> None:
    """One post that has arrived carries them all."""
    from fakes.presence import live_presence
    from masthead.kernel.clock import now
    from masthead.outbox.models import Delivery, PostedLink

    at = now()
    moments = dict.fromkeys(("not_before", "created_at", "updated_at", "delivered_at"), at)
    post = Delivery.objects.create(
        purpose="publication",
        subject="publication:links",
        presence=live_presence("noticeboard"),
        payload={"text": "A thousand links"},
        payload_hash="0" * 64,
        content_hash="0" * 64,
        key="links",
        state="delivered",
        links_noted=True,
        **moments,
    )
    PostedLink.objects.bulk_create(PostedLink(link=link, delivery=post) for link in links)


def _linkchecker(urls: list[str], *, mean: float, asked: Callable[[], float]) -> dict[str, Any]:
    """One run. It waits between r and 6 r seconds between two pages of one host, so 3.5 r are the mean."""
    program = shutil.which("linkchecker", path=str(Path(sys.executable).parent))
    assert program, "LinkChecker is not installed: make dev"
    asked()
    with tempfile.TemporaryDirectory(prefix="masthead-bench-") as home:
        settings = Path(home, "linkcheckerrc")
        pace = f"maxrequestspersecond={3.5 / mean}\n"
        settings.write_text(f"[checking]\nrobotstxt=0\n{pace}[output]\nstatus=0\n")
        Path(home).chmod(0o755)
        command = [program, "-f", str(settings), "-r0", "-v", "-o", "csv/utf-8", "--stdin"]
        begun, own = time.monotonic(), os.times()
        done = subprocess.run(command, input="\n".join(urls), capture_output=True, text=True, check=False, cwd=home)
        took, ended = time.monotonic() - begun, os.times()
    lines = [line for line in done.stdout.splitlines() if line and not line.startswith("#")]
    rows = csv.DictReader(lines, delimiter=";")
    found = {row["urlname"]: "ok" if row["valid"] == "True" else "error" for row in rows}
    assert found, done.stderr[-2000:]
    cpu = ended.children_user + ended.children_system - own.children_user - own.children_system
    return {"took": took, "cpu": cpu, "least": asked(), "found": found}


if __name__ == "__main__":
    sys.exit(main())
