"""Which edition the lists of sites are in: each change of one makes the next, and live links are judged by it anew."""

from __future__ import annotations

from django.db.models import F

from masthead.links.models import ListEdition

_FIRST = 1
"""A link that was never judged carries 0: it is judged once, whether or not a list has changed since."""


def edition() -> int:
    """The edition the lists are in now."""
    return ListEdition.objects.values_list("number", flat=True).first() or _FIRST


def lists_changed() -> None:
    """Inside an operation that changes a list of sites, or the agency's word on one: this is another edition."""
    made, _ = ListEdition.objects.get_or_create(pk=1, defaults={"number": _FIRST})
    ListEdition.objects.filter(pk=made.pk).update(number=F("number") + 1)
