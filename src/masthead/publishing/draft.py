"""First stage: somebody writes. Every edit is a revision; an edit after approval needs approval again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from masthead.agencies.models import Commitment, Person
from masthead.checks.engine.addresses import find_links
from masthead.kernel.refusals import Invalid
from masthead.kernel.text import clean
from masthead.links.models import Link
from masthead.media.models import Asset
from masthead.presences.models import Presence
from masthead.publishing.content import content_of, hash_of
from masthead.publishing.models import Attachment, Draft, Revision, Variant
from masthead.publishing.states import DRAFT
from masthead.records.append import append
from masthead.records.operation import operation

MAX_TEXT = 100_000


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What the composer holds. `texts` maps a presence to its own words; presences without one get `text`."""

    title: str
    text: str
    audience: str = ""
    commitment: Commitment | None = None
    presences: Sequence[Presence] = ()
    texts: Mapping[UUID, str] = field(default_factory=dict)
    assets: Sequence[Asset] = ()
    leaves_at: datetime | None = None


@operation("drafts.write")
def start(*, by: Person, at: datetime, wording: Wording) -> Draft:
    """Begin a draft. Raises Invalid for a missing title, or for a text longer than any channel takes."""
    _examine(wording)
    draft = Draft(author=by, started_at=at, last_edit=at, state=DRAFT.initial)
    digest = _write(draft, by, at, wording)
    append("draft/started", by=by, at=at, subject=draft.subject, body={"title": draft.title, "content_hash": digest})
    return draft


@operation("drafts.write")
def revise(*, by: Person, at: datetime, draft: Draft, wording: Wording, seen_revision: int | None = None) -> Draft:
    """Save an edit. `seen_revision` is the one the editor showed: an older one is refused, so nobody's words are lost.

    A waiting approval is overtaken, a given one no longer covers the draft. Saving the same content again changes
    neither the revision nor the approval.
    """
    _examine(wording)
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if seen_revision is not None and seen_revision != draft.revision:
        raise Invalid(
            "Somebody else saved this draft while you were writing. Copy your words, reload the page, and put them in."
        )
    before = draft.revisions.get(number=draft.revision).content_hash
    state = DRAFT.to(draft.state, "edit")
    digest = _write(draft, by, at, wording, before=before, state=state)
    if digest != before:
        draft.approvals.filter(outcome="waiting").update(outcome="overtaken")
    append(
        "draft/revised",
        by=by,
        at=at,
        subject=draft.subject,
        body={"revision": draft.revision, "content_hash": digest, "changed": digest != before},
    )
    return draft


@operation("drafts.discard")
def discard(*, by: Person, at: datetime, draft: Draft, reason: str) -> Draft:
    """Put a draft away. It stays on record."""
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    draft.state = DRAFT.to(draft.state, "discard")
    draft.save(update_fields=["state"])
    append("draft/discarded", by=by, at=at, subject=draft.subject, body={"reason": clean(reason).strip()})
    return draft


def _examine(wording: Wording) -> None:
    if not wording.title.strip():
        raise Invalid("Give the draft a title; only staff see it.", field="title")
    for text in (wording.text, *wording.texts.values()):
        if len(text) > MAX_TEXT:
            raise Invalid(f"The text is longer than {MAX_TEXT:,} characters. No channel takes that.", field="text")


def _write(draft: Draft, by: Person, at: datetime, wording: Wording, *, before: str = "", state: str = "") -> str:
    """Write rows and, when the content changed, a revision. Returns the content's hash."""
    draft.title = clean(wording.title).strip()[:160]
    draft.text = clean(wording.text)
    draft.audience = clean(wording.audience).strip()[:200]
    draft.commitment = wording.commitment
    draft.leaves_at = wording.leaves_at
    draft.save()
    Variant.objects.filter(draft=draft).delete()
    Variant.objects.bulk_create(
        Variant(draft=draft, presence=presence, text=clean(wording.texts.get(presence.pk, "")))
        for presence in dict.fromkeys(wording.presences)
    )
    Attachment.objects.filter(draft=draft).delete()
    Attachment.objects.bulk_create(
        Attachment(draft=draft, asset=asset, place=place) for place, asset in enumerate(dict.fromkeys(wording.assets))
    )
    texts = [draft.text, *wording.texts.values()]
    urls = dict.fromkeys(found.url for text in texts for found in find_links(text))
    Link.objects.bulk_create((Link(url=url, first_seen=at) for url in urls), ignore_conflicts=True)
    content = content_of(draft)
    digest = hash_of(content)
    if digest == before:
        return digest
    draft.last_edit = at
    if before:
        draft.revision += 1
        draft.state = state
    draft.save(update_fields=["last_edit", "revision", "state"])
    Revision.objects.create(draft=draft, number=draft.revision, content=content, content_hash=digest, by=by, at=at)
    return digest
