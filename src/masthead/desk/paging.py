"""Lists a page at a time, by cursor: a list that grows while it is read neither repeats nor skips a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)
T = TypeVar("T", covariant=True)


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Rows, newest first. `newer` and `older` are cursors for `?after=` and `?before=`, "" at either end."""

    rows: tuple[T, ...]
    newer: str = ""
    older: str = ""


def page_of(rows: QuerySet[M], query: Mapping[str, str], *, key: str = "pk", size: int = 25) -> Page[M]:
    """The page `query` asks for (`before=` or `after=` a row's `key`); the newest where it asks for none or nonsense.

    `key` must be unique and grow with time, as ids and record numbers do.
    """
    before, after = query.get("before", ""), query.get("after", "")
    try:
        if after:
            return _newer_than(rows, after, key, size)
        if before:
            return _older_than(rows.filter(**{f"{key}__lt": before}), key, size, newer=True)
    except (ValidationError, ValueError):
        pass
    return _older_than(rows, key, size, newer=False)


def _older_than(rows: QuerySet[M], key: str, size: int, *, newer: bool) -> Page[M]:
    found = list(rows.order_by(f"-{key}")[: size + 1])
    kept = tuple(found[:size])
    return Page(
        kept, _cursor(kept[0], key) if newer and kept else "", _cursor(kept[-1], key) if len(found) > size else ""
    )


def _newer_than(rows: QuerySet[M], after: str, key: str, size: int) -> Page[M]:
    found = list(rows.filter(**{f"{key}__gt": after}).order_by(key)[: size + 1])
    kept = tuple(reversed(found[:size]))
    if not kept:
        return _older_than(rows, key, size, newer=False)
    return Page(kept, _cursor(kept[0], key) if len(found) > size else "", _cursor(kept[-1], key))


def _cursor(row: Model, key: str) -> str:
    return str(getattr(row, key))
