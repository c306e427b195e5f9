"""What conversations can tell a review: what the public said on a presence, and how soon it was answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from statistics import median

from masthead.conversations.in_public import said_in_public
from masthead.conversations.models import Comment, Conversation, Reply
from masthead.presences.evidence import Figure, register
from masthead.presences.models import Presence

MOST = 2000
"""Answers looked at for the time they took: the newest."""


def answered(presence: Presence, since: datetime, until: datetime) -> Iterator[Figure]:
    """Comments, private messages, conversations that still wait, and the usual time to answer. Four queries."""
    comments = said_in_public().filter(presence=presence, seen_at__gt=since, seen_at__lte=until).count()
    yield Figure("Comments from the public", str(comments))
    written = Comment.objects.filter(presence=presence, from_us=False, conversation__private=True)
    if messages := written.filter(seen_at__gt=since, seen_at__lte=until).count():
        yield Figure("Private messages", str(messages))
    waiting = Conversation.objects.filter(presence=presence, state="open").count()
    yield Figure("Conversations that owe a reply", str(waiting), asks=waiting > 0)
    replies = Reply.objects.filter(conversation__presence=presence, said_at__gt=since, said_at__lte=until)
    times = replies.order_by("-said_at").values_list("comment__posted_at", "comment__seen_at", "said_at")[:MOST]
    took = [(said - (posted or seen)).total_seconds() for posted, seen, said in times if said]
    if took:
        yield Figure("Time to answer", f"Half within {_spoken(median(took))}.")


def _spoken(seconds: float) -> str:
    hours = max(seconds, 0) / 3600
    if hours < 1:
        return f"{max(round(hours * 60), 1)} minutes"
    return f"{round(hours)} hours" if hours < 48 else f"{round(hours / 24)} days"


register("2 conversations", answered)
