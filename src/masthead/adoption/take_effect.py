"""Last stage: the day comes. The version holds by the clock alone; the worker writes down that it does."""

from __future__ import annotations

from datetime import datetime

from masthead.adoption.kept import version_holding_at
from masthead.adoption.models import Version
from masthead.adoption.states import VERSION
from masthead.agencies.actors import Actor
from masthead.agencies.models import Agency
from masthead.records.append import append
from masthead.records.operation import operation


def is_due(at: datetime) -> bool:
    """Whether a version's day has come and is not written down yet."""
    return Version.objects.filter(state="adopted", in_force_from__lte=at).exists()


@operation("policy.come_into_force")
def come_into_force(*, by: Actor, at: datetime) -> Version:
    """Write down which version holds now, and which it superseded. Call it when `is_due`."""
    Agency.objects.select_for_update().first()
    for version in Version.objects.filter(state="adopted", in_force_from__lte=at).order_by("in_force_from"):
        supersede_the_one_before(version)
        version.state = VERSION.to(version.state, "come_into_force")
        version.save()
        append(
            "policy_version/came_into_force",
            by=by,
            at=at,
            subject=version.subject,
            body={
                "stamp": version.stamp,
                "digest": version.file_id,
                "in_force_from": version.in_force_from.isoformat() if version.in_force_from else "",
            },
        )
    holding = version_holding_at(at)
    if holding is None:
        raise LookupError("no version was ever adopted")
    Agency.objects.update(policy=holding.policy_id)
    return holding


def supersede_the_one_before(version: Version) -> None:
    for earlier in Version.objects.filter(state="in_force"):
        earlier.state = VERSION.to(earlier.state, "supersede")
        earlier.superseded_at = version.in_force_from
        earlier.save()
