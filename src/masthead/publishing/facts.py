"""From rows to facts: what the checks are told about a draft, for each presence it would go to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import cast
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from masthead.agencies.models import Agency, the_agency
from masthead.channels.post import AssetFile, Measure, Post
from masthead.channels.registry import connect, describe
from masthead.checks.engine.facts import (
    ApprovalFacts,
    AssetFacts,
    ChannelFacts,
    DraftFacts,
    PersonShown,
)
from masthead.kernel.refusals import NotFound
from masthead.links.facts import link_facts
from masthead.media.captioned import cues_of
from masthead.media.models import CAPTIONS_MIME, Asset, Permission, Use, Who
from masthead.outbox.lend import lent_at, public_address
from masthead.presences.facts import as_spoken_by
from masthead.presences.known_names import known_names, known_words
from masthead.presences.models import Presence
from masthead.publishing.content import content_of, hash_of
from masthead.publishing.edits import last_edit_of
from masthead.publishing.models import Draft


def load(draft_id: UUID) -> Draft:
    """A draft with everything facts and content read, in a constant number of queries."""
    return load_all([draft_id]).get()


def load_all(ids: Collection[UUID]) -> QuerySet[Draft]:
    """The drafts of these ids, each as `load` gives it; together, in no more queries than one takes."""
    return (
        Draft.objects.filter(pk__in=ids)
        .select_related("author", "commitment")
        .prefetch_related(
            "variants__presence__connection",
            "variants__presence__profile",
            # Forms may be ten megabytes each, and no check reads them.
            Prefetch("attachments__asset__depictions__permissions", queryset=Permission.objects.defer("form")),
            "answers__by",
        )
    )


def find_draft(draft_id: UUID) -> Draft:
    """What `load` gives, for whoever asked by an id. Raises NotFound."""
    try:
        return load(draft_id)
    except Draft.DoesNotExist:
        raise NotFound("There is no such draft.") from None


def common_facts(draft: Draft, *, at: datetime, leaving: bool = False) -> DraftFacts:
    """What is true of `draft` on every presence: everything but its words and their channel.

    `leaving`: it leaves at `at`, whatever hour it was meant for.
    """
    agency = the_agency()
    today = agency.day(at) if agency else at.date()
    leaves = at if leaving else draft.leaves_at or at
    leaving_on = agency.day(leaves) if agency else leaves.date()
    approval = draft.approvals.filter(outcome="approved").select_related("decided_by").first()
    return DraftFacts(
        text="",
        assets=_assets(draft, today, Use("", draft.commitment_id)),
        # One that has ended is no commitment any more; the day that counts is the day the post would leave.
        commitment=draft.commitment.name if draft.commitment and not draft.commitment.has_ended(leaving_on) else None,
        audience=draft.audience or None,
        last_edit=last_edit_of(draft),
        leaves_at=leaves,
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


def assets_on(draft: Draft, presence: Presence, *, at: datetime, agency: Agency | None) -> tuple[AssetFacts, ...]:
    """The draft's pictures and videos as they are on one presence: a permission may be for some channels only."""
    today = agency.day(at) if agency else at.date()
    return _assets(draft, today, Use(presence.channel, draft.commitment_id))


def _assets(draft: Draft, today: date, use: Use) -> tuple[AssetFacts, ...]:
    return tuple(asset_facts(attachment.asset, today, use) for attachment in draft.attachments.all())


def on_presence(
    facts: DraftFacts, draft: Draft, presence: Presence, *, at: datetime, agency: Agency | None
) -> DraftFacts:
    """`facts` as they are on one presence: what its channel says of the words, and whether it may speak."""
    there = as_spoken_by(presence, facts, at=at, agency=agency)
    return replace(there, channel=_channel(draft, presence, facts.text, at, agency))


def asset_facts(asset: Asset, today: date, use: Use | None = None) -> AssetFacts:
    """What the checks are told of one picture or video. One nobody has looked at for people is told as such."""
    people = tuple(
        PersonShown(kind=cast("Who", shown.kind), permission=shown.permission_on(today, use), name=shown.name)
        for shown in asset.depictions.all()
    )
    return AssetFacts(
        kind="video" if asset.kind == "video" else "image",
        alt=asset.alt_text,
        people=people,
        people_listed=bool(people) or asset.nobody_shown,
        licence=asset.licence,
        captions=True if asset.captions_sha256 or asset.captions_shown else None,
        id=str(asset.id),
        name=asset.name,
        mime=asset.mime,
        bytes=asset.bytes,
        width=asset.width,
        height=asset.height,
        public_event=asset.public_event,
        cues=cues_of(asset),
        captions_language=asset.captions_language,
        length=asset.length,
        text_shown=asset.text_shown,
        faces=asset.faces_seen,
        contrast=None if asset.letters_contrast is None else float(asset.letters_contrast),
        rights=asset.file_says.rights if asset.file_says else "",
        maker=asset.licence_note or (asset.file_says.creator if asset.file_says else ""),
        # Asked for where a letter is claimed alone: one more question for few pictures.
        evidence=asset.evidence.exists() if asset.licence == "permission-letter" else None,
        names_place=asset.place_leaves,
    )


def _channel(draft: Draft, presence: Presence, words: str, at: datetime, agency: Agency | None) -> ChannelFacts:
    measured = measure(draft, presence, words, at=at, agency=agency)
    return ChannelFacts(
        name=describe(presence.channel).name,
        violations=measured.violations,
        over_from=measured.over_from,
    )


def measure(draft: Draft, presence: Presence, words: str, *, at: datetime, agency: Agency | None) -> Measure:
    """What the presence's channel says of these words and pictures, offline."""
    assets = [attachment.asset for attachment in draft.attachments.all()]
    base = public_address(agency)
    files = tuple(
        AssetFile(
            Path(asset.published.path),
            asset.mime,
            asset.alt_text,
            lent_at(base, name=str(asset.published.name), sha256=asset.published_sha256, mime=asset.mime),
            name=asset.name,
        )
        for asset in assets
    )
    files += tuple(
        AssetFile(Path(a.captions.path), CAPTIONS_MIME, lang=a.captions_language) for a in assets if a.captions_sha256
    )
    connection = getattr(presence, "connection", None)
    channel = connect(presence.channel, connection.settings if connection else {}, {})
    return channel.measure(Post(text=words, created_at=at, assets=files))
