"""How fast the public's comments are kept, and how soon a post leaves: `python bench/intake.py`.

Intake: pages of events as a channel gives them, each kept as bytes, comment, wording and sighting with its record, and
waiting to be assessed, on SQLite and on PostgreSQL; beside it, in the same run, the same bytes as bare INSERTs, one
transaction for each page. Leaving: one publication to ten servers that keep the Mastodon contract, carried by a worker
of its own, from the moment it is due until the last of them has it; beside it, a loop of httpx that only posts.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
QUICK = bool(os.environ.get("MASTHEAD_BENCH_QUICK"))
COMMENTS, PAGE, POSTS = (500, 50, 20) if QUICK else (5000, 50, 20)
GOALS = {"SQLite": 300, "PostgreSQL": 500}
PRESENCES, SOON = 10, 2.0
SAID = "You promised to mend the roof of the Itta Bena branch in spring. When will it be open again on Saturdays? "
sys.path.insert(0, str(ROOT / "tests"))


def main() -> int:
    from peers.postgresql import SAFE, Postgresql

    reached = []
    with tempfile.TemporaryDirectory(prefix="masthead-bench-") as home:
        reached.append(_measured("SQLite", Path(home) / "sqlite", ""))
        with Postgresql(SAFE) as server:
            reached.append(_measured("PostgreSQL", Path(home) / "postgresql", server.url))
        reached.append(_told(_child("--leave", Path(home) / "leave", "")))
    return 0 if all(reached) else 1


def _measured(name: str, home: Path, url: str) -> bool:
    found = _child("--intake", home, url)
    kept, bare = found["kept"], found["bare"]
    print(
        f"comments kept and queued for assessment, {name}: {kept:,.0f}/s (goal {GOALS[name]}; "
        f"{found['core']:,.0f} for each second of one core; "
        f"bare INSERTs of the same bytes {bare:,.0f}/s, {kept / bare:.3f}); "
        f"seen again, nothing new: {found['again']:,.0f}/s"
    )
    return bool(kept >= GOALS[name])


def _told(found: dict[str, Any]) -> bool:
    print(
        f"a publication to {PRESENCES} presences: the first is there {found['first']:.2f} s after its time, the last "
        f"{found['last']:.2f} s (goal {SOON:.0f}; a bare loop of httpx posts to the same ten in {found['bare']:.2f} s, "
        f"{found['last'] / found['bare']:.0f}); the very first after the worker's start: {found['cold']:.2f} s"
    )
    return bool(found["last"] <= SOON)


def _child(what: str, home: Path, url: str) -> dict[str, Any]:
    home.mkdir()
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests"), os.environ.get("PYTHONPATH", "")])
    chosen = {"MASTHEAD_HOME": str(home), "DJANGO_SETTINGS_MODULE": "bench._settings", "PYTHONPATH": path}
    env = {**os.environ, **chosen, "DATABASE_URL": url}
    command = [sys.executable, __file__, what]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=env)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def _ready() -> Any:
    import django

    django.setup()
    from django.core.management import call_command

    import factories

    call_command("migrate", run_syncdb=True, verbosity=0)
    return factories.agency()


def _intake() -> dict[str, float]:
    _ready()
    from django.db import connection, transaction

    from fakes.presence import live_presence
    from masthead.agencies.actors import Worker
    from masthead.conversations.take_in import take_in
    from masthead.moderation.assess import not_yet_assessed

    presence, by = live_presence("noticeboard"), Worker("intake")
    pages = [_page(first) for first in range(0, COMMENTS, PAGE)]

    def keep() -> None:
        for page in pages:
            take_in(by=by, at=page[0].observed_at, presence=presence, events=page)

    take_in(by=by, at=pages[0][0].observed_at, presence=presence, events=_page(-PAGE))  # what is loaded at first use
    busy = time.process_time()
    kept = _per_second(keep)
    core = COMMENTS / (time.process_time() - busy)
    assert not_yet_assessed().count() == COMMENTS + PAGE
    again = _per_second(keep)
    with connection.cursor() as cursor:
        kind = "bytea" if connection.vendor == "postgresql" else "blob"
        cursor.execute(f"CREATE TABLE bare (id integer PRIMARY KEY, said {kind})")

    def insert() -> None:
        number = 0
        for page in pages:
            with transaction.atomic(), connection.cursor() as cursor:
                for event in page:
                    number += 1
                    cursor.execute("INSERT INTO bare VALUES (%s, %s)", [number, event.raw])

    return {"kept": kept, "core": core, "again": again, "bare": _per_second(insert)}


def _page(first: int) -> list[Any]:
    from masthead.channels.events import CommentEvent
    from masthead.channels.ref import Ref

    at, events = datetime.now(UTC), []
    for number in range(first, first + PAGE):
        root, text = Ref(f"post-{number % POSTS}"), f"{SAID} {number}"
        raw = json.dumps({"id": number, "text": text, "author": {"id": number % 300, "name": "A reader"}}).encode()
        events.append(
            CommentEvent(
                native_id=f"comment-{number}",
                version="1",
                kind="new",
                author_shown=f"Reader {number % 300}",
                author_id=f"reader-{number % 300}",
                text=text,
                parent_ref=root,
                root_ref=root,
                url=f"https://board.example/{number}",
                raw=raw,
                observed_at=at,
                via="bench",
                said_at=at,
            )
        )
    return events


def _per_second(act: Any) -> float:
    started = time.perf_counter()
    act()
    return COMMENTS / (time.perf_counter() - started)


def _leave() -> dict[str, float]:
    """Two approved posts, due while a worker runs; when each server has them is read from the server itself."""
    import httpx

    agency = _ready()
    type(agency).objects.update(set_up_at=datetime.now(UTC) - timedelta(days=1))
    from peers.mastodon import TOKEN, social_server

    with ExitStack() as stack:
        servers = [stack.enter_context(social_server("mastodon")) for _ in range(PRESENCES)]
        arrived: dict[str, float] = {}
        for server in servers:
            _watch(server, arrived)
        publications = _scheduled(servers)
        worker = subprocess.Popen([sys.executable, "-m", "masthead.project", "worker"], stderr=subprocess.DEVNULL)
        try:
            _wait_for(arrived)
            cold = max(arrived.values()) - publications[0].leaves_at.timestamp()
            arrived.clear()
            _wait_for(arrived)
        finally:
            worker.terminate()
            worker.wait(timeout=60)
        due = publications[1].leaves_at.timestamp()
        last, first = max(arrived.values()) - due, min(arrived.values()) - due
        started = time.perf_counter()
        with httpx.Client(headers={"Authorization": f"Bearer {TOKEN}"}) as client:
            for server in servers:
                client.post(f"{server.address}/api/v1/statuses", data={"status": "A bare post"}).raise_for_status()
        return {"cold": cold, "first": first, "last": last, "bare": time.perf_counter() - started}


def _wait_for(arrived: dict[str, float]) -> None:
    patience = time.time() + 90
    while len(arrived) < PRESENCES and time.time() < patience:
        time.sleep(0.05)
    assert len(arrived) == PRESENCES, _where_they_are()


def _where_they_are() -> str:
    from masthead.outbox.models import Delivery

    return "; ".join(f"{row.state}: {row.error}" for row in Delivery.objects.all())


def _watch(server: Any, arrived: dict[str, float]) -> None:
    plainly = server.says

    def says(*given: Any, **more: Any) -> Any:
        arrived.setdefault(server.address, time.time())
        return plainly(*given, **more)

    server.says = says


def _scheduled(servers: list[Any]) -> Any:
    import factories
    from fakes.presence import live_presence
    from masthead.agencies.models import Commitment
    from masthead.agencies.rights import Role
    from masthead.kernel.clock import now
    from masthead.publishing import approve, draft
    from masthead.publishing.schedule import schedule
    from peers.mastodon import TOKEN

    author, approver = factories.person(Role.COMMUNICATOR), factories.person(Role.APPROVER)
    presences = [
        live_presence(
            "mastodon",
            handle=f"library@{server.address.removeprefix('http://')}",
            settings={"server": server.address},
            secrets={"access_token": TOKEN},
        )
        for server in servers
    ]
    commitment = Commitment.objects.create(name="Open doors")
    # Written and approved an hour ago, so that the pauses the policy asks for are over when the worker has started.
    before, made = now() - timedelta(hours=1), []
    for wait, words in (
        (15, "The reading room opens at nine on Saturday."),
        (40, "Story time begins at ten on Monday."),
    ):
        wording = draft.Wording(
            title="Hours", text=words, audience="Everyone", commitment=commitment, presences=presences
        )
        written = draft.start(by=author, at=before, wording=wording)
        asked = approve.ask(by=author, at=before, draft=written)
        approve.approve(by=approver, at=before, approval=asked, content_hash=asked.content_hash)
        made.append(schedule(by=author, at=before, draft=written, leaves_at=now() + timedelta(seconds=wait)))
    return made


if __name__ == "__main__":
    if "--intake" in sys.argv:
        print(json.dumps(_intake()))
    elif "--leave" in sys.argv:
        print(json.dumps(_leave()))
    else:
        sys.exit(main())
