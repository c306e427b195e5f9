"""The starting version: the file a desk is set up with was adopted before the desk existed, and says by whom."""

from __future__ import annotations

from datetime import datetime

from masthead.adoption.draft import next_number, write
from masthead.adoption.examine import examine
from masthead.adoption.models import Version
from masthead.adoption.take_effect import supersede_the_one_before
from masthead.agencies.actors import Actor
from masthead.agencies.models import the_agency
from masthead.kernel.refusals import Refused
from masthead.policy.pack import find_pack, read_bytes
from masthead.records.append import append
from masthead.records.operation import operation


def start_with(raw: bytes, *, by: Actor, at: datetime) -> Version:
    """Keep `raw` as the version in force from now, as part of the operation that sets the desk up. Leaves no record."""
    examined = examine(raw)
    holding = Version.objects.filter(state="in_force").first()
    if holding and holding.file_id == examined.policy.digest:
        return holding
    policy = examined.policy
    version = Version(
        number=next_number(),
        state="in_force",
        drafted_by=by.actor_id,
        drafted_at=at,
        adopted_on=policy.adopted,
        adopted_by=policy.adopted_by,
        minutes="Adopted before this desk was set up.",
        adoption_recorded_by=by.actor_id,
        adoption_recorded_at=at,
        in_force_from=at,
        why="The policy this desk was set up with.",
    )
    supersede_the_one_before(version)
    write(version, examined, layer="policy")
    return version


def may_keep_the_file_in_use() -> bool:
    """Whether this desk was set up by an earlier Masthead, which read its policy from a file at each start."""
    agency = the_agency()
    return agency is not None and bool(agency.policy) and not Version.objects.exists()


@operation("agency.set_up")
def keep_the_file_in_use(*, by: Actor, at: datetime) -> Version:
    """After an upgrade: the file the desk has worked under becomes its first version."""
    agency = the_agency()
    if agency is None or not may_keep_the_file_in_use():
        raise Refused("This desk keeps its policy already.")
    version = start_with(read_bytes(find_pack(agency.policy)), by=by, at=at)
    append(
        "agency/policy_kept",
        by=by,
        at=at,
        subject=version.subject,
        body={"policy": agency.policy, "stamp": version.stamp, "digest": version.file_id},
    )
    return version
