"""Lists in the interface: a page of rows and the cursor of the next, so that no call reads without bound."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from ninja import Schema

from masthead.kernel.refusals import Invalid

M = TypeVar("M", bound=Model)
SIZE = 50


class PageOut(Schema):
    """`next` goes into `?after=`; "" on the last page."""

    items: list[dict[str, Any]]
    next: str


def page_of(rows: QuerySet[M], after: str, shown: Callable[[M], Schema]) -> dict[str, Any]:
    """Rows by primary key, oldest first: ids sort by time, so a cursor stays good while rows are added.

    Raises Invalid for a cursor that was not given out here.
    """
    found = list((rows.filter(pk__gt=_cursor(after)) if after else rows).order_by("pk")[: SIZE + 1])
    following = str(found[SIZE - 1].pk) if len(found) > SIZE else ""
    return {"items": [shown(row).dict() for row in found[:SIZE]], "next": following}


def _cursor(after: str) -> UUID:
    try:
        return UUID(after)
    except ValueError:
        raise Invalid("“after” is the “next” of the page before, as it was given.", field="after") from None
