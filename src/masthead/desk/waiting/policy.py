"""What waits of the policy: a version with counsel, one to be adopted, one that came back to its author."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse

from masthead.adoption.authors import revised_by
from masthead.adoption.models import Version
from masthead.agencies.models import Person
from masthead.agencies.rights import Role
from masthead.desk.waiting.line import FEW, Waiting


def to_carry_on(person: Person) -> QuerySet[Version]:
    """Versions whose next step is `person`'s: nobody adopts their own, and working rules are the director's."""
    adopt = Q(state="cleared") & ~Q(drafted_by=person.actor_id) & ~Q(pk__in=revised_by(person))
    if Role.DIRECTOR.value not in person.role_names:
        adopt &= Q(layer="policy")
    return Version.objects.filter(Q(state="legal_review") | Q(state="returned", drafted_by=person.actor_id) | adopt)


def versions(person: Person, at: datetime) -> list[Waiting]:
    return [_line(row) for row in to_carry_on(person).order_by("number")[:FEW]]


def _line(row: Version) -> Waiting:
    url, why = reverse("desk:policy_version", args=[row.pk]), row.why
    if row.state == "legal_review":
        title = f"Version {row.number} of the policy is with counsel"
        return Waiting("week", "account_balance", title, url, f"{why} Note here what counsel says.", "Note it")
    if row.state == "returned":
        title = f"Version {row.number} of the policy came back to you"
        return Waiting("today", "account_balance", title, url, "The reason stands on its page.", "Mend it")
    title = f"Version {row.number} of the policy waits for {row.decider}"
    body = f"{why} Counsel has nothing against it. Record the vote here once it is taken."
    if row.layer == "rules":
        body = f"{why} Counsel has nothing against it. You set working rules: adopt it, or send it back."
    return Waiting("today", "account_balance", title, url, body, "Read and record")
