"""Third stage: what a person signed is looked at again before it leaves, and what is no longer so is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from masthead.agencies.actors import Actor
from masthead.kernel.refusals import Invalid
from masthead.links.compare import compare
from masthead.links.fetch import Fetched
from masthead.links.models import Dossier, Look
from masthead.links.sign import latest_dossiers
from masthead.records.append import append
from masthead.records.operation import operation

TRY_AGAIN = timedelta(minutes=2)
"""A page that could not be read is looked at again this much later: most troubles of the network are short."""


@operation("links.look_again")
def note(*, by: Actor, at: datetime, dossier: Dossier, fetched: Fetched) -> Look:
    """Write down a later look at a signed dossier. Fetching itself happens before, outside the transaction."""
    return write(by, at, dossier=dossier, fetched=fetched)


def write(by: Actor, at: datetime, *, dossier: Dossier, fetched: Fetched) -> Look:
    """Inside an operation: what `note` does. Raises Invalid for a dossier nobody has signed."""
    dossier = Dossier.objects.select_for_update(of=("self",)).select_related("link").get(pk=dossier.pk)
    if dossier.signed_at is None:
        raise Invalid("Nobody has signed this yet: there is nothing to compare with.")
    look = Look.objects.create(
        dossier=dossier,
        at=at,
        state=fetched.state,
        status=fetched.status,
        final_url=fetched.final_url[:2000],
        hops=[list(hop) for hop in fetched.hops],
        title=fetched.title,
        content_sha256=fetched.content_sha256,
        trouble=fetched.trouble,
        certificates=[one.as_json() for one in fetched.certificates],
        changed=difference(dossier, fetched),
    )
    append(
        "link/looked_at_again",
        by=by,
        at=at,
        subject=dossier.link.subject,
        body={
            "dossier": str(dossier.id),
            "state": look.state,
            "status": look.status,
            "final_url": look.final_url,
            "title": look.title,
            "content_sha256": look.content_sha256,
            "changed": look.changed,
            "trouble": look.trouble,
        },
    )
    return look


def difference(dossier: Dossier, fetched: Fetched) -> str:
    """What is no longer as it was when `dossier` was signed, as one clause; empty when nothing is.

    What no machine could read, then or now, cannot be compared: its state says so.
    """
    seen = compare(dossier, fetched)
    return seen.says if seen.kind in ("changed", "elsewhere") else ""


def latest_looks(dossiers: Iterable[Dossier]) -> dict[UUID, Look]:
    """The newest look at each of these dossiers that had one, in one query."""
    rows = Look.objects.filter(dossier__in=[dossier.pk for dossier in dossiers]).order_by("at", "id")
    return {look.dossier_id: look for look in rows}


def looked_at(dossier: Dossier, look: Look | None) -> datetime | None:
    """When the page was last fetched, by research or by a later look."""
    return look.at if look else dossier.fetched_at


def due(urls: Mapping[str, datetime], *, at: datetime) -> list[Dossier]:
    """The signed dossiers of `urls` whose page was last fetched before the moment given for each, or not read then."""
    dossiers = {url: found for url, found in latest_dossiers(list(urls)).items() if found.signed_at is not None}
    looks = latest_looks(dossiers.values())
    return [dossier for url, dossier in dossiers.items() if _is_due(dossier, looks.get(dossier.pk), urls[url], at)]


def _is_due(dossier: Dossier, look: Look | None, before: datetime, at: datetime) -> bool:
    if look and look.state == "blocked" and dossier.state == "ok":
        return at - look.at >= TRY_AGAIN
    last = looked_at(dossier, look)
    return last is None or last < before
