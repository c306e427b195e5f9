"""Look-alikes: accounts that could be taken for ours, what was done about each, and how it ended."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Router, Schema, Status

from masthead.api.access import ApiRequest, needs
from masthead.api.pages import PageOut, page_of
from masthead.api.routes.presences import find as find_presence
from masthead.kernel.clock import now
from masthead.kernel.refusals import Invalid, NotFound
from masthead.presences import lookalikes
from masthead.presences.models import Lookalike
from masthead.presences.states import LOOKALIKE

router = Router(tags=["look-alikes"])


class LookalikeOut(Schema):
    id: UUID
    address: str
    what: str
    state: str
    like_id: UUID | None = None
    told_at: datetime
    told_times: int
    platform_report: str
    reported_at: datetime | None = None
    ended_at: datetime | None = None


class LookalikeIn(Schema):
    """`like` is the presence it could be taken for."""

    address: str
    what: str
    like: UUID | None = None


class TurnIn(Schema):
    """`words`: the number or link of a report made, and the reason for everything else."""

    words: str


def find(lookalike_id: UUID) -> Lookalike:
    found = Lookalike.objects.filter(pk=lookalike_id).first()
    if found is None:
        raise NotFound("There is no such look-alike.")
    return found


@router.get("", response=PageOut, summary="Accounts that could be taken for ours")
@needs("lookalikes.see", "read")
def lookalike_list(request: ApiRequest, after: str = "", state: str = "") -> dict[str, Any]:
    if state and state not in LOOKALIKE.states:
        raise Invalid(f"There is no such state. There are: {', '.join(sorted(LOOKALIKE.states))}.", field="state")
    rows = Lookalike.objects.filter(state=state) if state else Lookalike.objects.all()
    return page_of(rows, after, LookalikeOut.from_orm)


@router.get("/{lookalike_id}", response=LookalikeOut)
@needs("lookalikes.see", "read")
def lookalike(request: ApiRequest, lookalike_id: UUID) -> Lookalike:
    return find(lookalike_id)


@router.post("", response={201: LookalikeOut}, summary="Log an account found by staff")
@needs("lookalikes.log", "write")
def log_lookalike(request: ApiRequest, given: LookalikeIn) -> Status[Lookalike]:
    like = find_presence(given.like) if given.like else None
    made = lookalikes.log(by=request.person, at=now(), address=given.address, what=given.what, like=like)
    return Status(201, made)


@router.post("/{lookalike_id}/{act}", response=LookalikeOut, summary="Say what was done about it")
@needs("lookalikes.log", "write")
def turn_lookalike(request: ApiRequest, lookalike_id: UUID, act: str, given: TurnIn) -> Lookalike:
    """The act is watch, dismiss, report, note_taken_down or note_left_up, as its state allows."""
    return lookalikes.turn(by=request.person, at=now(), lookalike=find(lookalike_id), act=act, words=given.words)
