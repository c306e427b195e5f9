"""Which version holds at a moment: a function of the adoptions and of nothing else. Pure, so that it can be tried."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Adoption:
    """A version, by the digest of its file, and from when it holds. `number` orders versions of one moment."""

    number: int
    digest: str
    holds_from: datetime


def holding_at(adoptions: Iterable[Adoption], moment: datetime) -> Adoption | None:
    """The adoption that holds at `moment`: of those begun, the one begun last. Before the first, the first holds.

    An agency that speaks is never without a policy; None only where nothing was ever adopted.
    """
    in_order = sorted(adoptions, key=lambda adoption: (adoption.holds_from, adoption.number))
    begun = [adoption for adoption in in_order if adoption.holds_from <= moment]
    return begun[-1] if begun else (in_order[0] if in_order else None)
