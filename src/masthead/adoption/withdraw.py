"""Off the road: a version is withdrawn before it ever was in force. It stays to be read, with the reason."""

from __future__ import annotations

from datetime import datetime

from masthead.adoption.models import Version
from masthead.adoption.states import VERSION
from masthead.agencies.models import Person
from masthead.kernel.refusals import Invalid, Refused
from masthead.kernel.text import clean
from masthead.records.append import append
from masthead.records.operation import operation


@operation("policy.withdraw")
def withdraw(*, by: Person, at: datetime, version: Version, reason: str) -> Version:
    """Take a version back. Raises Refused once its day has come: acts were decided under it."""
    version = Version.objects.select_for_update().get(pk=version.pk)
    before = version.state
    version.state = VERSION.to(before, "withdraw")
    if before == "adopted" and version.in_force_from and version.in_force_from <= at:
        raise Refused("This version is in force already. Adopt another to take its place.")
    said = clean(reason).strip()
    if not said:
        raise Invalid("Say why it is taken back.", field="reason")
    version.save()
    append("policy_version/withdrawn", by=by, at=at, subject=version.subject, body={"reason": said, "was": before})
    return version
