"""The part of the contract about what a platform counts of a post, for channels whose description says that it does.

A connector that answers `metrics` with yes or conditional SHALL keep CountsPosts beside the port. It SHALL ask for many
posts in few calls, by the permissions it has anyway, and SHALL count nobody itself. What the platform does not tell is
left out: a missing number is not a zero. It SHALL raise only the port's errors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from masthead.channels.ref import Ref

What = Literal["views", "likes", "shares", "answers"]


@dataclass(frozen=True, slots=True)
class Metric:
    """One number the platform tells of a post. name: what the platform calls it, in the plural, such as boosts."""

    what: What
    name: str
    number: int


@runtime_checkable
class CountsPosts(Protocol):
    """A connection that can say how its posts fare."""

    def metrics(self, refs: Sequence[Ref]) -> Mapping[str, Sequence[Metric]]:
        """native_id → what the platform counts now. A post it says nothing of is left out."""


def told(row: Mapping[str, object], fields: Mapping[str, tuple[What, str]]) -> tuple[Metric, ...]:
    """Those of `fields` that `row` has as whole numbers: the platform's field → what it counts, and its name."""
    found = ((what, name, _whole(row.get(field))) for field, (what, name) in fields.items())
    return tuple(Metric(what, name, number) for what, name, number in found if number is not None)


def _whole(value: object) -> int | None:
    """Some platforms write numbers as text."""
    if isinstance(value, str) and value.isdecimal() and len(value) < 19:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
