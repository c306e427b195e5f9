"""From rows to facts: what the checks are told about a draft, for each presence it would go to."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import cast
from uuid import UUID

from masthead.agencies.models import the_agency
from masthead.channels.port import AssetFile, Measure, Post
from masthead.channels.registry import connect, describe
from masthead.checks.engine.facts import (
    ApprovalFacts,
    AssetFacts,
    ChannelFacts,
    DraftFacts,
    LinkFacts,
    PersonShown,
)
from masthead.links.find import find_links
from masthead.links.models import Dossier
from masthead.links.sign import latest_dossiers
from masthead.media.models import Asset, Who
from masthead.policy.in_force import rulebook
from masthead.presences.gates import presence_is_live_before_posting
from masthead.presences.models import Presence
from masthead.publishing.content import content_of, hash_of
from masthead.publishing.models import Draft, Word


def load(draft_id: UUID) -> Draft:
    """A draft with everything facts and content read, in a constant number of queries."""
    return (
        Draft.objects.select_related("author", "commitment")
        .prefetch_related(
            "variants__presence__connection", "attachments__asset__depictions__permissions", "answers__by"
        )
        .get(pk=draft_id)
    )


def facts_for(draft: Draft, presence: Presence | None, *, at: datetime, text: str | None = None) -> DraftFacts:
    """The facts of `draft` as it would go to `presence`, or to none in particular (while nothing is chosen yet)."""
    agency = the_agency()
    today = at.astimezone(agency.zone).date() if agency else at.date()
    words = text if text is not None else _words(draft, presence)
    dossiers = latest_dossiers([found.url for found in find_links(words)])
    approval = draft.approvals.filter(outcome="approved").select_related("decided_by").first()
    return DraftFacts(
        text=words,
        links=tuple(_link(found.url, found.start, found.end, dossiers.get(found.url)) for found in find_links(words)),
        assets=tuple(asset_facts(attachment.asset, today) for attachment in draft.attachments.all()),
        commitment=draft.commitment.name if draft.commitment else None,
        audience=draft.audience or None,
        channel=_channel(draft, presence, words, at) if presence else None,
        presence_is_official=(
            presence_is_live_before_posting(name=presence.name, state=presence.state) is None if presence else None
        ),
        presence_reason=(presence_is_live_before_posting(name=presence.name, state=presence.state) or "")
        if presence
        else "",
        last_edit=draft.last_edit,
        leaves_at=draft.leaves_at or at,
        approval=ApprovalFacts(
            author=draft.author.actor_id,
            approver=approval.decided_by.actor_id if approval and approval.decided_by else None,
            same_content=bool(approval and approval.content_hash == hash_of(content_of(draft))),
        ),
        dictionary=frozenset(Word.objects.values_list("word", flat=True)),
        names=_names(agency.name if agency else "", agency.short_name if agency else ""),
    )


def asset_facts(asset: Asset, today: date) -> AssetFacts:
    """What the checks are told of one picture. A picture nobody has looked at for people is told as such."""
    people = tuple(
        PersonShown(kind=cast("Who", shown.kind), permission=shown.permission_on(today), name=shown.name)
        for shown in asset.depictions.all()
    )
    return AssetFacts(
        kind="image",
        alt=asset.alt_text,
        people=people,
        people_listed=bool(people) or asset.nobody_shown,
        licence=asset.licence,
        id=str(asset.id),
        name=asset.name,
        mime=asset.mime,
        bytes=asset.bytes,
        width=asset.width,
        height=asset.height,
    )


def _words(draft: Draft, presence: Presence | None) -> str:
    for variant in draft.variants.all():
        if presence is not None and variant.presence_id == presence.pk and variant.text:
            return variant.text
    return draft.text


def _link(url: str, start: int, end: int, dossier: Dossier | None) -> LinkFacts:
    if dossier is None:
        return LinkFacts(url=url, state="unresearched", start=start, end=end)
    return LinkFacts(
        url=url,
        state=dossier.verdict,
        final_url=dossier.final_url,
        title=dossier.title,
        signed_by=dossier.signed_by.name if dossier.signed_by else "",
        start=start,
        end=end,
    )


def _channel(draft: Draft, presence: Presence, words: str, at: datetime) -> ChannelFacts:
    measured = measure(draft, presence, words, at=at)
    return ChannelFacts(
        name=describe(presence.channel).name,
        violations=measured.violations,
        over_from=measured.over_from,
    )


def measure(draft: Draft, presence: Presence, words: str, *, at: datetime) -> Measure:
    """What the presence's channel says of these words and pictures, offline."""
    files = tuple(
        AssetFile(Path(a.asset.published.path), a.asset.mime, a.asset.alt_text) for a in draft.attachments.all()
    )
    connection = getattr(presence, "connection", None)
    channel = connect(presence.channel, connection.settings if connection else {}, {})
    return channel.measure(Post(text=words, created_at=at, assets=files))


def _names(*names: str) -> frozenset[str]:
    found = {word for name in names for word in (name, *name.split()) if word}
    facts = rulebook().policy.facts.get("names", ())
    return frozenset(found | {str(name) for name in facts})
