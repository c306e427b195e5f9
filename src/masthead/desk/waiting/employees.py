"""What waits for everybody who works here: the policy in force, to be read and acknowledged."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from masthead.agencies.models import Person
from masthead.desk.waiting.line import Waiting
from masthead.employees.acknowledge import employees
from masthead.policy.in_force import rulebook


def to_acknowledge(person: Person) -> QuerySet[Person]:
    """`person`, when they have not acknowledged the version in force; nobody otherwise, or without a policy."""
    try:
        stamp = rulebook().stamp
    except LookupError:
        return Person.objects.none()
    return employees(stamp, acknowledged=False).filter(pk=person.pk)


def acknowledgements(person: Person, at: datetime) -> list[Waiting]:
    if not to_acknowledge(person).exists():
        return []
    body = "What it asks of you, on the agency's accounts and on your own. It takes two minutes."
    url = reverse("desk:acknowledge")
    return [Waiting("week", "check_circle_outline", "The policy in force, to acknowledge", url, body, "Read it")]
