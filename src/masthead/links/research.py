"""First stage: somebody asks for a link to be researched; the worker fetches it and writes down what it found."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from masthead.agencies.actors import Actor
from masthead.agencies.models import the_agency
from masthead.checks.engine.addresses import find_links, place
from masthead.kernel.refusals import Invalid
from masthead.links.fetch import Fetched, Fetcher
from masthead.links.fill import fill
from masthead.links.models import Dossier, Link
from masthead.links.snapshot import kept_with
from masthead.records.append import Entry, append, append_all
from masthead.records.operation import operation


@dataclass(frozen=True, slots=True)
class Waiting:
    """A dossier somebody waits for, and the address it is to be about."""

    dossier: UUID
    url: str


@dataclass(frozen=True, slots=True)
class Found:
    """A dossier that waits, what was found for it, and when its page had answered."""

    dossier: UUID
    fetched: Fetched
    at: datetime


def fetcher(*, parts: bool = False) -> Fetcher:
    """What links are researched with: it goes to the public web, and to the agency's own public pages.

    parts: whether a page's own style sheets and pictures are kept beside it, for its snapshot.
    """
    agency = the_agency()
    return Fetcher(own=agency.public_url if agency else "", parts=parts)


@operation("links.research")
def ask(*, by: Actor, at: datetime, url: str) -> Dossier:
    """Ask for the research of one address. One that is already waiting is not asked for twice."""
    found = find_links(url.strip())
    if len(found) != 1 or found[0].url != url.strip():
        raise Invalid("Give one whole web address, beginning with http:// or https://.", field="url")
    link, _ = Link.objects.get_or_create(url=found[0].url, defaults={"first_seen": at})
    waiting = link.dossiers.filter(state="waiting").first()
    dossier = waiting or Dossier.objects.create(link=link, asked_by=by.actor_id, asked_at=at)
    append(
        "link/research_asked", by=by, at=at, subject=link.subject, body={"url": link.url, "dossier": str(dossier.id)}
    )
    return dossier


def waiting(limit: int) -> list[Waiting]:
    """What is to be researched, longest waiting first. Only that is read: a run fetches a part of many."""
    rows = Dossier.objects.filter(state="waiting").order_by("asked_at", "id")
    return [Waiting(*row) for row in rows.values_list("pk", "link__url")[:limit]]


def answered_since(at: datetime) -> list[tuple[str, datetime]]:
    """Which hosts have answered a research since, and when."""
    rows = Dossier.objects.filter(fetched_at__gt=at).values_list("link__url", "fetched_at")
    return [(place(url)[0], when) for url, when in rows if when is not None]


@operation("links.research")
def write_down(*, by: Actor, at: datetime, dossier: Dossier, fetched: Fetched) -> Dossier:
    """Write what was found into a waiting dossier. Fetching itself happens before, outside the transaction.

    Raises Invalid for one that is written down already.
    """
    return _write(by, at, [Found(dossier.pk, fetched, at)])[0]


@operation("links.research")
def write_down_all(*, by: Actor, at: datetime, found: Sequence[Found]) -> list[Dossier]:
    """What `write_down` does, for several pages that came in together: all of them or none, each with its record.

    What another worker has written down already is left out. Raises Invalid where that is all of it.
    """
    return _write(by, at, found)


def _write(by: Actor, at: datetime, found: Sequence[Found]) -> list[Dossier]:
    rows = Dossier.objects.select_for_update(of=("self",)).select_related("link").filter(state="waiting")
    still = rows.only("link__url").in_bulk([each.dossier for each in found])
    written = [(still[each.dossier], each) for each in found if each.dossier in still]
    if not written:
        raise Invalid("This research is already written down.")
    with ExitStack() as files:
        for dossier, each in written:
            _say(dossier, each)
            files.enter_context(kept_with(dossier, each.fetched, at=each.at))
        dossiers = [dossier for dossier, _ in written]
        fill(dossiers)
        append_all([_entry(dossier, each.fetched) for dossier, each in written], by=by, at=at)
    return dossiers


def _say(dossier: Dossier, found: Found) -> None:
    """All that `fill` stores but the snapshot, which is to come."""
    fetched = found.fetched
    dossier.state, dossier.fetched_at, dossier.status = fetched.state, found.at, fetched.status
    dossier.final_url, dossier.hops = fetched.final_url[:2000], [list(hop) for hop in fetched.hops]
    dossier.title, dossier.language, dossier.excerpt = fetched.title, fetched.language, fetched.excerpt
    dossier.fingerprint, dossier.steady = list(fetched.fingerprint), list(fetched.steady)
    dossier.content_sha256, dossier.secure, dossier.trouble = fetched.content_sha256, fetched.secure, fetched.trouble
    dossier.certificates = [one.as_json() for one in fetched.certificates]
    dossier.snapshot, dossier.snapshot_sha256 = "", ""


def _entry(dossier: Dossier, fetched: Fetched) -> Entry:
    body = {
        "dossier": str(dossier.id),
        "state": fetched.state,
        "status": fetched.status,
        "final_url": dossier.final_url,
        "title": fetched.title,
        "content_sha256": fetched.content_sha256,
        "trouble": fetched.trouble,
        "snapshot_sha256": dossier.snapshot_sha256,
        "certificates": [one.in_record() for one in fetched.certificates],
    }
    return Entry(kind="link/researched", subject=dossier.link.subject, body=body)
