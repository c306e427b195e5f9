"""The programmes and goals the agency already has. A presence and a post say which of them they serve."""

from __future__ import annotations

from datetime import date, datetime

from masthead.agencies.actors import Actor
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
) -> Commitment:
    """Enter an existing program or goal. Raises Invalid for no name, a name taken, or an end before its start."""
    name, goal = clean(name).strip(), clean(goal).strip()
    if not name:
        raise Invalid("Give the program or goal a name.", field="name")
    if Commitment.objects.filter(name__iexact=name).exists():
        raise Invalid("This commitment is already entered.", field="name")
    if starts and ends and ends < starts:
        raise Invalid("It cannot end before it starts.", field="ends")
    commitment = Commitment.objects.create(name=name, goal=goal, starts=starts, ends=ends)
    append(
        "commitment/added",
        by=by,
        at=at,
        subject=f"commitment:{commitment.pk}",
        body={
            "name": name,
            "goal": goal,
            "starts": starts.isoformat() if starts else None,
            "ends": ends.isoformat() if ends else None,
        },
    )
    return commitment


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
