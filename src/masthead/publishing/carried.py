"""What a delivery carries, as staff name it, and where at the desk it is seen to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from masthead.conversations.models import Reply
from masthead.outbox.models import Delivery
from masthead.publishing.models import Publication, Takedown

_KINDS = ("publication:", "reply:", "takedown:")


@dataclass(frozen=True, slots=True)
class Carried:
    """`title` as it begins a sentence; `path` at the desk, without its host; `people`: ids of those it concerns."""

    title: str
    path: str
    people: tuple[UUID, ...] = ()


def carried_by(deliveries: Sequence[Delivery]) -> dict[str, Carried]:
    """subject of a delivery → what it carries. Three queries, however many there are."""
    subjects = {row.subject for row in deliveries}
    keys = {kind: [UUID(s.partition(":")[2]) for s in subjects if s.startswith(kind)] for kind in _KINDS}
    found = {subject: Carried("Something", reverse("desk:today")) for subject in subjects}
    posts = Publication.objects.filter(pk__in=keys["publication:"])
    for post in posts.values("pk", "draft__title", "draft_id", "draft__author_id", "scheduled_by_id"):
        path = reverse("desk:draft", args=[post["draft_id"]])
        people = (post["draft__author_id"], post["scheduled_by_id"])
        found[f"publication:{post['pk']}"] = Carried(f"“{post['draft__title']}”", path, tuple(dict.fromkeys(people)))
    takedowns = Takedown.objects.filter(pk__in=keys["takedown:"])
    for row, publication, title, by in takedowns.values_list("pk", "publication_id", "publication__draft__title", "by"):
        path = reverse("desk:publication_take_down", args=[publication])
        found[f"takedown:{row}"] = Carried(f"The takedown of “{title}”", path, (by,))
    replies = Reply.objects.filter(pk__in=keys["reply:"])
    for reply, conversation, title, author in replies.values_list(
        "pk", "conversation_id", "conversation__title", "author"
    ):
        path = reverse("desk:conversation", args=[conversation])
        found[f"reply:{reply}"] = Carried(f"A reply in “{title}”", path, (author,))
    return found
