"""From rows to facts: what the checks are told about a draft, for each presence it would go to."""

from __future__ import annotations

from dataclasses import replace
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
    PersonShown,
)
from masthead.links.facts import link_facts
from masthead.media.models import Asset, Who
from masthead.presences.gates import presence_is_live_before_posting
from masthead.presences.known_names import known_names, known_words
from masthead.presences.models import Presence
from masthead.publishing.content import content_of, hash_of
from masthead.publishing.models import Draft


def load(draft_id: UUID) -> Draft:
    """A draft with everything facts and content read, in a constant number of queries."""
    return (
        Draft.objects.select_related("author", "commitment")
        .prefetch_related(
            "variants__presence__connection", "attachments__asset__depictions__permissions", "answers__by"
        )
        .get(pk=draft_id)
    )


def common_facts(draft: Draft, *, at: datetime) -> DraftFacts:
    """What is true of `draft` on every presence: everything but its words and their channel."""
    agency = the_agency()
    today = at.astimezone(agency.zone).date() if agency else at.date()
    approval = draft.approvals.filter(outcome="approved").select_related("decided_by").first()
    return DraftFacts(
        text="",
        assets=tuple(asset_facts(attachment.asset, today) for attachment in draft.attachments.all()),
        commitment=draft.commitment.name if draft.commitment else None,
        audience=draft.audience or None,
        last_edit=draft.last_edit,
        leaves_at=draft.leaves_at or at,
        approval=ApprovalFacts(
            author=draft.author.actor_id,
            approver=approval.decided_by.actor_id if approval and approval.decided_by else None,
            same_content=bool(approval and approval.content_hash == hash_of(content_of(draft))),
        ),
        dictionary=known_words(),
        names=known_names(),
    )


def with_words(common: DraftFacts, words: str) -> DraftFacts:
    """`common` with the words of a post and the research of their links."""
    return replace(common, text=words, links=link_facts(words))


def on_presence(facts: DraftFacts, draft: Draft, presence: Presence, *, at: datetime) -> DraftFacts:
    """`facts` as they are on one presence: what its channel says of the words, and whether it may speak."""
    closed = presence_is_live_before_posting(name=presence.name, state=presence.state)
    return replace(
        facts,
        channel=_channel(draft, presence, facts.text, at),
        presence_is_official=closed is None,
        presence_reason=closed or "",
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
