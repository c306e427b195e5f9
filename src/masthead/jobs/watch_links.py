"""Links in live posts are looked at again, several hosts at once, and what is no longer as it was signed is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.kernel.clock import now
from masthead.kernel.refusals import Refused
from masthead.links.fetch import Fetched, Fetcher
from masthead.links.fetch_in_turns import fetch_in_turns
from masthead.links.watch import known_of, our_own_line_is_down, saw
from masthead.links.watch_claims import Claim, claim_due, due, let_go
from masthead.outbox.links_after_leaving import note_arrivals, settle, unnoted

EVERY = 8
BETWEEN = 2.0
"""Seconds between two pages of one host, also from one run to the next."""
LONGEST = 7.5
"""Seconds in which a run begins pages. The worker does nothing else meanwhile, and a post may be due: what was not
reached is the next run's."""
OUR_OWN = 3
"""So many hosts in one run, and none that answers: it is our own line."""


def needed(at: datetime) -> bool:
    return unnoted().exists() or due(at).exists()


@task()
def run() -> int:
    """How many links were looked at. The slow part, fetching, holds no transaction."""
    by = Worker("links")
    note_arrivals(by=by, at=now())
    claims = claim_due(at=now(), between=timedelta(seconds=BETWEEN))
    standing = {link.pk for link in settle(by=by, at=now(), links=[claim.watch.link for claim in claims])}
    claims = [claim for claim in claims if claim.watch.link_id in standing]
    looked = _fetch(claims)
    reached = {claim.watch.pk for claim, _, _ in looked}
    let_go([claim for claim in claims if claim.watch.pk not in reached])
    hosts = {claim.watch.host for claim, _, _ in looked}
    if len(hosts) >= OUR_OWN and not any(fetched.reached or fetched.state == "dead" for _, fetched, _ in looked):
        for claim, _, at in looked:
            our_own_line_is_down(at=at, claim=claim)
        return 0
    known = known_of(claim.watch.link for claim, _, _ in looked)
    for claim, fetched, at in looked:
        try:
            saw(by=by, at=at, claim=claim, known=known[claim.watch.link_id], fetched=fetched)
        except Refused:  # the lease passed to another worker
            continue
    return len(looked)


def _fetch(claims: list[Claim]) -> list[tuple[Claim, Fetched, datetime]]:
    """What each page said and when, of those there was time for. What went over the wire is not kept."""
    found = fetch_in_turns(
        claims, url=lambda claim: claim.watch.link.url, fetch=Fetcher().fetch, between=BETWEEN, longest=LONGEST
    )
    return [(claim, replace(fetched, exchanges=()), now()) for claim, fetched in found]
