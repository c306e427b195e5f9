"""The five steps in order, and how far this desk has come. Progress is read from the rows: a restart loses nothing."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from masthead.agencies.actors import Worker
from masthead.agencies.models import Commitment, MailSettings, Person, the_agency
from masthead.agencies.rights import Role
from masthead.presences.models import Presence

# Before there is anybody, the first run itself is the actor; the record of each step says so.
FIRST_RUN = Worker("first-run")


@dataclass(frozen=True, slots=True)
class Step:
    """`name` is in the address; `title` on the page. A step that `may_wait` can be done later at the desk.

    `stays`: saving shows the same step again, because there is more one may want to do on it.
    """

    name: str
    title: str
    may_wait: bool = False
    stays: bool = False


STEPS = (
    Step("agency", "Your agency"),
    Step("policy", "Your policy"),
    Step("people", "Your people", stays=True),
    Step("mail", "Your mail server", may_wait=True, stays=True),
    Step("presence", "Your first presence", may_wait=True),
)
BY_NAME = {step.name: step for step in STEPS}


def done(step: Step) -> bool:
    """Whether what `step` asks for is there already."""
    agency = the_agency()
    match step.name:
        case "agency":
            return agency is not None
        case "policy":
            return agency is not None and bool(agency.policy)
        case "people":
            return administrators().exists()
        case "mail":
            return MailSettings.objects.exists()
        case _:
            return Presence.objects.exists()


def current() -> Step:
    """The first step that is not done; the last when all are."""
    return next((step for step in STEPS if not done(step)), STEPS[-1])


def reachable(step: Step) -> bool:
    """Whether every step before `step` that cannot wait is done. Going back is always possible."""
    return all(done(earlier) or earlier.may_wait for earlier in STEPS[: STEPS.index(step)])


def after(step: Step) -> Step | None:
    """The step that follows, or None after the last."""
    place = STEPS.index(step) + 1
    return STEPS[place] if place < len(STEPS) else None


def before(step: Step) -> Step | None:
    """The step to go back to, or None from the first."""
    place = STEPS.index(step)
    return STEPS[place - 1] if place else None


def administrators() -> QuerySet[Person]:
    return Person.objects.filter(is_active=True, grants__role=Role.ADMINISTRATOR.value)


def proposer() -> Person | None:
    """Who proposes the first presence: the communicator if there is one, else whoever may."""
    for role in (Role.COMMUNICATOR, Role.APPROVER, Role.DIRECTOR):
        person = Person.objects.filter(is_active=True, grants__role=role.value).order_by("name").first()
        if person is not None:
            return person
    return None


def is_open() -> bool:
    """Whether the first run is over."""
    agency = the_agency()
    return agency is not None and agency.set_up_at is not None


def commitment_called(name: str) -> Commitment | None:
    return Commitment.objects.filter(name__iexact=name.strip()).first()
