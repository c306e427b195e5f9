"""What waits of presences, posts, pictures and links."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from masthead.agencies.models import Person
from masthead.conversations.models import Reply
from masthead.desk.waiting.line import FEW, Waiting, counted
from masthead.links.models import Dossier
from masthead.media.models import Permission
from masthead.outbox.models import Delivery
from masthead.presences.models import Presence
from masthead.publishing.models import Approval, Draft

_ENDS_WITHIN = timedelta(days=14)
"""A signature takes time to get again: so long before a permission ends, somebody is told."""
_CARRIED = ("publication:", "reply:")
_STUCK = {
    "unknown": ("help_outline", "may or may not be published"),
    "held": ("do_not_disturb", "is held"),
    "rejected": ("error", "was refused by the channel"),
}
_DRAFT_WORDS = {"returned": ("undo", "Returned"), "approved": ("schedule", "Approved, to be scheduled")}


def to_approve(person: Person) -> QuerySet[Approval]:
    """Requests `person` may decide: nobody approves what they wrote or asked for."""
    waiting = Approval.objects.filter(outcome="waiting")
    return waiting.exclude(asked_by=person).exclude(draft__author=person)


def to_discuss(person: Person) -> QuerySet[Presence]:
    return Presence.objects.filter(state__in=["proposed", "in_discussion"])


def deliveries(person: Person, at: datetime) -> list[Waiting]:
    rows = Delivery.objects.filter(state__in=_STUCK).select_related("presence").order_by("-updated_at")[:FEW]
    posts = _found_at([row.subject for row in rows])
    lines = []
    for row in rows:
        title, url = posts[row.subject]
        icon, word = _STUCK[row.state]
        said = f"{row.error} {row.cure}".strip()
        lines.append(Waiting("now", icon, f"{title} {word} on {row.presence.name}", url, said, "Look into it"))
    return lines


def _found_at(subjects: list[str]) -> dict[str, tuple[str, str]]:
    """subject of a delivery → (what it carries, address). Two queries."""
    keys = {kind: [UUID(s.partition(":")[2]) for s in subjects if s.startswith(kind)] for kind in _CARRIED}
    found = {subject: ("Something", reverse("desk:today")) for subject in subjects}
    drafts = Draft.objects.filter(publications__pk__in=keys["publication:"])
    for publication, title, draft in drafts.values_list("publications__pk", "title", "pk"):
        found[f"publication:{publication}"] = (f"“{title}”", reverse("desk:draft", args=[draft]))
    replies = Reply.objects.filter(pk__in=keys["reply:"])
    for reply, conversation, title in replies.values_list("pk", "conversation_id", "conversation__title"):
        found[f"reply:{reply}"] = (f"A reply in “{title}”", reverse("desk:conversation", args=[conversation]))
    return found


def connections(person: Person, at: datetime) -> list[Waiting]:
    rows = Presence.objects.filter(state__in=["live", "paused"]).exclude(connection__trouble="")
    return [
        Waiting(
            "now",
            "error",
            f"{row.name} cannot be reached",
            reverse("desk:presence", args=[row.pk]),
            row.connection.trouble,
            "Connect again",
        )
        for row in rows.filter(connection__isnull=False).select_related("connection").order_by("name")[:FEW]
    ]


def approvals(person: Person, at: datetime) -> list[Waiting]:
    rows = to_approve(person).select_related("draft", "asked_by").order_by("asked_at")[:FEW]
    return [
        Waiting(
            "today",
            "check_circle_outline",
            row.draft.title,
            reverse("desk:approval", args=[row.pk]),
            f"{row.asked_by.name} asks for approval.",
            "Read and decide",
        )
        for row in rows
    ]


def proposals(person: Person, at: datetime) -> list[Waiting]:
    rows = to_discuss(person).select_related("proposed_by").order_by("proposed_at")[:FEW]
    return [
        Waiting(
            "today",
            "groups",
            f"Proposed presence: {row.name}",
            reverse("desk:presence", args=[row.pk]),
            f"{row.proposed_by.name} proposes it.",
            "Discuss and decide",
        )
        for row in rows
    ]


def drafts(person: Person, at: datetime) -> list[Waiting]:
    rows = Draft.objects.filter(author=person, state__in=_DRAFT_WORDS).order_by("-last_edit")[:FEW]
    lines = []
    for row in rows:
        icon, word = _DRAFT_WORDS[row.state]
        lines.append(Waiting("today", icon, f"{word}: {row.title}", reverse("desk:draft", args=[row.pk])))
    return lines


def permissions(person: Person, at: datetime) -> list[Waiting]:
    today = timezone.localdate(at)
    ending = Permission.objects.filter(revoked_at=None, expires_on__gte=today, expires_on__lte=today + _ENDS_WITHIN)
    rows = ending.select_related("depiction__asset").order_by("expires_on")[:FEW]
    return [
        Waiting(
            "week",
            "identification",
            f"A permission for “{row.depiction.asset.name}” ends on {row.expires_on:%B} {row.expires_on.day}",
            reverse("desk:asset", args=[row.depiction.asset_id]),
            f"Signed by {row.signer}. After that day the picture may not be used in new posts.",
            "Ask again",
        )
        for row in rows
        if row.expires_on
    ]


def dossiers(person: Person, at: datetime) -> list[Waiting]:
    count = Dossier.objects.filter(signed_at=None, state__in=["ok", "blocked"]).count()
    if not count:
        return []
    title = f"{counted(count, 'link', 'links')} researched, not signed"
    return [Waiting("week", "link", title, reverse("desk:links") + "?unsigned=1", "", "Read and sign")]
