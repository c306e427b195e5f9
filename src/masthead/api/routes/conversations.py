"""Conversations: read an exchange as it was captured, and reply on the same channel."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Router, Schema, Status

from masthead.api.access import ApiRequest, needs
from masthead.api.pages import PageOut, page_of
from masthead.conversations.models import Comment, Conversation
from masthead.conversations.reply import reply
from masthead.conversations.who_reads import readable_by
from masthead.kernel.clock import now
from masthead.kernel.refusals import NotFound

router = Router(tags=["conversations"])


class ConversationOut(Schema):
    id: UUID
    presence_id: UUID | None
    title: str
    private: bool
    state: str
    last_event_at: datetime


class CommentOut(Schema):
    id: UUID
    author_shown: str
    from_us: bool
    state: str
    text: str
    url: str
    seen_at: datetime

    @staticmethod
    def resolve_text(comment: Comment) -> str:
        return comment.current.text if comment.current else ""


class ReplyIn(Schema):
    text: str
    reason: str = ""


class ReplyOut(Schema):
    id: UUID
    comment_id: UUID
    text: str


@router.get("", response=PageOut)
@needs("conversations.see", "read")
def conversation_list(request: ApiRequest, after: str = "", state: str = "") -> dict[str, Any]:
    rows = Conversation.objects.filter(readable_by(request.person))
    rows = rows.filter(state=state) if state else rows
    return page_of(rows, after, ConversationOut.from_orm)


@router.get("/{conversation_id}", response=ConversationOut)
@needs("conversations.see", "read")
def conversation(request: ApiRequest, conversation_id: UUID) -> Conversation:
    found = Conversation.objects.filter(readable_by(request.person), pk=conversation_id).first()
    if found is None:
        raise NotFound("There is no such conversation.")
    return found


@router.get("/{conversation_id}/comments", response=PageOut)
@needs("conversations.see", "read")
def conversation_comments(request: ApiRequest, conversation_id: UUID, after: str = "") -> dict[str, Any]:
    readable = Conversation.objects.filter(readable_by(request.person), pk=conversation_id)
    rows = Comment.objects.filter(conversation__in=readable).select_related("current")
    return page_of(rows, after, CommentOut.from_orm)


@router.post("/comments/{comment_id}/reply", response={201: ReplyOut})
@needs("conversations.reply", "write")
def reply_to_comment(request: ApiRequest, comment_id: UUID, given: ReplyIn) -> Status[Any]:
    comment = Comment.objects.filter(pk=comment_id).first()
    if comment is None:
        raise NotFound("There is no such comment.")
    return Status(201, reply(by=request.person, at=now(), comment=comment, text=given.text, reason=given.reason))
