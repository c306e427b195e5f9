"""Each employee acknowledges the version of the policy in force. A new version asks again.

The acknowledgement names the version by its stamp and by the digest of its file, and neither it nor its record ever
changes: what somebody acknowledged in one year cannot become what was decided in another.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from masthead.agencies.actors import Actor
from masthead.agencies.models import Person
from masthead.employees.models import Acknowledgement, AskedVersion
from masthead.kernel.refusals import Refused
from masthead.policy.in_force import rulebook
from masthead.records.append import append
from masthead.records.operation import operation


@operation("acknowledgements.ask")
def ask_everybody(*, by: Actor, at: datetime) -> AskedVersion:
    """From now on everybody is asked to acknowledge the version in force. Raises Refused when they are already."""
    policy = rulebook().policy
    asked, made = AskedVersion.objects.get_or_create(
        stamp=policy.stamp, defaults={"digest": policy.digest, "asked_at": at}
    )
    if not made:
        raise Refused("Everybody is already asked to acknowledge this version.")
    append(
        "acknowledgement/asked",
        by=by,
        at=at,
        subject=f"policy:{policy.id}",
        body={"version": policy.stamp, "digest": policy.digest},
    )
    return asked


@operation("acknowledgements.make")
def acknowledge(*, by: Person, at: datetime, stamp: str, digest: str) -> Acknowledgement:
    """`by` has read the version with this stamp and digest. Raises Refused when another is in force meanwhile."""
    policy = rulebook().policy
    if (stamp, digest) != (policy.stamp, policy.digest):
        raise Refused(
            "Another version of the policy came into force while you were reading. Read it, then acknowledge."
        )
    if Acknowledgement.objects.filter(person=by, stamp=stamp).exists():
        raise Refused("You have already acknowledged this version.")
    made = Acknowledgement.objects.create(person=by, stamp=stamp, digest=digest, at=at)
    append(
        "acknowledgement/made",
        by=by,
        at=at,
        subject=made.subject,
        body={"version": stamp, "digest": digest, "name": by.name},
    )
    return made


def acknowledged_by(person: Person, stamp: str) -> Acknowledgement | None:
    """What `person` acknowledged under `stamp`, or None."""
    return Acknowledgement.objects.filter(person=person, stamp=stamp).first()


def employees(stamp: str, *, acknowledged: bool | None = None) -> QuerySet[Person]:
    """Everybody who works here; with `acknowledged`, those who have (or have not) acknowledged the version."""
    people = Person.objects.filter(is_active=True)
    if acknowledged is None:
        return people
    done = Exists(Acknowledgement.objects.filter(person=OuterRef("pk"), stamp=stamp))
    return people.filter(done) if acknowledged else people.exclude(done)
