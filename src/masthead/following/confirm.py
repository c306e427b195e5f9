"""A second pair of eyes on what an import allows: a forged file could open the account of a campaign.

What an import denies holds at once. What it newly names an office's, and a campaign's account it names no longer, wait
until an approver who did not import it confirms the version.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from masthead.agencies.models import Person
from masthead.following.gates import only_offices_are_followed
from masthead.following.models import Register, RegisterVersion
from masthead.following.registers.forms import OWN
from masthead.kernel.refusals import Refused
from masthead.policy.in_force import rulebook
from masthead.records.append import append
from masthead.records.operation import operation


@operation("following.decide")
def confirm_version(*, by: Person, at: datetime, version: RegisterVersion) -> RegisterVersion:
    """Confirm a version, and those before it that wait. Raises Refused, with the clause, to whoever imported one."""
    Register.objects.select_for_update().get(pk=version.register_id)
    version = RegisterVersion.objects.select_related("register").get(pk=version.pk)
    clause = rulebook().gate(only_offices_are_followed.__name__)
    if version.register.form == OWN or not version.waits:
        raise Refused("This version needs no confirmation.")
    waiting = version.register.versions.filter(confirmed_at=None, number__lte=version.number)
    if by.actor_id in set(waiting.values_list("imported_by", flat=True)):
        raise Refused(
            "You imported this yourself; another approver has to look at it and confirm it.",
            clause=clause.id if clause else "",
        )
    body = {
        "form": version.register.form,
        "name": version.register.name,
        "versions": sorted(waiting.values_list("number", flat=True)),
        "imported_by": version.imported_by,
    }
    waiting.update(confirmed_by=by.actor_id, confirmed_at=at)
    version.confirmed_by, version.confirmed_at = by.actor_id, at
    append(
        "register/version_confirmed",
        by=by,
        at=at,
        subject=version.register.subject,
        body=body,
        clauses=[clause.id] if clause else [],
    )
    return version


def versions_to_confirm(person: Person) -> QuerySet[RegisterVersion]:
    """Imports that wait for `person`: somebody else's."""
    waiting = RegisterVersion.objects.filter(confirmed_at=None).exclude(register__form=OWN)
    return waiting.exclude(imported_by=person.actor_id)
