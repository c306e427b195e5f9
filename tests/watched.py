"""A post with a link, on its real road: researched, signed, approved, looked at again and public."""

from __future__ import annotations

from datetime import datetime

from factories import at, person
from fakes.presence import live_presence
from masthead.agencies.actors import Worker
from masthead.agencies.models import Commitment, Person
from masthead.agencies.rights import Role
from masthead.links import look_again, research, sign
from masthead.links.fetch import Fetched
from masthead.links.models import Dossier
from masthead.outbox.carry import sweep
from masthead.outbox.models import Delivery
from masthead.presences.models import Presence
from masthead.publishing import approve, draft
from masthead.publishing.models import Draft, Publication
from masthead.publishing.schedule import schedule


def signed(writer: Person, url: str, fetched: Fetched, *, minutes: float = 0, remark: str = "") -> Dossier:
    dossier = research.ask(by=writer, at=at(minutes), url=url)
    research.write_down(by=Worker(), at=at(minutes), dossier=dossier, fetched=fetched)
    return sign.sign(by=writer, at=at(minutes), dossier=dossier, remark=remark)


def published(
    writer: Person, url: str, fetched: Fetched, *, presence: Presence | None = None, hours: float = 3, remark: str = ""
) -> Publication:
    """A post with `url`, live `hours` after the fixed Monday."""
    dossier = signed(writer, url, fetched, minutes=(hours - 3) * 60, remark=remark)
    commitment, _ = Commitment.objects.get_or_create(name="Open doors")
    words = draft.Wording(
        title="Saturday hours",
        text=f"The reading room opens at nine on Saturday. Read more at {url}",
        audience="Everyone",
        commitment=commitment,
        presences=[presence or live_presence("noticeboard")],
    )
    begun = at(hours=hours - 3)
    written = draft.start(by=writer, at=begun, wording=words)
    publication = leave(writer, written, begun, at(hours=hours))
    look_again.note(by=Worker(), at=at(hours * 60 - 10), dossier=dossier, fetched=fetched)
    sweep(by=Worker(), at=at(hours=hours))
    assert Delivery.objects.filter(subject=publication.subject, state="delivered").exists()
    return publication


def leave(writer: Person, written: Draft, now: datetime, hour: datetime) -> Publication:
    asked = approve.ask(by=writer, at=now, draft=written)
    approve.approve(by=person(Role.APPROVER), at=now, approval=asked, content_hash=asked.content_hash)
    return schedule(by=writer, at=now, draft=written, leaves_at=hour)
