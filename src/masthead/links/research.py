"""First stage: somebody asks for a link to be researched; the worker fetches it and writes down what it found."""

from __future__ import annotations

from datetime import datetime

from masthead.agencies.actors import Actor
from masthead.agencies.models import the_agency
from masthead.checks.engine.addresses import find_links, place
from masthead.kernel.refusals import Invalid
from masthead.links.fetch import Fetched, Fetcher
from masthead.links.models import Dossier, Link
from masthead.links.snapshot import kept_with
from masthead.records.append import append
from masthead.records.operation import operation


def fetcher() -> Fetcher:
    """What links are researched with: it goes to the public web, and to the agency's own public pages."""
    agency = the_agency()
    return Fetcher(own=agency.public_url if agency else "")


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


def answered_since(at: datetime) -> list[tuple[str, datetime]]:
    """Which hosts have answered a research since, and when."""
    rows = Dossier.objects.filter(fetched_at__gt=at).values_list("link__url", "fetched_at")
    return [(place(url)[0], when) for url, when in rows if when is not None]


@operation("links.research")
def write_down(*, by: Actor, at: datetime, dossier: Dossier, fetched: Fetched) -> Dossier:
    """Write what was found into a waiting dossier. Fetching itself happens before, outside the transaction."""
    dossier = Dossier.objects.select_for_update().select_related("link").get(pk=dossier.pk)
    if dossier.state != "waiting":
        raise Invalid("This research is already written down.")
    dossier.state, dossier.fetched_at, dossier.status = fetched.state, at, fetched.status
    dossier.final_url, dossier.hops = fetched.final_url[:2000], [list(hop) for hop in fetched.hops]
    dossier.title, dossier.language, dossier.excerpt = fetched.title, fetched.language, fetched.excerpt
    dossier.fingerprint, dossier.steady = list(fetched.fingerprint), list(fetched.steady)
    dossier.content_sha256, dossier.secure, dossier.trouble = fetched.content_sha256, fetched.secure, fetched.trouble
    with kept_with(dossier, fetched, at=at):
        dossier.save()
        append(
            "link/researched",
            by=by,
            at=at,
            subject=dossier.link.subject,
            body={
                "dossier": str(dossier.id),
                "state": fetched.state,
                "status": fetched.status,
                "final_url": dossier.final_url,
                "title": fetched.title,
                "content_sha256": fetched.content_sha256,
                "trouble": fetched.trouble,
                "snapshot_sha256": dossier.snapshot_sha256,
            },
        )
    return dossier
