"""Whose words are in a draft, and since when it says what it says. Describing one of its pictures is an edit of it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from masthead.media.models import Described
from masthead.publishing.models import Answered, Approval, Draft, Revision


def last_edit_of(draft: Draft) -> datetime:
    """When the words of a draft, or of one of its pictures, were last changed. One query."""
    described = Described.objects.filter(asset__attachment__draft=draft).aggregate(at=Max("at"))["at"]
    return max(draft.last_edit, described) if described else draft.last_edit


def editors_of(approval: Approval) -> set[str]:
    """Actors whose words are in what approval was asked for: who edited, described or gave a reason since the last.

    An edit that somebody else wrote over counts too: what stands may still hold its words.
    """
    earlier = Approval.objects.filter(draft=approval.draft_id, outcome="approved", asked_at__lt=approval.asked_at)
    before = earlier.order_by("-revision").first()
    revisions = Revision.objects.filter(draft=approval.draft_id, number__gt=before.revision if before else 0)
    edited = {revision.by.actor_id for revision in revisions.select_related("by").defer("content")}
    return edited | _describers(approval, before) | _reasoners(approval, before)


def _reasoners(approval: Approval, before: Approval | None) -> set[str]:
    """Who gave a reason for going ahead: a reason is there to be read by somebody else."""
    answers = Answered.objects.filter(draft=approval.draft_id)
    if before:
        answers = answers.filter(at__gte=before.asked_at)
    return {answer.by.actor_id for answer in answers.select_related("by")}


def _describers(approval: Approval, before: Approval | None) -> set[str]:
    """Who described its pictures since the approval `before`, or since it was begun; of a picture that is new since
    then also whose words it bears."""
    known: set[str] = set()
    if before:
        content = Revision.objects.get(draft=approval.draft_id, number=before.revision).content
        known = {str(entry["asset"]) for entry in content["assets"]}
    since = before.asked_at if before else Draft.objects.get(pk=approval.draft_id).started_at
    found = list(Described.objects.filter(asset__attachment__draft=approval.draft_id))
    newest = {one.asset_id: one for one in found}
    return {
        one.by for one in found if one.at >= since or (newest[one.asset_id] is one and str(one.asset_id) not in known)
    }
