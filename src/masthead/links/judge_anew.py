"""Fifth stage: where a list of sites changes, or the agency's word on one, the links that are live are judged anew.

Nothing is fetched: where each link leads is known from its research and from later looks. Which are judged already is
kept with each, so that a run that ends anywhere, in a crash too, is carried on by the next, and nothing is told twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from masthead.agencies.actors import Actor
from masthead.kernel.refusals import Refused
from masthead.links.compare import seen_on_list
from masthead.links.fetch import Fetched
from masthead.links.findings import pass_open, raise_finding
from masthead.links.list_edition import edition
from masthead.links.listed import KINDS, Listing, listings
from masthead.links.models import LinkFinding, Watch
from masthead.links.watch import Known, known_of, newest_told
from masthead.records.operation import operation

AT_ONCE = 500
"""Links judged together: as many dossiers are in memory, however many links and however long the lists."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A live link of which something else is so than was told. listing: None where no list has it any more."""

    watch: Watch
    known: Known
    listing: Listing | None


@dataclass(frozen=True, slots=True)
class Batch:
    """Links that are judged by the lists as they are in this edition."""

    watches: Sequence[Watch]
    edition: int


def unjudged() -> QuerySet[Watch]:
    """Live links that were not judged by the lists as they are now."""
    return Watch.objects.filter(judged__lt=edition()).exclude(next_at=None)


def next_batch() -> Batch:
    """Some of them. The edition is read before the lists are: what changes in between is judged once more."""
    now = edition()
    rows = Watch.objects.filter(judged__lt=now).exclude(next_at=None).select_related("link").order_by("pk")
    return Batch(list(rows[:AT_ONCE]), now)


def judge(watches: Iterable[Watch]) -> list[Judged]:
    """Those of them of which something is to be told, or no longer so. A dozen queries and some for each 100 links."""
    watches = list(watches)
    known = known_of(watch.link for watch in watches)
    held = listings({watch.pk: (watch.link.url, _leads_to(known[watch.link_id])) for watch in watches})
    found = []
    for watch in watches:
        before, listing = known[watch.link_id], held.get(watch.pk)
        if listing and listing.key in before.put_aside:
            listing = None
        told = before.told if before.told and before.told.state == "open" and before.told.kind in KINDS else None
        if (listing.key if listing else None) != (told.listed_as if told else None):
            found.append(Judged(watch, before, listing))
    return found


@operation("links.watch")
def tell(*, by: Actor, at: datetime, judged: Judged) -> LinkFinding | None:
    """Tell of a live link what a list holds against it now, or that none does any more.

    What it is otherwise only a look can say then: it comes next. Raises Refused where something was told of it
    meanwhile, or nothing live carries it any more; it is judged again.
    """
    watch = Watch.objects.select_for_update(of=("self",)).select_related("link").get(pk=judged.watch.pk)
    told = judged.known.told
    if watch.next_at is None or newest_told(watch.link) != (told.pk if told else None, told.state if told else ""):
        raise Refused("Something was told of this link meanwhile.")
    if judged.listing is None:
        passed = pass_open(by, at, link=watch.link, why="No list has it any more.")
        Watch.objects.filter(pk=watch.pk).update(state="ok", next_at=min(watch.next_at, at))
        return passed
    seen, as_known = seen_on_list(judged.listing), _as_known(judged.known)
    raised = raise_finding(by, at, link=watch.link, dossier=judged.known.signed, seen=seen, fetched=as_known)
    Watch.objects.filter(pk=watch.pk).update(state=seen.kind, doubt="")
    return raised


def were_judged(batch: Batch, *, but: Iterable[Watch] = ()) -> None:
    """Say which of a batch are judged, after everything about them is told. `but`: those to be judged again."""
    again = {watch.pk for watch in but}
    done = [watch.pk for watch in batch.watches if watch.pk not in again]
    Watch.objects.filter(pk__in=done, judged__lt=batch.edition).update(judged=batch.edition)


def _leads_to(known: Known) -> set[str]:
    """Where it led when it was last seen, and where it led when a list was told of it."""
    look, signed, passed = known.look, known.signed, set[str]()
    if look:
        passed |= {look.final_url, *(str(hop[0]) for hop in look.hops)}
    if signed and not (look and (look.hops or look.changed)):  # looks of earlier versions tell no ways
        passed |= {signed.final_url, *(str(hop[0]) for hop in signed.hops)}
    told = known.told.listed_address if known.told and known.told.state == "open" else ""
    return (passed | {told}) - {""}


def _as_known(known: Known) -> Fetched:
    """What is known of the page without fetching it."""
    look, signed = known.look, known.signed
    if look:
        return Fetched(look.state, look.status, look.final_url, title=look.title, content_sha256=look.content_sha256)
    if signed is None:
        return Fetched("ok")
    return Fetched(
        signed.state,
        signed.status,
        signed.final_url,
        title=signed.title,
        excerpt=signed.excerpt,
        content_sha256=signed.content_sha256,
        steady=tuple(signed.steady),
    )
