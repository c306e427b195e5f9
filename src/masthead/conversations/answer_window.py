"""Until when a private message can be answered, where its platform allows an answer for some hours only."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Max
from django.db.models.functions import Coalesce

from masthead.channels.registry import describe
from masthead.conversations.models import Conversation


def answerable_until(conversation: Conversation) -> datetime | None:
    """When the platform takes no answer any more; None where it sets no time, or nobody of the public has written."""
    hours = describe(conversation.presence.channel).messages_within if conversation.presence else 0
    if not conversation.private or not hours:
        return None
    theirs = conversation.comments.filter(from_us=False)
    last = theirs.aggregate(last=Max(Coalesce("posted_at", "seen_at")))["last"]
    return last + timedelta(hours=hours) if last else None


def too_late(conversation: Conversation, leaves_at: datetime) -> str:
    """Why an answer that leaves at `leaves_at` would be refused there, with the cure; "" where it would not."""
    until = answerable_until(conversation)
    if until is None or leaves_at < until or conversation.presence is None:
        return ""
    channel = describe(conversation.presence.channel)
    return (
        f"{channel.name} takes an answer only within {channel.messages_within} hours of the person's last message."
        f" Answer on {channel.name} itself, if it lets you, or wait until they write again."
    )
