"""Where the author of a comment can be told something. Only the Noticeboard knows an address, and never shows it."""

from __future__ import annotations

from uuid import UUID

from masthead.channels.noticeboard.models import NoticeboardComment
from masthead.channels.registry import on_own_pages
from masthead.conversations.models import Comment


def address_of(comment: Comment) -> str:
    """The confirmed e-mail address of the author, or "" where the channel gives none."""
    kind, _, key = comment.native_id.partition(":")
    if comment.presence is None or comment.presence.channel not in on_own_pages() or kind != "comment":
        return ""
    try:
        found = NoticeboardComment.objects.filter(pk=UUID(key)).exclude(confirmed_at=None).first()
    except ValueError:
        return ""
    return found.email if found else ""
