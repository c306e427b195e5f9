"""First stage: somebody drafts a version, from a file or by changing one there is, and may mend it until it is read."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from masthead.adoption.examine import Examined, examine, refuse_unless_another
from masthead.adoption.kept import keep, version_holding_at
from masthead.adoption.models import Version
from masthead.adoption.states import VERSION
from masthead.agencies.models import Agency, Person
from masthead.kernel.refusals import Invalid
from masthead.kernel.text import clean
from masthead.policy.diff import Layer
from masthead.records.append import append
from masthead.records.operation import operation


@operation("policy.draft")
def draft(*, by: Person, at: datetime, raw: bytes, why: str) -> Version:
    """Keep a file as the next version's draft. Raises Invalid, changing nothing, for one that cannot be used."""
    examined, said = examine(raw), _needed(why)
    refuse_unless_another(examined.policy)
    version = Version(number=next_number(), drafted_by=by.actor_id, drafted_at=at, why=said)
    version.based_on = version_holding_at(at)
    write(version, examined)
    append("policy_version/drafted", by=by, at=at, subject=version.subject, body=_body(version, said))
    return version


@operation("policy.draft")
def revise(*, by: Person, at: datetime, version: Version, raw: bytes, why: str) -> Version:
    """Mend a draft, or one that came back: another file takes the place of the first, and both stay kept.

    The record says why of this change; the version keeps every reason, in the order they were given.
    """
    version = Version.objects.select_for_update().get(pk=version.pk)
    version.state = VERSION.to(version.state, "revise")
    examined, said = examine(raw), _needed(why)
    refuse_unless_another(examined.policy, own=version)
    if examined.policy.digest == version.file_id:
        raise Invalid("This is the draft as it stands, to the letter. Change something first.", field="file")
    if said not in version.why.split("\n\n"):
        version.why = f"{version.why}\n\n{said}".strip()
    write(version, examined)
    append("policy_version/revised", by=by, at=at, subject=version.subject, body=_body(version, said))
    return version


def write(version: Version, examined: Examined, *, layer: Layer | None = None) -> None:
    """Put what the file says on the row, and save both. `layer`: where what it changes does not tell who decides."""
    policy = examined.policy
    version.layer, version.stamp = layer or examined.layer, policy.stamp
    version.policy_id, version.title = policy.id, policy.title
    version.file = keep(examined.raw, "toml")
    version.save()


def next_number() -> int:
    """One more than the highest. The agency's row is the lock: two people drafting at once get two numbers."""
    Agency.objects.select_for_update().first()
    return (Version.objects.aggregate(Max("number"))["number__max"] or 0) + 1


def _needed(why: str) -> str:
    said = clean(why).strip()
    if not said:
        raise Invalid("Say what it changes, and why: the board and counsel will read it.", field="why")
    return said


def _body(version: Version, why: str) -> dict[str, object]:
    return {
        "number": version.number,
        "stamp": version.stamp,
        "digest": version.file_id,
        "layer": version.layer,
        "why": why,
        "based_on": version.based_on.file_id if version.based_on else "",
    }
