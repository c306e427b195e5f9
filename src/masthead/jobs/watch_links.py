"""Links in live posts are looked at again, several hosts at once, and what is no longer as it was signed is told.

Where a run leaves some that are due, the next follows at once, behind what else waits for the worker. A post that is
due goes before: the run begins no more pages, and the timetable calls the next.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import OperationalError
from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.jobs import carry_deliveries
from masthead.kernel.clock import now
from masthead.kernel.refusals import Invalid, Refused
from masthead.links.fetch import Fetched
from masthead.links.fetch_in_turns import NOT_WRITTEN, fetch_in_turns
from masthead.links.listed import Listing, listings
from masthead.links.pauses import pauses
from masthead.links.research import fetcher
from masthead.links.watch import Known, known_of, put_off, saw
from masthead.links.watch_claims import Claim, answered_since, claim_due, due, let_go
from masthead.outbox.links_after_leaving import note_arrivals, settle, unnoted

_log = logging.getLogger(__name__)
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
            put_off(at=at, claim=claim, free_at=at + BETWEEN)
        return 0
    known = known_of(claim.watch.link for claim, _, _ in looked)
    held = _held(looked)
    for claim, fetched, at in looked:
        _write(by, at, claim, known[claim.watch.link_id], fetched, held)
    return len(looked)


def _held(looked: Sequence[tuple[Claim, Fetched, datetime]]) -> dict[UUID, Listing] | None:
    """What is held against each, by watch; None where one of them cannot be judged, so that each is asked for alone."""
    try:
        return listings({claim.watch.pk: (claim.watch.link.url, _leads_to(fetched)) for claim, fetched, _ in looked})
    except OperationalError:
        raise
    except Exception:  # noqa: BLE001 - whichever it was, the others are not to wait for it
        _log.warning("Links could not be judged together; each is judged alone.", exc_info=True)
        return None


def _write(
    by: Worker, at: datetime, claim: Claim, known: Known, fetched: Fetched, held: dict[UUID, Listing] | None
) -> None:
    """Write one look down. Whatever is wrong with its answer, it is not asked for again at once, and the rest go on.

    The database not answering at all is no matter of one link: that passes, and the leases lapse.
    """
    try:
        listed = _held_against(claim, fetched) if held is None else held
        saw(by=by, at=at, claim=claim, known=known, fetched=fetched, listing=listed.get(claim.watch.pk))
    except OperationalError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it was, the others are not to wait for it
        if isinstance(error, Refused) and not isinstance(error, Invalid):
            let_go([claim], free_at=at + BETWEEN)  # the lease passed to another worker, or somebody signed meanwhile
            return
        _log.warning("What link %s answered could not be written down.", claim.watch.link_id, exc_info=True)
        _write_as_unread(by, at, claim, known, (held or {}).get(claim.watch.pk))


def _write_as_unread(by: Worker, at: datetime, claim: Claim, known: Known, listing: Listing | None) -> None:
    try:
        unread = Fetched("blocked", trouble=NOT_WRITTEN)
        saw(by=by, at=at, claim=claim, known=known, fetched=unread, listing=listing)
    except OperationalError:
        raise
    except Exception:  # noqa: BLE001 - as above
        _log.warning("Link %s is looked at again later.", claim.watch.link_id, exc_info=True)
        put_off(at=at, claim=claim, free_at=at + BETWEEN)


def _held_against(claim: Claim, fetched: Fetched) -> dict[UUID, Listing]:
    return listings({claim.watch.pk: (claim.watch.link.url, _leads_to(fetched))})


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
