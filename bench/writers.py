"""Whether SQLite bears a busy desk: `python bench/writers.py [SECONDS]`.

Four people at once write drafts, mend them, discuss a presence and comment on the Noticeboard, each in a process of
their own, while the worker takes in and assesses what they wrote. Counted: acts, how long one took, acts refused
because the database was locked (goal 0). Afterwards the whole ledger is walked.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WRITERS = 4
SECONDS = 10.0 if os.environ.get("MASTHEAD_BENCH_QUICK") else 60.0


def main() -> int:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    with tempfile.TemporaryDirectory(prefix="masthead-bench-") as home:
        _ready(home)
        post = _open_desk()
        log = Path(home) / "worker.log"
        with log.open("wb") as told:
            worker = subprocess.Popen([sys.executable, "-m", "masthead.project", "worker"], stderr=told)
            argv = [sys.executable, __file__, "--writer"]
            writers = [
                subprocess.Popen([*argv, str(number), str(seconds), post], stdout=subprocess.PIPE, text=True)
                for number in range(WRITERS)
            ]
            try:
                answers = [json.loads(writer.communicate()[0].splitlines()[-1]) for writer in writers]
            finally:
                worker.terminate()
                worker.wait(timeout=60)
        return _told(answers, log.read_text(), seconds)


def _ready(home: str) -> None:
    os.environ.update(MASTHEAD_HOME=home, DJANGO_SETTINGS_MODULE="masthead.project.settings")
    os.environ.pop("DATABASE_URL", None)
    sys.path.insert(0, str(ROOT / "tests"))
    import django

    django.setup()


def _open_desk() -> str:
    """A desk with one live presence and four people; the id of the post they comment on."""
    from django.core.management import call_command

    import factories
    from fakes.presence import live_presence
    from masthead.agencies.actors import Worker
    from masthead.channels.noticeboard import board

    call_command("migrate", verbosity=0)
    factories.agency()
    live_presence("noticeboard")
    proposed = live_presence("bluesky")
    proposed.connection.delete()
    proposed.state = "in_discussion"
    proposed.save()
    for number in range(WRITERS):
        factories.person("communicator", "director", email=f"writer-{number}@bench.invalid")
    shown = board.put_up(
        by=Worker(), at=factories.at(), key="post", handle="library-news", text="Open on Monday.", lang="en", images=()
    )
    return str(shown.pk)


def _write(number: int, seconds: float, post: str) -> None:
    """One writer's working day, as fast as it goes; its figures as JSON on standard output."""
    from django.db import OperationalError

    from masthead.agencies.models import Person

    acts = _acts(Person.objects.get(email=f"writer-{number}@bench.invalid"), number, post)
    times: list[float] = []
    locked = 0
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        act = next(acts)
        begun = time.perf_counter()
        try:
            act()
        except OperationalError as error:
            locked += "locked" in str(error)
        times.append((time.perf_counter() - begun) * 1000)
    print(json.dumps({"times": times, "locked": locked}))


def _acts(person: object, number: int, post: str) -> Iterator[Callable[[], object]]:
    from uuid import UUID, uuid4

    from masthead.agencies.actors import Citizen
    from masthead.agencies.models import Person
    from masthead.channels.noticeboard.comments import confirm_comment, submit_comment
    from masthead.kernel.clock import now
    from masthead.presences import discuss
    from masthead.presences.models import Presence
    from masthead.publishing import draft

    assert isinstance(person, Person)
    presence, proposed = Presence.objects.get(state="live"), Presence.objects.get(state="in_discussion")
    written = draft.start(
        by=person, at=now(), wording=draft.Wording(title="A draft", text="The library opens at nine.")
    )

    def mend() -> None:
        written.refresh_from_db()
        words = draft.Wording(title="Hours", text=f"The library opens at nine. {uuid4()}", presences=[presence])
        draft.revise(by=person, at=now(), draft=written, wording=words, seen_revision=written.revision)

    def comment() -> None:
        citizen = Citizen(str(uuid4()), "Reader")
        mail = f"{uuid4()}@bench.invalid"
        made = submit_comment(
            by=citizen, at=now(), post_id=UUID(post), author_shown="Reader", email=mail, text=f"You idiots! {mail}"
        )
        confirm_comment(by=citizen, at=now(), comment_id=made.pk)

    def say() -> None:
        discuss.say(by=person, at=now(), presence=proposed, text=f"Writer {number} says {uuid4()}.")

    yield from cycle((mend, comment, say))


def _told(answers: list[dict[str, object]], log: str, seconds: float) -> int:
    from masthead.moderation.models import Assessment
    from masthead.records.verify import verify_ledger

    times = sorted(one for answer in answers for one in answer["times"])  # type: ignore[attr-defined]
    locked = sum(int(str(answer["locked"])) for answer in answers) + log.count("locked")
    verdict = verify_ledger()
    print(
        f"{WRITERS} writers and the worker for {seconds:.0f} s: {len(times):,} acts ({len(times) / seconds:.0f}/s), "
        f"p50 {times[len(times) // 2]:.0f} ms, p95 {times[int(len(times) * 0.95)]:.0f} ms, longest {times[-1]:.0f} ms"
    )
    print(f"database is locked: {locked} (goal 0)")
    print(
        f"assessed meanwhile: {Assessment.objects.count():,}; records: {verdict.size:,}, {verdict.fault or 'all whole'}"
    )
    return 0 if verdict.ok and not locked else 1


if __name__ == "__main__":
    if "--writer" in sys.argv:
        _ready(os.environ["MASTHEAD_HOME"])
        _write(int(sys.argv[2]), float(sys.argv[3]), sys.argv[4])
    else:
        sys.exit(main())
