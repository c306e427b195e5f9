"""Second stage: counsel reads it. What they said is kept with their name; the desk gives no legal advice."""

from __future__ import annotations

from datetime import date, datetime

from masthead.adoption.authors import authors_of
from masthead.adoption.day import today
from masthead.adoption.examine import examine
from masthead.adoption.models import Version
from masthead.adoption.states import VERSION
from masthead.agencies.models import Person
from masthead.kernel.refusals import Invalid, Refused
from masthead.kernel.text import clean
from masthead.records.append import append
from masthead.records.operation import operation


@operation("policy.review")
def send_to_review(*, by: Person, at: datetime, version: Version) -> Version:
    """Give a draft to counsel. Raises Refused while the lint finds something that cannot stand."""
    version = _locked(version)
    version.state = VERSION.to(version.state, "send_to_review")
    refuse_while_blocked(version)
    version.counsel, version.opinion, version.reviewed_on = "", "", None
    version.save()
    append("policy_version/sent_to_review", by=by, at=at, subject=version.subject, body={"digest": version.file_id})
    return version


@operation("policy.review")
def clear(*, by: Person, at: datetime, version: Version, counsel: str, reviewed_on: date, opinion: str) -> Version:
    """Note that counsel read it and has nothing against it. Raises Invalid where an author names nobody else."""
    version = _locked(version)
    version.state = VERSION.to(version.state, "clear")
    named, said = clean(counsel).strip(), clean(opinion).strip()
    if not named or len(named) > 160:
        raise Invalid("Name who read it, in at most 160 characters.", field="counsel")
    if by.name.casefold() in named.casefold() and by.actor_id in authors_of(version):
        raise Invalid(
            "You drafted this version, or changed it since. Name the counsel who read it, who is somebody else.",
            field="counsel",
        )
    if not said:
        raise Invalid("Write what counsel said, in a sentence at least.", field="opinion")
    if reviewed_on > today(at):
        raise Invalid("Counsel cannot have read it in the future.", field="reviewed_on")
    version.counsel, version.opinion, version.reviewed_on = named, said, reviewed_on
    version.save()
    append(
        "policy_version/cleared",
        by=by,
        at=at,
        subject=version.subject,
        body={
            "digest": version.file_id,
            "counsel": named,
            "reviewed_on": reviewed_on.isoformat(),
            "opinion": said,
        },
    )
    return version


@operation("policy.review")
def send_back(*, by: Person, at: datetime, version: Version, reason: str) -> Version:
    """Counsel, or the board, wants it changed: it returns to its author with the reason."""
    version = _locked(version)
    version.state = VERSION.to(version.state, "return")
    said = clean(reason).strip()
    if not said:
        raise Invalid("Say what is to be changed: its author will read it.", field="reason")
    version.save()
    append("policy_version/returned", by=by, at=at, subject=version.subject, body={"reason": said})
    return version


def refuse_while_blocked(version: Version) -> None:
    """The figures and names of a file may have lost their meaning since it was drafted: it is examined again."""
    blocking = examine(bytes(version.file.raw)).blocking
    if blocking:
        first = blocking[0]
        raise Refused(f"This cannot be adopted as it is. {first.where}: {first.message}")


def _locked(version: Version) -> Version:
    return Version.objects.select_for_update(of=("self",)).select_related("file").get(pk=version.pk)
