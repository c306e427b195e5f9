"""What stood before a comment in its conversation: by the time it was said, as the platform tells it."""

from __future__ import annotations

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from masthead.conversations.models import Comment


def said_before(comment: Comment) -> QuerySet[Comment]:
    """The other comments of its conversation that were said no later, the newest first. Many that were said at other
    times may be taken in at once; where a platform tells no time, it is when the desk saw them."""
    rows = comment.conversation.comments.exclude(pk=comment.pk).annotate(said=Coalesce("posted_at", "seen_at"))
    return rows.filter(said__lte=comment.posted_at or comment.seen_at).order_by("-said", "-id")
