"""The one order in which rows are locked, so that acts at the same moment never wait for each other in a ring.

First the permission that was asked for, then the people it or a form is for, by their keys, then what was signed for
them, by its keys. Whatever locks rows of two of these kinds takes them so. Each is part of an operation.
"""

from __future__ import annotations

from django.db.models import QuerySet

from masthead.media.models import AskedPermission, Depiction, Permission


def lock_asked(asked: AskedPermission) -> AskedPermission | None:
    """The row as it is now, kept until the act is done; None where it is not kept any more."""
    rows = AskedPermission.objects.select_for_update(of=("self",)).select_related("commitment")
    return rows.filter(pk=asked.pk).first()


def lock_people(people: QuerySet[Depiction]) -> list[Depiction]:
    """The rows of all of these at once: two calls in one act would take them in an order of their own."""
    rows = Depiction.objects.select_for_update(of=("self",))
    return list(rows.filter(pk__in=people.values("pk")).order_by("pk"))


def shown_by(permission: Permission) -> QuerySet[Depiction]:
    """The people on whom taking this one back falls."""
    if permission.asked_id:
        return Depiction.objects.filter(permissions__asked=permission.asked_id)
    return Depiction.objects.filter(pk=permission.depiction_id)


def lock_standing(people: QuerySet[Depiction]) -> QuerySet[Permission]:
    """What is signed for these people and not taken back. Locked when it is read; the people are locked already."""
    rows = Permission.objects.select_for_update(of=("self",)).order_by("pk")
    return rows.filter(depiction__in=people.values("pk"), revoked_at=None)
