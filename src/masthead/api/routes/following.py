"""Following: the verdict on an account, who is followed and who asked, and the decision where no register knows."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Router, Schema, Status

from masthead.api.access import ApiRequest, needs
from masthead.api.pages import PageOut, page_of
from masthead.api.routes.presences import find as find_presence
from masthead.following import ask
from masthead.following.accounts import NETWORKS, account_of, network_of
from masthead.following.known import verdict_on
from masthead.following.models import Follow
from masthead.following.states import FOLLOW
from masthead.kernel.clock import now
from masthead.kernel.refusals import Invalid, NotFound
from masthead.policy.in_force import rulebook

router = Router(tags=["following"])


class VerdictOut(Schema):
    """`source` is the register's row the verdict rests on, null where no register knows the account."""

    verdict: Literal["allow", "deny", "ask"]
    clause: str
    why: str
    source: dict[str, Any] | None = None


class FollowOut(Schema):
    id: UUID
    presence_id: UUID
    network: str
    handle: str
    shown_name: str
    state: str
    verdict: str
    clause: str
    why: str
    source: dict[str, Any] | None = None
    note: str
    reason: str
    asked_at: datetime
    decided_at: datetime | None = None
    followed_at: datetime | None = None
    ended_at: datetime | None = None


class AskIn(Schema):
    presence: UUID
    handle: str
    whose: str = ""
    note: str = ""


class ReasonIn(Schema):
    reason: str


def find(follow_id: UUID) -> Follow:
    found = Follow.objects.filter(pk=follow_id).first()
    if found is None:
        raise NotFound("There is no such follow.")
    return found


@router.get("/verdict", response=VerdictOut, summary="May this account be followed?")
@needs("following.see", "read")
def verdict(request: ApiRequest, channel: str, handle: str) -> dict[str, object]:
    """Allow, deny, or ask a person; with the clause, the reason and the row it rests on. Nothing is written."""
    if network_of(channel) not in NETWORKS:
        raise Invalid(f"There is no such network. There are: {', '.join(NETWORKS)}.", field="channel")
    return verdict_on(rulebook(), account_of(channel, handle), at=now()).as_json()


@router.get("", response=PageOut, summary="Whom presences follow, or were asked to")
@needs("following.see", "read")
def follow_list(request: ApiRequest, after: str = "", state: str = "") -> dict[str, Any]:
    if state and state not in FOLLOW.states:
        raise Invalid(f"There is no such state. There are: {', '.join(sorted(FOLLOW.states))}.", field="state")
    rows = Follow.objects.filter(state=state) if state else Follow.objects.all()
    return page_of(rows, after, FollowOut.from_orm)


@router.get("/{follow_id}", response=FollowOut)
@needs("following.see", "read")
def follow(request: ApiRequest, follow_id: UUID) -> Follow:
    return find(follow_id)


@router.post("", response={201: FollowOut}, summary="Ask whether a presence may follow an account")
@needs("following.ask", "write")
def ask_to_follow(request: ApiRequest, given: AskIn) -> Status[Follow]:
    """The verdict comes at once. What is denied is kept as refused, with its clause."""
    made = ask.ask(
        by=request.person,
        at=now(),
        presence=find_presence(given.presence),
        handle=given.handle,
        whose=given.whose,
        note=given.note,
    )
    return Status(201, made)


@router.post("/{follow_id}/approve", response=FollowOut)
@needs("following.decide", "decide")
def approve_follow(request: ApiRequest, follow_id: UUID, given: ReasonIn) -> Follow:
    """Refused, with the clause, once a register names it a campaign's."""
    return ask.approve(by=request.person, at=now(), follow=find(follow_id), reason=given.reason)


@router.post("/{follow_id}/decline", response=FollowOut)
@needs("following.decide", "decide")
def decline_follow(request: ApiRequest, follow_id: UUID, given: ReasonIn) -> Follow:
    return ask.decline(by=request.person, at=now(), follow=find(follow_id), reason=given.reason)
