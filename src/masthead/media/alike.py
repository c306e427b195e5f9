"""The same name on other pictures: names are sealed, so no database can look for one."""

from __future__ import annotations

from masthead.media.models import Depiction

LOOKED_THROUGH = 2000
"""Names opened for one search, the newest first: a tenth of a second. Who was listed before is listed there by hand."""


def listed_alike(person: Depiction, *, most: int) -> list[Depiction]:
    """Up to `most` people of the same kind and name, in whatever case, the newest first. It may be somebody else."""
    rows = Depiction.objects.filter(kind=person.kind).select_related("asset").order_by("-listed_at", "-pk")
    name, found = person.name.casefold(), list[Depiction]()
    for row in rows[:LOOKED_THROUGH].iterator(chunk_size=200):
        if row.name.casefold() == name:
            found.append(row)
        if len(found) == most:
            break
    return found
