"""Links in live posts are looked at again, several hosts at once, and what is no longer as it was signed is told.

Where a run leaves some that are due, the next follows at once, behind what else waits for the worker. A post that is
due goes before: the run begins no more pages, and the timetable calls the next.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.jobs import carry_deliveries
from masthead.kernel.clock import now
from masthead.kernel.refusals import Refused
from masthead.links.fetch import Fetched
from masthead.links.fetch_in_turns import fetch_in_turns
from masthead.links.listed import listings
from masthead.links.pauses import pauses
from masthead.links.research import fetcher
from masthead.links.watch import known_of, our_own_line_is_down, saw
from masthead.links.watch_claims import Claim, answered_since, claim_due, due, let_go
from masthead.outbox.links_after_leaving import note_arrivals, settle, unnoted

EVERY = 8
BETWEEN = timedelta(seconds=2)
"""Between two pages of one host, also from one run to the next."""
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
    looked = _look(Worker("links"))
    if looked and due(now()).exists() and not carry_deliveries.needed(now()):
        run.enqueue()
    return looked


def _look(by: Worker) -> int:
    note_arrivals(by=by, at=now())
    claims = claim_due(at=now())
    standing = {link.pk for link in settle(by=by, at=now(), links=[claim.watch.link for claim in claims])}
    looked = _fetch([claim for claim in claims if claim.watch.link_id in standing])
    reached = {claim.watch.pk for claim, _, _ in looked}
    let_go([claim for claim in claims if claim.watch.pk not in reached])
    hosts = {claim.watch.host for claim, _, _ in looked}
    if len(hosts) >= OUR_OWN and not any(fetched.reached or fetched.state == "dead" for _, fetched, _ in looked):
        for claim, _, at in looked:
            our_own_line_is_down(at=at, claim=claim, free_at=at + BETWEEN)
        return 0
    known = known_of(claim.watch.link for claim, _, _ in looked)
    held = listings({claim.watch.pk: (claim.watch.link.url, _leads_to(fetched)) for claim, fetched, _ in looked})
    for claim, fetched, at in looked:
        listing = held.get(claim.watch.pk)
        try:
            saw(by=by, at=at, claim=claim, known=known[claim.watch.link_id], fetched=fetched, listing=listing)
        except Refused:  # the lease passed to another worker, or somebody signed meanwhile
            let_go([claim], free_at=at + BETWEEN)
    return len(looked)


def _fetch(claims: list[Claim]) -> list[tuple[Claim, Fetched, datetime]]:
    """What each page said and when, of those there was time for. What went over the wire is not kept."""
    at, between = now(), BETWEEN.total_seconds()
    found = fetch_in_turns(
        claims,
        url=lambda claim: claim.watch.link.url,
        fetch=fetcher().fetch,
        between=between,
        longest=LONGEST,
        waits=pauses(answered_since(at - BETWEEN, claims), at=at, between=between),
        enough=lambda: carry_deliveries.needed(now()),
    )
    return [(claim, replace(fetched, exchanges=()), now()) for claim, fetched in found]


def _leads_to(fetched: Fetched) -> list[str]:
    return [address for address in (*(hop[0] for hop in fetched.hops), fetched.final_url) if address]
