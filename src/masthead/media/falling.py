"""Taking back falls on everything: whoever takes one permission back means to be shown no more."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max, QuerySet

from masthead.media.locks import lock_people, lock_standing
from masthead.media.models import Depiction, Permission


def fall(people: QuerySet[Depiction], *, at: datetime) -> list[str]:
    """End whatever was signed for these people on these pictures; return the ids, in order. Part of an operation."""
    lock_people(people)
    falling = list(lock_standing(people).values_list("pk", flat=True))
    Permission.objects.filter(pk__in=falling).update(revoked_at=at)
    return sorted(str(pk) for pk in falling)


def last_taken_back(person: Depiction) -> datetime | None:
    """What `Depiction.taken_back_at` says, asked of the database: the forms, of megabytes each, stay where they are."""
    last: datetime | None = person.permissions.aggregate(last=Max("revoked_at"))["last"]
    return last
