"""The programs and goals the agency already has. A presence and a post say which of them they serve."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from masthead.agencies.actors import Actor
from masthead.agencies.days import local_day
from masthead.agencies.models import Bureau, Commitment
from masthead.kernel.refusals import Invalid
from masthead.kernel.text import clean
from masthead.records.append import append
from masthead.records.operation import operation


@operation("commitments.add")
def add_commitment(
    *,
    by: Actor,
    at: datetime,
    name: str,
    goal: str = "",
    starts: date | None = None,
    ends: date | None = None,
    bureau: Bureau | None = None,
) -> Commitment:
    """Enter an existing program or goal. Raises Invalid for no name, a name taken, or an end before its start."""
    commitment = Commitment()
    _write(commitment, name, goal, starts, ends, bureau)
    append("commitment/added", by=by, at=at, subject=f"commitment:{commitment.pk}", body=_body(commitment))
    return commitment


@operation("commitments.change")
def change_commitment(
    *,
    by: Actor,
    at: datetime,
    commitment: Commitment,
    name: str,
    goal: str = "",
    starts: date | None = None,
    ends: date | None = None,
    bureau: Bureau | None = None,
) -> Commitment:
    """Enter it anew. What hung on it hangs on it still; after its last day nothing new can. Raises as adding does."""
    kept = Commitment.objects.select_for_update().get(pk=commitment.pk)
    _write(kept, name, goal, starts, ends, bureau)
    append("commitment/changed", by=by, at=at, subject=f"commitment:{kept.pk}", body=_body(kept))
    return kept


@operation("commitments.change")
def end_commitment(*, by: Actor, at: datetime, commitment: Commitment) -> Commitment:
    """Today is its last day, or its last day has been. Raises Invalid for one that has ended."""
    kept = Commitment.objects.select_for_update().get(pk=commitment.pk)
    today = local_day(at)
    if kept.ends and kept.ends <= today:
        raise Invalid("It has ended already.")
    kept.ends = today
    if kept.starts and kept.starts > today:
        raise Invalid("It has not begun. Change its dates instead.")
    kept.save(update_fields=["ends"])
    append("commitment/changed", by=by, at=at, subject=f"commitment:{kept.pk}", body=_body(kept))
    return kept


@operation("agency.set_up")
def add_bureau(*, by: Actor, at: datetime, name: str) -> Bureau:
    """Enter a department of the agency. Raises Invalid for no name or a name taken."""
    name = clean(name).strip()
    if not name:
        raise Invalid("Give the bureau a name.", field="name")
    if Bureau.objects.filter(name__iexact=name).exists():
        raise Invalid("This bureau is already entered.", field="name")
    bureau = Bureau.objects.create(name=name)
    append("agency/bureau_added", by=by, at=at, subject=f"bureau:{bureau.pk}", body={"name": name})
    return bureau


def _write(
    commitment: Commitment, name: str, goal: str, starts: date | None, ends: date | None, bureau: Bureau | None
) -> None:
    name, goal = clean(name).strip(), clean(goal).strip()
    if not name:
        raise Invalid("Give the program or goal a name.", field="name")
    if Commitment.objects.filter(name__iexact=name).exclude(pk=commitment.pk).exists():
        raise Invalid("This commitment is already entered.", field="name")
    if starts and ends and ends < starts:
        raise Invalid("It cannot end before it starts.", field="ends")
    commitment.name, commitment.goal, commitment.bureau = name, goal, bureau
    commitment.starts, commitment.ends = starts, ends
    commitment.save()


def _body(commitment: Commitment) -> dict[str, Any]:
    return {
        "name": commitment.name,
        "goal": commitment.goal,
        "starts": commitment.starts.isoformat() if commitment.starts else None,
        "ends": commitment.ends.isoformat() if commitment.ends else None,
        "bureau": commitment.bureau.name if commitment.bureau else "",
    }
