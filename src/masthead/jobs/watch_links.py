"""Links in live posts are looked at again, a few at a time, and what is no longer as it was signed is told."""

from __future__ import annotations

import time
from datetime import datetime

from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.kernel.clock import now
from masthead.kernel.refusals import Refused
from masthead.links.fetch import Fetched, Fetcher
from masthead.links.watch import known_of, our_own_line_is_down, saw
from masthead.links.watch_claims import Claim, claim_due, due, let_go
from masthead.outbox.links_after_leaving import note_arrivals, settle, unnoted

EVERY = 60
BETWEEN = 2.0
"""Seconds between two pages of one host."""
LONGEST = 180.0
"""Seconds of a run; far inside a lease. What was not reached is the next run's."""
OUR_OWN = 3
"""So many hosts in one run, and none that answers: it is our own line."""


def needed(at: datetime) -> bool:
    return unnoted().exists() or due(at).exists()


@task()
def run() -> int:
    """How many links were looked at. The slow part, fetching, holds no transaction."""
    by = Worker("links")
    note_arrivals(by=by, at=now())
    claims = claim_due(at=now())
    standing = {link.pk for link in settle(by=by, at=now(), links=[claim.watch.link for claim in claims])}
    claims = [claim for claim in claims if claim.watch.link_id in standing]
    looked, left = _fetch(claims)
    let_go(left)
    hosts = {claim.watch.host for claim, _ in looked}
    if len(hosts) >= OUR_OWN and not any(one.reached or one.state == "dead" for _, one in looked):
        for claim, _ in looked:
            our_own_line_is_down(at=now(), claim=claim)
        return 0
    known = known_of(claim.watch.link for claim, _ in looked)
    for claim, fetched in looked:
        try:
            saw(by=by, at=now(), claim=claim, known=known[claim.watch.link_id], fetched=fetched)
        except Refused:  # the lease passed to another worker
            continue
    return len(looked)


def _fetch(claims: list[Claim]) -> tuple[list[tuple[Claim, Fetched]], list[Claim]]:
    """Each page, one after the other, and those there was no time for."""
    fetcher, begun, asked = Fetcher(), time.monotonic(), dict[str, float]()
    found: list[tuple[Claim, Fetched]] = []
    for number, claim in enumerate(claims):
        host = claim.watch.host
        wait = max(0.0, asked.get(host, 0.0) + BETWEEN - time.monotonic()) if host in asked else 0.0
        if time.monotonic() + wait - begun > LONGEST:
            return found, claims[number:]
        if wait:
            time.sleep(wait)
        found.append((claim, fetcher.fetch(claim.watch.link.url)))
        asked[host] = time.monotonic()
    return found, []
