"""Presences: see them, propose one, discuss and decide it, launch it, confirm a changed profile, review it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Router, Schema, Status

from masthead.agencies.models import Bureau, Commitment, Person
from masthead.api.access import ApiRequest, needs
from masthead.api.pages import PageOut, page_of
from masthead.kernel.clock import now
from masthead.kernel.refusals import Invalid, NotFound
from masthead.presences import decide, discuss, launch, propose, review, watch
from masthead.presences.evidence import evidence_for
from masthead.presences.models import Presence

router = Router(tags=["presences"])


class PresenceOut(Schema):
    id: UUID
    channel: str
    name: str
    handle: str
    state: str
    purpose: str
    audience: str
    profile_url: str
    launched_at: datetime | None = None
    reviewed_at: datetime | None = None
    retired_at: datetime | None = None


class ProposalIn(Schema):
    channel: str
    name: str
    handle: str = ""
    name_reason: str = ""
    purpose: str
    audience: str
    why_channel: str
    run_by: UUID
    commitments: list[UUID]
    bureau: UUID | None = None
    existing_since: date | None = None
    existing_run_by: str = ""
    official_duty: bool = False


class WordsIn(Schema):
    text: str = ""


class ReviewIn(Schema):
    """What the director decides at the review, and why."""

    outcome: Literal["renew", "pause", "retire"]
    reason: str


class EvidenceOut(Schema):
    """One figure the desk has gathered; `asks`: somebody should look at it."""

    what: str
    says: str
    asks: bool


def _shown(presence: Presence) -> PresenceOut:
    return PresenceOut.from_orm(presence)


def find(presence_id: UUID) -> Presence:
    found = Presence.objects.filter(pk=presence_id).first()
    if found is None:
        raise NotFound("There is no such presence.")
    return found


@router.get("", response=PageOut)
@needs("presences.see", "read")
def presence_list(request: ApiRequest, after: str = "", state: str = "") -> dict[str, Any]:
    rows = Presence.objects.filter(state=state) if state else Presence.objects.all()
    return page_of(rows, after, _shown)


@router.get("/{presence_id}", response=PresenceOut)
@needs("presences.see", "read")
def presence(request: ApiRequest, presence_id: UUID) -> PresenceOut:
    return _shown(find(presence_id))


@router.post("", response={201: PresenceOut})
@needs("presences.propose", "write")
def propose_presence(request: ApiRequest, given: ProposalIn) -> Status[PresenceOut]:
    run_by = Person.objects.filter(pk=given.run_by, is_active=True).first()
    if run_by is None:
        raise Invalid("There is no such person.", field="run_by")
    proposal = propose.Proposal(
        **given.dict(exclude={"run_by", "commitments", "bureau"}),
        run_by=run_by,
        commitments=list(Commitment.objects.filter(pk__in=given.commitments)),
        bureau=Bureau.objects.filter(pk=given.bureau).first() if given.bureau else None,
    )
    return Status(201, _shown(propose.propose(by=request.person, at=now(), proposal=proposal)))


@router.post("/{presence_id}/discuss", response=PresenceOut)
@needs("presences.discuss", "write")
def discuss_presence(request: ApiRequest, presence_id: UUID, given: WordsIn) -> PresenceOut:
    discuss.say(by=request.person, at=now(), presence=find(presence_id), text=given.text)
    return _shown(find(presence_id))


@router.post("/{presence_id}/withdraw", response=PresenceOut)
@needs("presences.withdraw", "write")
def withdraw_presence(request: ApiRequest, presence_id: UUID, given: WordsIn) -> PresenceOut:
    return _shown(propose.withdraw(by=request.person, at=now(), presence=find(presence_id), reason=given.text))


@router.post("/{presence_id}/approve", response=PresenceOut)
@needs("presences.approve", "decide")
def approve_presence(request: ApiRequest, presence_id: UUID, given: WordsIn) -> PresenceOut:
    return _shown(decide.approve(by=request.person, at=now(), presence=find(presence_id), remark=given.text))


@router.post("/{presence_id}/return", response=PresenceOut)
@needs("presences.return", "decide")
def return_presence(request: ApiRequest, presence_id: UUID, given: WordsIn) -> PresenceOut:
    return _shown(decide.send_back(by=request.person, at=now(), presence=find(presence_id), reason=given.text))


@router.post("/{presence_id}/launch", response=PresenceOut)
@needs("presences.launch", "decide")
def launch_presence(request: ApiRequest, presence_id: UUID) -> PresenceOut:
    return _shown(launch.launch(by=request.person, at=now(), presence=find(presence_id)))


@router.post("/{presence_id}/decline", response=PresenceOut)
@needs("presences.decline", "decide")
def decline_presence(request: ApiRequest, presence_id: UUID, given: WordsIn) -> PresenceOut:
    return _shown(decide.decline(by=request.person, at=now(), presence=find(presence_id), reason=given.text))


@router.post("/{presence_id}/confirm", response=PresenceOut, summary="The changed live profile is ours and right")
@needs("presences.confirm", "decide")
def confirm_profile(request: ApiRequest, presence_id: UUID, given: WordsIn) -> PresenceOut:
    watch.confirm(by=request.person, at=now(), presence=find(presence_id), reason=given.text)
    return _shown(find(presence_id))


@router.get("/{presence_id}/review", response=list[EvidenceOut], summary="What the desk has gathered for the review")
@needs("presences.renew", "read")
def review_evidence(request: ApiRequest, presence_id: UUID) -> list[EvidenceOut]:
    return [EvidenceOut.from_orm(figure) for figure in evidence_for(find(presence_id), at=now())]


@router.post("/{presence_id}/review", response=PresenceOut, summary="Renew, pause or retire it")
@needs("presences.renew", "decide")
def review_presence(request: ApiRequest, presence_id: UUID, given: ReviewIn) -> PresenceOut:
    review.decide(by=request.person, at=now(), presence=find(presence_id), outcome=given.outcome, reason=given.reason)
    return _shown(find(presence_id))
