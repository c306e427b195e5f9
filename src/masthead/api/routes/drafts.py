"""Drafts: write them, see what the policy asks of them, ask for approval, approve or return."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Field, Router, Schema, Status

from masthead.agencies.models import Commitment
from masthead.api.access import ApiRequest, needs
from masthead.api.pages import PageOut, page_of
from masthead.kernel.clock import now
from masthead.kernel.refusals import Invalid, NotFound
from masthead.media.models import Asset
from masthead.presences.models import Presence
from masthead.publishing import approve as approving
from masthead.publishing import draft as drafting
from masthead.publishing.check import findings_for, give_reason
from masthead.publishing.content import content_of, hash_of
from masthead.publishing.facts import find_draft
from masthead.publishing.models import Answered, Approval, Draft
from masthead.publishing.schedule import schedule

router = Router(tags=["drafts"])


class DraftOut(Schema):
    id: UUID
    title: str
    text: str
    audience: str
    state: str
    revision: int
    commitment_id: UUID | None
    leaves_at: datetime | None


class DraftIn(Schema):
    title: str
    text: str = ""
    audience: str = ""
    commitment: UUID | None = None
    presences: list[UUID] = Field(default_factory=list)
    texts: dict[UUID, str] = Field(default_factory=dict)
    assets: list[UUID] = Field(default_factory=list)
    seen_revision: int | None = None


class FindingOut(Schema):
    code: str
    check: str
    clause: str
    label: str
    level: str
    basis: str
    message: str
    span: tuple[int, int] | None
    presences: list[UUID]
    fingerprint: str
    answered: bool


class ReasonIn(Schema):
    reason: str


class ReasonOut(Schema):
    code: str
    fingerprint: str
    reason: str
    at: datetime


class ApprovalOut(Schema):
    id: UUID
    draft_id: UUID
    content_hash: str
    outcome: str
    reason: str


class ApproveIn(Schema):
    approval: UUID
    content_hash: str
    remark: str = ""


class ReturnIn(Schema):
    approval: UUID
    reason: str


class ScheduleIn(Schema):
    leaves_at: datetime


def _approval(draft_id: UUID, approval_id: UUID) -> Approval:
    found = Approval.objects.filter(pk=approval_id, draft_id=draft_id).first()
    if found is None:
        raise NotFound("There is no such request for approval.")
    return found


def _wording(given: DraftIn) -> drafting.Wording:
    presences = {row.pk: row for row in Presence.objects.filter(pk__in=[*given.presences, *given.texts])}
    assets = {row.pk: row for row in Asset.objects.filter(pk__in=given.assets)}
    if missing := [key for key in [*given.presences, *given.texts] if key not in presences]:
        raise Invalid(f"There is no presence {missing[0]}.", field="presences")
    if missing := [key for key in given.assets if key not in assets]:
        raise Invalid(f"There is no asset {missing[0]}.", field="assets")
    commitment = Commitment.objects.filter(pk=given.commitment).first() if given.commitment else None
    if given.commitment and commitment is None:
        raise Invalid(f"There is no commitment {given.commitment}.", field="commitment")
    return drafting.Wording(
        title=given.title,
        text=given.text,
        audience=given.audience,
        commitment=commitment,
        presences=[presences[key] for key in given.presences],
        texts=given.texts,
        assets=[assets[key] for key in given.assets],
    )


@router.get("", response=PageOut)
@needs("drafts.see", "read")
def draft_list(request: ApiRequest, after: str = "", state: str = "") -> dict[str, Any]:
    rows = Draft.objects.filter(state=state) if state else Draft.objects.all()
    return page_of(rows, after, DraftOut.from_orm)


@router.post("", response={201: DraftOut})
@needs("drafts.write", "write")
def start_draft(request: ApiRequest, given: DraftIn) -> Status[Draft]:
    return Status(201, drafting.start(by=request.person, at=now(), wording=_wording(given)))


@router.get("/{draft_id}", response=DraftOut)
@needs("drafts.see", "read")
def one_draft(request: ApiRequest, draft_id: UUID) -> Draft:
    return find_draft(draft_id)


@router.put("/{draft_id}", response=DraftOut)
@needs("drafts.write", "write")
def revise_draft(request: ApiRequest, draft_id: UUID, given: DraftIn) -> Draft:
    return drafting.revise(
        by=request.person,
        at=now(),
        draft=find_draft(draft_id),
        wording=_wording(given),
        seen_revision=given.seen_revision,
    )


@router.get("/{draft_id}/findings", response=list[FindingOut])
@needs("drafts.see", "read")
def draft_findings(request: ApiRequest, draft_id: UUID) -> list[dict[str, Any]]:
    return [
        {
            **found.finding.as_json(),
            "presences": [presence.pk for presence in found.presences],
            "fingerprint": found.fingerprint,
            "answered": found.answer is not None,
        }
        for found in findings_for(find_draft(draft_id), at=now())
    ]


@router.post("/{draft_id}/findings/{fingerprint}/reason", response={201: ReasonOut})
@needs("drafts.write", "write")
def give_a_reason(request: ApiRequest, draft_id: UUID, fingerprint: str, given: ReasonIn) -> Status[Answered]:
    """Go ahead where a finding asks. The approver reads the reason; an approval asked for or given is overtaken.

    `fingerprint` is told with the findings. It holds for these very words: once they change, there is no such finding.
    """
    draft, at = find_draft(draft_id), now()
    found = next((one for one in findings_for(draft, at=at) if one.fingerprint == fingerprint), None)
    if found is None:
        raise NotFound("There is no such finding on this draft. If its words have changed, ask for its findings again.")
    return Status(201, give_reason(by=request.person, at=at, draft=draft, finding=found, reason=given.reason))


@router.get("/{draft_id}/content", response=dict[str, Any])
@needs("drafts.see", "read")
def draft_content(request: ApiRequest, draft_id: UUID) -> dict[str, Any]:
    """What an approval would cover, and its hash."""
    content = content_of(find_draft(draft_id))
    return {"content": content, "content_hash": hash_of(content)}


@router.post("/{draft_id}/ask", response={201: ApprovalOut})
@needs("drafts.ask", "write")
def ask_for_approval(request: ApiRequest, draft_id: UUID) -> Status[Approval]:
    return Status(201, approving.ask(by=request.person, at=now(), draft=find_draft(draft_id)))


@router.post("/{draft_id}/approve", response=ApprovalOut)
@needs("drafts.approve", "decide")
def approve_draft(request: ApiRequest, draft_id: UUID, given: ApproveIn) -> Approval:
    return approving.approve(
        by=request.person,
        at=now(),
        approval=_approval(draft_id, given.approval),
        content_hash=given.content_hash,
        remark=given.remark,
    )


@router.post("/{draft_id}/return", response=ApprovalOut)
@needs("drafts.return", "decide")
def return_draft(request: ApiRequest, draft_id: UUID, given: ReturnIn) -> Approval:
    approval = _approval(draft_id, given.approval)
    return approving.send_back(by=request.person, at=now(), approval=approval, reason=given.reason)


@router.post("/{draft_id}/schedule", response={201: dict[str, Any]})
@needs("drafts.schedule", "decide")
def schedule_draft(request: ApiRequest, draft_id: UUID, given: ScheduleIn) -> Status[dict[str, Any]]:
    if given.leaves_at.tzinfo is None:
        raise Invalid("Give the time with its offset, such as 2026-12-01T09:00:00-06:00.", field="leaves_at")
    made = schedule(by=request.person, at=now(), draft=find_draft(draft_id), leaves_at=given.leaves_at)
    return Status(201, {"publication": str(made.pk)})
