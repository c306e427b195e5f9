"""Fourth stage: a link is watched while a live post or reply carries it. Which does is known above; here is what is
seen.

A look that finds everything as it was moves the time and leaves no record. Dead and blocked count when a second look
some hours later says so too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from masthead.agencies.actors import Actor
from masthead.agencies.models import the_agency
from masthead.agencies.rights import refuse_unless_permitted
from masthead.checks.engine.addresses import place
from masthead.kernel.clock import aware
from masthead.kernel.refusals import Refused
from masthead.links import look_again
from masthead.links.cadence import OUR_FAULT, SECOND_LOOK, next_look
from masthead.links.compare import Seen, compare, seen_on_list
from masthead.links.fetch import Fetched
from masthead.links.findings import pass_open, raise_finding, same_as
from masthead.links.listed import KINDS as LISTED
from masthead.links.listed import Listing
from masthead.links.models import Dossier, Link, LinkFinding, Look, Watch
from masthead.links.watch_claims import Claim
from masthead.records.append import append
from masthead.records.operation import operation

_TROUBLE = frozenset({"dead", "blocked"})


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a link before it is looked at: what was signed, the last look noted, what was told of it.

    put_aside: the listings that a person has dismissed, by key. zone: whose clock says when it is looked at next; None
    before the agency is set up.
    """

    signed: Dossier | None
    look: Look | None
    told: LinkFinding | None
    put_aside: frozenset[str] = frozenset()
    zone: ZoneInfo | None = None


def known_of(links: Iterable[Link]) -> dict[UUID, Known]:
    """What is known of each of these links, by link. Four queries, however many."""
    agency = the_agency()
    keys = [link.pk for link in links]
    dossiers = Dossier.objects.filter(link__in=keys, signed_at__isnull=False).select_related("link")
    signed = {dossier.link_id: dossier for dossier in dossiers.order_by("asked_at", "id")}
    looks = look_again.latest_looks(signed.values())
    findings = list(LinkFinding.objects.filter(link__in=keys).order_by("id"))
    told = {each.link_id: each for each in findings}
    aside = {(each.link_id, each.listed_as) for each in findings if each.listed_as and each.state == "dismissed"}
    found = {}
    for key in keys:
        dossier = signed.get(key)
        look = looks.get(dossier.pk) if dossier else None
        put_aside = frozenset(listed_as for link, listed_as in aside if link == key)
        found[key] = Known(dossier, look, told.get(key), put_aside, agency.zone if agency else None)
    return found


@operation("links.watch")
def begin(*, by: Actor, at: datetime, link: Link, since: datetime) -> Watch:
    """A live post or reply carries `link` since `since`: watch it. Raises Refused where it is watched already."""
    agency = the_agency()
    first = next_look(since=since, looked_at=since, zone=agency.zone) if agency else at
    watch = Watch.objects.select_for_update().filter(link=link).first() or Watch(link=link)
    if watch.next_at is not None:
        raise Refused("This link is watched already.")
    watch.host = place(link.url)[0][:255]
    watch.since, watch.next_at = since, max(first, at)
    watch.state, watch.doubt, watch.claim, watch.claimed_until = "ok", "", None, None
    watch.save()
    append("link/watch_begun", by=by, at=at, subject=link.subject, body={"url": link.url})
    return watch


def carry_on(watch: Watch, *, since: datetime) -> None:
    """A newer post carries a link that is watched: it is young again. The next look comes no later than before."""
    if since <= watch.since or watch.next_at is None:
        return
    agency = the_agency()
    if agency is None:
        return
    soonest = min(watch.next_at, next_look(since=since, looked_at=since, zone=agency.zone))
    Watch.objects.filter(pk=watch.pk, since__lt=since).update(since=since, next_at=soonest)


@operation("links.watch")
def end(*, by: Actor, at: datetime, link: Link) -> Watch:
    """Nothing live carries `link` any more: nobody looks again, and nobody is asked. Raises Refused if none looked.

    Who is fetching it now keeps the lease: until the page has answered, nobody else asks its host.
    """
    watch = Watch.objects.select_for_update().filter(link=link).exclude(next_at=None).first()
    if watch is None:
        raise Refused("This link is not watched.")
    watch.next_at, watch.doubt = None, ""
    watch.save(update_fields=["next_at", "doubt"])
    pass_open(by, at, link=link, why="No live post or reply carries it any more.")
    append("link/watch_ended", by=by, at=at, subject=link.subject, body={"url": link.url})
    return watch


def saw(
    *, by: Actor, at: datetime, claim: Claim, known: Known, fetched: Fetched, listing: Listing | None = None
) -> LinkFinding | None:
    """Write down one look. Returns what a person is now asked that nobody was asked before.

    listing: what is held against where it leads now; that comes before what its page says, unless it is put aside.
    Does nothing where the lease has passed to another worker. Raises NotPermitted.
    """
    refuse_unless_permitted(by, "links.watch")
    aware(at)
    watch, seen = claim.watch, compare(known.signed, fetched)
    if listing and listing.key not in known.put_aside:
        seen = seen_on_list(listing)
    if seen.kind in _TROUBLE and seen.kind != watch.state:
        if not watch.doubt:
            _move(claim, at, state=watch.state, doubt=seen.kind, next_at=at + SECOND_LOOK)
            return None
        if watch.doubt != seen.kind:  # it was dead, then shut, or the other way round: what is certain is the less
            seen = Seen("blocked", fetched.trouble)
    return _count(by, at, claim, known, seen, fetched)


def put_off(*, at: datetime, claim: Claim, free_at: datetime) -> None:
    """Nothing could be reached at all, or nothing written down: that says nothing of this link. It is looked at later.

    free_at: until then its host is left alone.
    """
    watch = claim.watch
    _move(claim, at, state=watch.state, doubt=watch.doubt, next_at=at + OUR_FAULT, free_at=free_at)


def _count(by: Actor, at: datetime, claim: Claim, known: Known, seen: Seen, fetched: Fetched) -> LinkFinding | None:
    watch, told = claim.watch, known.told
    zone = known.zone
    following = next_look(since=watch.since, looked_at=at, zone=zone) if zone else at + timedelta(days=1)
    if seen.kind == "ok":
        stale = known.look is not None and not _says(known.look, fetched, known.signed)
        asks = told is not None and told.state == "open"
        if stale or asks:
            _as_signed_again(by=by, at=at, claim=claim, known=known, fetched=fetched, next_at=following)
        else:
            _move(claim, at, state="ok", doubt="", next_at=following)
        return None
    if told is not None and _is_told(told, known.signed, watch, seen) and same_as(told, seen, fetched):
        _move(claim, at, state=seen.kind, doubt="", next_at=following)
        return None
    return _tell(by=by, at=at, claim=claim, known=known, seen=seen, fetched=fetched, next_at=following)


def _is_told(told: LinkFinding, signed: Dossier | None, watch: Watch, seen: Seen) -> bool:
    """Whether a person is asked about this, or has put it aside, for what is signed now.

    A page that answered again since it was put aside as dead or shut, and now does not, is news.
    """
    if told.state == "open":
        return True
    recovered = seen.kind in _TROUBLE and watch.state == "ok"
    return told.state == "dismissed" and told.dossier_id == (signed.pk if signed else None) and not recovered


@operation("links.watch")
def _as_signed_again(
    *, by: Actor, at: datetime, claim: Claim, known: Known, fetched: Fetched, next_at: datetime
) -> None:
    """What was told of the link, or noted at an earlier look, is no longer so."""
    _hold(claim, at)
    _refuse_news(known, claim.watch.link)
    listed = known.told is not None and known.told.state == "open" and known.told.kind in LISTED
    stale = known.look is not None and not _says(known.look, fetched, known.signed)
    if known.signed is not None and (stale or listed):  # by which ways it leads is known from then on
        look_again.write(by, at, dossier=known.signed, fetched=fetched)
    why = "No list has it any more." if listed else "It is as it was signed again."
    pass_open(by, at, link=claim.watch.link, why=why)
    _move(claim, at, state="ok", doubt="", next_at=next_at)


@operation("links.watch")
def _tell(
    *, by: Actor, at: datetime, claim: Claim, known: Known, seen: Seen, fetched: Fetched, next_at: datetime
) -> LinkFinding:
    _hold(claim, at)
    if _newest_signed(claim.watch.link) != known.signed:
        raise Refused("Somebody signed this link meanwhile. It is looked at again.")
    _refuse_news(known, claim.watch.link)
    if known.signed is not None:
        look_again.write(by, at, dossier=known.signed, fetched=fetched)
    finding = raise_finding(by, at, link=claim.watch.link, dossier=known.signed, seen=seen, fetched=fetched)
    _move(claim, at, state=seen.kind, doubt="", next_at=next_at)
    return finding


def _says(look: Look, fetched: Fetched, signed: Dossier | None) -> bool:
    """Whether the last look noted says of the link what this one says."""
    changed = look_again.difference(signed, fetched) if signed else ""
    return look.state == fetched.state and bool(look.changed) == bool(changed)


def _hold(claim: Claim, at: datetime) -> None:
    """Raises Refused where the lease has ended or passed to another worker: the row is locked for what follows."""
    rows = Watch.objects.select_for_update().filter(pk=claim.watch.pk, claim=claim.token, claimed_until__gt=at)
    if rows.exclude(next_at=None).first() is None:
        raise Refused("Another worker looks at this link now.")


def _refuse_news(known: Known, link: Link) -> None:
    """Raises Refused where something was told of `link` since that was read, or settled: the row is locked."""
    if newest_told(link) != (known.told.pk if known.told else None, known.told.state if known.told else ""):
        raise Refused("Something was told of this link meanwhile. It is looked at again.")


def newest_told(link: Link) -> tuple[UUID | None, str]:
    """What was told of `link` last, and its state."""
    row = link.findings.order_by("id").values_list("pk", "state").last()
    return row or (None, "")


def _newest_signed(link: Link) -> Dossier | None:
    return link.dossiers.filter(signed_at__isnull=False).order_by("asked_at", "id").last()


def _move(
    claim: Claim, at: datetime, *, state: str, doubt: str, next_at: datetime, free_at: datetime | None = None
) -> None:
    """Say when it is looked at next and end the lease, as long as it is ours.

    Of a link that is no longer watched only the lease ends, and its host has answered. free_at: nothing was seen of it,
    and until then its host is left alone.
    """
    ours = Watch.objects.filter(pk=claim.watch.pk, claim=claim.token)
    values: dict[str, object] = {"claim": None, "claimed_until": free_at}
    if free_at is None:
        values["looked_at"] = at
    if not ours.filter(next_at__isnull=False).update(state=state, doubt=doubt, next_at=next_at, **values):
        ours.update(**values)
