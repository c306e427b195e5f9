"""Cases: the comments before a person, and the decision on each. The machine's proposal is shown, never carried out."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Router, Schema, Status

from masthead.api.access import ApiRequest, needs
from masthead.api.pages import PageOut, page_of
from masthead.api.routes.assessments import PrecedentOut
from masthead.kernel.clock import now
from masthead.kernel.refusals import Invalid, NotFound
from masthead.moderation import decide
from masthead.moderation.models import Case, Decision
from masthead.moderation.precedents import precedents

router = Router(tags=["cases"])


class CaseOut(Schema):
    id: UUID
    comment_id: UUID
    version_id: UUID
    state: str
    opened_at: datetime
    text: str
    proposal: dict[str, Any]

    @staticmethod
    def resolve_text(case: Case) -> str:
        return case.version.text


class CaseWithPrecedentsOut(CaseOut):
    """With the most similar comments that were decided before, kept and removed."""

    precedents: list[PrecedentOut]

    @staticmethod
    def resolve_precedents(case: Case) -> list[dict[str, Any]]:
        return precedents(case.comment, case.version).as_json()


class KeepIn(Schema):
    version: UUID
    why: str = ""


class RemoveIn(Schema):
    version: UUID
    ground: str
    quote_start: int
    quote_end: int
    why: str = ""
    mirror: bool | None = None


class DecisionOut(Schema):
    id: UUID
    case_id: UUID
    state: str
    outcome: str
    ground: str
    clause: str
    policy: str


def find(case_id: UUID) -> Case:
    found = Case.objects.select_related("version", "comment").filter(pk=case_id).first()
    if found is None:
        raise NotFound("There is no such case.")
    return found


def _read(case: Case, version: UUID) -> Any:
    """The wording the caller read; a decision is on exactly that."""
    found = case.comment.versions.filter(pk=version).first()
    if found is None:
        raise Invalid("This comment has no such wording.", field="version")
    return found


@router.get("", response=PageOut)
@needs("cases.see", "read")
def case_list(request: ApiRequest, after: str = "", state: str = "open") -> dict[str, Any]:
    return page_of(Case.objects.filter(state=state).select_related("version"), after, CaseOut.from_orm)


@router.get("/{case_id}", response=CaseWithPrecedentsOut)
@needs("cases.see", "read")
def case(request: ApiRequest, case_id: UUID) -> Case:
    return find(case_id)


@router.post("/{case_id}/keep", response={201: DecisionOut})
@needs("cases.decide", "decide")
def keep_comment(request: ApiRequest, case_id: UUID, given: KeepIn) -> Status[Decision]:
    shown = find(case_id)
    version = _read(shown, given.version)
    return Status(201, decide.keep(by=request.person, at=now(), case=shown, version=version, why=given.why))


@router.post("/{case_id}/remove", response={201: DecisionOut})
@needs("cases.decide", "decide")
def remove_comment(request: ApiRequest, case_id: UUID, given: RemoveIn) -> Status[Decision]:
    shown = find(case_id)
    decision = decide.remove(
        by=request.person,
        at=now(),
        case=shown,
        version=_read(shown, given.version),
        ground=given.ground,
        quote_start=given.quote_start,
        quote_end=given.quote_end,
        why=given.why,
        mirror=given.mirror,
    )
    return Status(201, decision)
