"""First stage: somebody asks for a link to be researched; the worker fetches it and writes down what it found."""

from __future__ import annotations

from datetime import datetime

from masthead.agencies.actors import Actor
from masthead.kernel.refusals import Invalid
from masthead.links.fetch import Fetched
from masthead.links.find import find_links
from masthead.links.models import Dossier, Link
from masthead.records.append import append
from masthead.records.operation import operation


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


@operation("links.research")
def write_down(*, by: Actor, at: datetime, dossier: Dossier, fetched: Fetched) -> Dossier:
    """Write what was found into a waiting dossier. Fetching itself happens before, outside the transaction."""
    dossier = Dossier.objects.select_for_update().select_related("link").get(pk=dossier.pk)
    if dossier.state != "waiting":
        raise Invalid("This research is already written down.")
    dossier.state, dossier.fetched_at, dossier.status = fetched.state, at, fetched.status
    dossier.final_url, dossier.hops = fetched.final_url[:2000], [list(hop) for hop in fetched.hops]
    dossier.title, dossier.language, dossier.excerpt = fetched.title, fetched.language, fetched.excerpt
    dossier.content_sha256, dossier.secure, dossier.trouble = fetched.content_sha256, fetched.secure, fetched.trouble
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
        },
    )
    return dossier
