"""How long people wait for pages of a desk that has been in use for years: `python bench/pages.py`.

500 presences, 2,000 drafts, 5,000 comments, 5,000 people, 20,000 records, in a temporary folder (SQLite). Each page is
asked for from within the process, so a server's own time is not counted. Goal: 95 of 100 answers within 200 ms. Beside
it stands the processor's own time, which tells a slow page from a machine that is busy with something else.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 10 if os.environ.get("MASTHEAD_BENCH_QUICK") else 40
GOAL_MS = 200


@dataclass(frozen=True)
class Asked:
    """A page: its name here, the mailbox of who asks ("" for the public), its address, what is sent with it."""

    name: str
    who: str
    url: str
    sent: dict[str, str] | None = None


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="masthead-bench-") as home:
        os.environ["MASTHEAD_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "masthead.project.settings"
        sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        from bench._filled_desk import fill

        from masthead.project.warm_up import warm_up

        print(f"filled: {fill()}")
        warm_up().join()  # as in every process that has answered once
        slow = _measure()
        connection.close()
    return 1 if slow else 0


def _measure() -> list[str]:
    """Print a line for each page; return the names of those beyond the goal."""
    from django.test import Client

    clients: dict[str, Client] = {}
    slow = []
    print(f"{'page':24} {'p50 ms':>8} {'p95 ms':>8} {'cpu ms':>8} {'queries':>8}   goal: p95 {GOAL_MS} ms")
    for asked in _pages():
        client = clients.setdefault(asked.who, _client(asked.who))
        ask = _asking(client, asked)
        ask()
        queries = _queries(ask)
        walls, own = zip(*(_milliseconds(ask) for _ in range(ROUNDS)), strict=True)
        middle, high, cpu = sorted(walls)[ROUNDS // 2], sorted(walls)[int(ROUNDS * 0.95)], sorted(own)[ROUNDS // 2]
        print(f"{asked.name:24} {middle:8.1f} {high:8.1f} {cpu:8.1f} {queries:8}", flush=True)
        if high > GOAL_MS:
            slow.append(asked.name)
    if slow:
        print(f"beyond the goal: {', '.join(slow)}")
    return slow


def _pages() -> list[Asked]:
    from bench._filled_desk import POST

    from masthead.channels.noticeboard.models import NoticeboardPost
    from masthead.conversations.models import Conversation
    from masthead.moderation.models import Case
    from masthead.presences.models import Presence
    from masthead.publishing.models import Draft

    draft = f"/desk/drafts/{Draft.objects.get(title='Draft 7').pk}"
    live = f"/desk/presences/{Presence.objects.filter(state='live').first().pk}"
    busiest = NoticeboardPost.objects.get(key="post-0")
    return [
        Asked("today", "director", "/desk/"),
        Asked("drafts", "communicator", "/desk/drafts/"),
        Asked("compose", "communicator", draft),
        Asked("compose, while typing", "communicator", f"{draft}/findings", {"text": POST}),
        Asked("approvals", "approver", "/desk/approvals/"),
        Asked("presences", "communicator", "/desk/presences/"),
        Asked("presence", "communicator", f"/desk/presences/{Presence.objects.filter(state='live').first().pk}"),
        Asked("presence, proposing", "communicator", "/desk/presences/propose"),
        Asked("presence, review", "director", f"{live}/review"),
        Asked("look-alikes", "communicator", "/desk/presences/look-alikes/"),
        Asked("commitments", "director", "/desk/commitments/"),
        Asked("figures", "director", "/desk/figures/"),
        Asked("connections", "director", "/desk/presences/doctor"),
        Asked("moderation", "moderator", "/desk/moderation/"),
        Asked("moderation, decided", "moderator", "/desk/moderation/decided"),
        Asked("case", "moderator", f"/desk/moderation/{Case.objects.filter(state='open').first().pk}"),
        Asked("inbox", "communicator", "/desk/inbox/"),
        Asked("conversation", "communicator", f"/desk/inbox/{Conversation.objects.first().pk}"),
        Asked("media", "communicator", "/desk/media/"),
        Asked("links", "communicator", "/desk/links/"),
        Asked("records", "records", "/desk/records/"),
        Asked("records, words", "records", "/desk/records/?q=roof"),
        Asked("records, words in none", "records", "/desk/records/?q=giraffe"),
        Asked("record", "records", "/desk/records/19000"),
        Asked("self-check, typing", "communicator", "/desk/self-check", {"where": "personal", "text": POST}),
        Asked("acknowledge", "communicator", "/desk/acknowledge"),
        Asked("acknowledgements", "owner", "/desk/acknowledgements/"),
        Asked("acknowledgements, not", "owner", "/desk/acknowledgements/?has=no"),
        Asked("official addresses", "communicator", "/desk/official-addresses/"),
        Asked("handed over, list", "communicator", "/desk/hand-over/"),
        Asked(
            "handed over, preview", "communicator", "/desk/hand-over/new", {"where": "X", "pasted": "Ann: hi\n" * 100}
        ),
        Asked("policy", "communicator", "/desk/policy"),
        Asked("policy, versions", "owner", "/desk/policy/versions/"),
        Asked("people", "administrator", "/desk/people/"),
        Asked("news", "", "/"),
        Asked("news, feed", "", "/feed.atom"),
        Asked("post, 500 comments", "", f"/posts/{busiest.pk}/"),
        Asked("official accounts", "", "/official"),
        Asked("official, is this us?", "", "/official?account=branch-1111"),
        Asked("official, telling", "", "/official/tell"),
        Asked("comment policy", "", "/policy"),
        Asked("moderation report", "", "/moderation"),
    ]


def _client(mailbox: str) -> object:
    from django.test import Client

    from masthead.agencies.models import Person

    client = Client(SERVER_NAME="localhost")
    if mailbox:
        client.force_login(Person.objects.get(email=f"{mailbox}@bench.invalid"))
    return client


def _asking(client: object, asked: Asked) -> Callable[[], None]:
    def ask() -> None:
        answer = client.get(asked.url) if asked.sent is None else client.post(asked.url, asked.sent)  # type: ignore[attr-defined]
        assert answer.status_code == 200, f"{asked.url} answers {answer.status_code}"

    return ask


def _queries(ask: Callable[[], None]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        ask()
    return len(seen)


def _milliseconds(ask: Callable[[], None]) -> tuple[float, float]:
    """By the clock on the wall, and by the processor."""
    wall, own = time.perf_counter(), time.process_time()
    ask()
    return (time.perf_counter() - wall) * 1000, (time.process_time() - own) * 1000


if __name__ == "__main__":
    sys.exit(main())
