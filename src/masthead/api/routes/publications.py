"""Publications and how far each of their deliveries got."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Router, Schema

from masthead.api.access import ApiRequest, needs
from masthead.api.pages import PageOut, page_of
from masthead.kernel.clock import now
from masthead.kernel.refusals import NotFound
from masthead.publishing.models import Publication
from masthead.publishing.schedule import deliveries_of, take_back

router = Router(tags=["publications"])


class PublicationOut(Schema):
    id: UUID
    draft_id: UUID
    content_hash: str
    leaves_at: datetime
    taken_back_at: datetime | None


class DeliveryOut(Schema):
    id: UUID
    presence_id: UUID
    state: str
    permalink: str
    error: str
    cure: str


class TakeBackIn(Schema):
    reason: str


def find(publication_id: UUID) -> Publication:
    found = Publication.objects.filter(pk=publication_id).first()
    if found is None:
        raise NotFound("There is no such publication.")
    return found


@router.get("", response=PageOut)
@needs("drafts.see", "read")
def publication_list(request: ApiRequest, after: str = "") -> dict[str, Any]:
    return page_of(Publication.objects.all(), after, PublicationOut.from_orm)


@router.get("/{publication_id}", response=PublicationOut)
@needs("drafts.see", "read")
def publication(request: ApiRequest, publication_id: UUID) -> Publication:
    return find(publication_id)


@router.get("/{publication_id}/deliveries", response=list[DeliveryOut])
@needs("drafts.see", "read")
def publication_deliveries(request: ApiRequest, publication_id: UUID) -> list[Any]:
    return list(deliveries_of(find(publication_id)))


@router.post("/{publication_id}/take-back", response=PublicationOut)
@needs("drafts.unschedule", "write")
def take_back_publication(request: ApiRequest, publication_id: UUID, given: TakeBackIn) -> Publication:
    return take_back(by=request.person, at=now(), publication=find(publication_id), reason=given.reason)
