"""Posts with pictures, written and on their way, for tests of what becomes of the pictures."""

from __future__ import annotations

from factories import at, person
from masthead.agencies.models import Commitment, Person
from masthead.agencies.rights import Role
from masthead.media.models import Asset
from masthead.presences.models import Presence
from masthead.publishing import approve, draft
from masthead.publishing.models import Draft, Publication
from masthead.publishing.schedule import schedule


def write(writer: Person, presences: list[Presence], *assets: Asset, title: str = "Reading room") -> Draft:
    commitment, _ = Commitment.objects.get_or_create(name="Open doors")
    words = draft.Wording(
        title=title,
        text=f"The reading room opens at nine on Saturday. {title} is the subject of the day.",
        audience="Everyone",
        commitment=commitment,
        presences=presences,
        assets=list(assets),
    )
    return draft.start(by=writer, at=at(20), wording=words)


def publish(writer: Person, presences: list[Presence], *assets: Asset, title: str = "Reading room") -> Publication:
    request = approve.ask(by=writer, at=at(21), draft=write(writer, presences, *assets, title=title))
    approver = Person.objects.filter(grants__role="approver").first() or person(Role.APPROVER)
    approve.approve(by=approver, at=at(22), approval=request, content_hash=request.content_hash)
    return schedule(by=writer, at=at(23), draft=request.draft, leaves_at=at(hours=3))
