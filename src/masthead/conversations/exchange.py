"""A whole exchange as one frozen value, in the order it was said: for the desk and for the records mailbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from masthead.conversations.models import Comment, Conversation, Reply


@dataclass(frozen=True, slots=True)
class Wording:
    """An earlier wording of a comment."""

    number: int
    text: str
    observed_at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """One message. `side` is who said it; `name` as shown on the channel; `staff` the employee who wrote a reply.

    standing: a state of COMMENT, or "on its way" for a reply not yet read back; raw: the bytes received, if any.
    """

    id: UUID
    side: Literal["public", "agency"]
    name: str
    staff: str
    at: datetime
    text: str
    standing: str
    url: str
    native_id: str
    version: int
    earlier: tuple[Wording, ...] = ()
    raw: bytes = b""
    raw_sha256: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Exchange:
    """channel: the channel's id, or "" when an employee handed it over; presence: the account's name and handle."""

    id: UUID
    title: str
    channel: str
    presence: str
    handle: str
    post: str
    post_url: str
    handed_over_by: str
    said: tuple[Said, ...]


def exchange_of(conversation: Conversation) -> Exchange:
    """Everything said in `conversation`, both sides, oldest first. Five queries, however long it is."""
    comments = list(conversation.comments.select_related("current").prefetch_related("versions__raw"))
    replies = list(conversation.replies.select_related("author", "seen_as"))
    presence = conversation.presence
    by_comment = {reply.seen_as_id: reply for reply in replies if reply.seen_as_id}
    depths = _depths(comments)
    name = presence.name if presence else ""
    said = [_comment(row, by_comment.get(row.pk), name, depths[row.pk]) for row in comments]
    # A reply that came back as a comment is told once, by the comment.
    said += [_reply(row, name, depths.get(row.comment_id, 0) + 1) for row in replies if row.seen_as_id is None]
    return Exchange(
        id=conversation.pk,
        title=conversation.title,
        channel=presence.channel if presence else "",
        presence=name,
        handle=presence.handle if presence else "",
        post=conversation.post_text,
        post_url=str(conversation.root_ref.get("url", "")),
        handed_over_by=conversation.handed_over_by.name if conversation.handed_over_by else "",
        said=tuple(sorted(said, key=lambda one: (one.at, one.native_id, one.id))),
    )


def _comment(row: Comment, reply: Reply | None, presence: str, depth: int) -> Said:
    versions = sorted(row.versions.all(), key=lambda version: version.number)
    current = next((version for version in versions if version.pk == row.current_id), None)
    others = (version for version in versions if version is not current)
    return Said(
        id=row.pk,
        side="agency" if row.from_us or reply else "public",
        name=presence if reply else row.author_shown,
        staff=reply.author.name if reply else "",
        at=row.posted_at or row.seen_at,
        text=current.text if current else "",
        standing=row.state,
        url=row.url,
        native_id=row.native_id,
        version=current.number if current else 0,
        earlier=tuple(Wording(version.number, version.text, version.observed_at) for version in others),
        raw=bytes(current.raw.content) if current else b"",
        raw_sha256=current.raw_id if current else "",
        depth=depth,
    )


def _reply(row: Reply, presence: str, depth: int) -> Said:
    return Said(
        id=row.pk,
        side="agency",
        name=presence,
        staff=row.author.name,
        at=row.said_at or row.created_at,
        text=row.text,
        standing="shown" if row.said_at else "on_its_way",
        url=row.permalink,
        native_id="",
        version=1,
        depth=depth,
    )


def _depths(comments: list[Comment]) -> dict[UUID, int]:
    """How deep each comment is nested, 0 for those that answer the post. A ring of parents counts as flat."""
    parents = {row.pk: row.parent_id for row in comments}
    depths: dict[UUID, int] = {}
    for start in parents:
        path: list[UUID] = []
        at: UUID | None = start
        while at in parents and at not in depths and at not in path:
            path.append(at)
            at = parents[at]
        above = depths.get(at, -1) if at else -1
        for step, node in enumerate(reversed(path), start=1):
            depths[node] = above + step
    return depths
