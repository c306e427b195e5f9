"""A whole exchange as one frozen value, in the order it was said: for the desk and for the records mailbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db.models import Q

from masthead.channels.registry import describe
from masthead.conversations.models import Comment, CommentVersion, Conversation, Reply, Screenshot
from masthead.kernel.window import Window

Side = Literal["public", "agency", "employee"]


@dataclass(frozen=True, slots=True)
class Wording:
    """An earlier wording of a comment; `raw` are the bytes received, if they were asked for."""

    number: int
    text: str
    observed_at: datetime
    raw: bytes = b""
    raw_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """One message. `name` as shown on the channel; `staff` the employee who wrote a reply.

    side: who said it; an employee, where they spoke from an account of their own and not for the agency.
    standing: a state of COMMENT, or "on its way" for a reply not yet read back; raw: the bytes received, if any.
    timed: False where whoever handed it over did not know when it was said; `at` is then when they did.
    """

    id: UUID
    side: Side
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
    timed: bool = True


@dataclass(frozen=True, slots=True)
class Exchange:
    """channel: the channel's id, or "" when an employee handed it over; presence: the account's name and handle.

    private: the public could not read it.
    """

    id: UUID
    title: str
    channel: str
    presence: str
    handle: str
    post: str
    post_url: str
    handed_over_by: str
    said: tuple[Said, ...]
    screenshots: tuple[Screenshot, ...] = ()
    private: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A page of an exchange, without native bytes. `earlier`, `later`: what stands just outside, None at either end."""

    exchange: Exchange
    earlier: UUID | None
    later: UUID | None
    total: int


def exchange_of(conversation: Conversation) -> Exchange:
    """Everything said in `conversation`, both sides, oldest first. Seven queries at most, however long it is."""
    comments = conversation.comments.prefetch_related("versions__raw")
    replies = list(conversation.replies.filter(taken_back_at=None).select_related("author", "seen_as"))
    _, parents = _order(conversation)
    return _exchange(conversation, _said(conversation, list(comments), replies, parents, native=True))


def part_of(conversation: Conversation, window: Window) -> Part:
    """The page of the exchange that `window` asks for. Of what is not shown, ids alone are read."""
    order, parents = _order(conversation)
    low, high = window.of({key: place for place, key in enumerate(order)})
    shown = order[low:high]
    comments = conversation.comments.filter(pk__in=shown).order_by().prefetch_related("versions")
    answers = conversation.replies.filter(Q(pk__in=shown) | Q(seen_as__in=shown), taken_back_at=None)
    said = _said(conversation, list(comments), list(answers.select_related("author")), parents, native=False)
    return Part(
        exchange=_exchange(conversation, said),
        earlier=order[low - 1] if low else None,
        later=order[high] if high < len(order) else None,
        total=len(order),
    )


def _order(conversation: Conversation) -> tuple[list[UUID], dict[UUID, UUID | None]]:
    """The ids of everything said, oldest first: comments, and replies that have not come back as one. And which
    comment each comment answers."""
    told: list[tuple[datetime, str, UUID]] = []
    parents: dict[UUID, UUID | None] = {}
    rows = conversation.comments.order_by().values_list("posted_at", "seen_at", "native_id", "pk", "parent_id")
    for posted, seen, native, key, parent in rows:
        told.append((posted or seen, native, key))
        parents[key] = parent
    replies = conversation.replies.order_by().filter(seen_as=None, taken_back_at=None)
    told += [(said or created, "", key) for said, created, key in replies.values_list("said_at", "created_at", "pk")]
    if conversation.handed_over_by_id:
        return [key for _, _, key in sorted(told, key=lambda one: one[1])], parents
    return [key for *_, key in sorted(told)], parents


def _exchange(conversation: Conversation, said: list[Said]) -> Exchange:
    presence = conversation.presence
    return Exchange(
        id=conversation.pk,
        title=conversation.title,
        channel=presence.channel if presence else "",
        presence=presence.name if presence else "",
        handle=presence.handle if presence else "",
        post=conversation.post_text,
        post_url=str(conversation.root_ref.get("url", "")),
        handed_over_by=conversation.handed_over_by.name if conversation.handed_over_by else "",
        said=tuple(sorted(said, key=_as_handed if conversation.handed_over_by_id else _as_said)),
        screenshots=tuple(conversation.screenshots.all()) if _is_brought(conversation) else (),
        private=conversation.private,
    )


def _is_brought(conversation: Conversation) -> bool:
    """Whether people bring in what was said, and so may have pictures of it."""
    presence = conversation.presence
    return presence is None or describe(presence.channel).capability("pull").answer == "no"


def _as_said(one: Said) -> tuple[datetime, str, UUID]:
    return one.at, one.native_id, one.id


def _as_handed(one: Said) -> str:
    """In the order in which it was handed over: not every message of a paste has a time."""
    return one.native_id


def _said(
    conversation: Conversation,
    comments: list[Comment],
    replies: list[Reply],
    parents: Mapping[UUID, UUID | None],
    *,
    native: bool,
) -> list[Said]:
    """`native`: with the bytes received; `parents`: of every comment of the conversation."""
    by_comment = {reply.seen_as_id: reply for reply in replies if reply.seen_as_id}
    depths = _depths(parents)
    name = conversation.presence.name if conversation.presence else ""
    ours: Side = "employee" if conversation.handed_over_by_id else "agency"
    said = [_comment(row, by_comment.get(row.pk), name, depths[row.pk], ours, native=native) for row in comments]
    # A reply that came back as a comment is told once, by the comment.
    said += [_reply(row, name, depths.get(row.comment_id, 0) + 1) for row in replies if row.seen_as_id is None]
    return said


def _comment(row: Comment, reply: Reply | None, presence: str, depth: int, ours: Side, *, native: bool) -> Said:
    versions = sorted(row.versions.all(), key=lambda version: version.number)
    current = next((version for version in versions if version.pk == row.current_id), None)
    others = (version for version in versions if version is not current)
    return Said(
        id=row.pk,
        side=ours if row.from_us or reply else "public",
        name=presence if reply else row.author_shown,
        staff=reply.author.name if reply else "",
        at=row.posted_at or row.seen_at,
        text=current.text if current else "",
        standing=row.state,
        url=row.url,
        native_id=row.native_id,
        version=current.number if current else 0,
        earlier=tuple(_wording(version, native=native) for version in others),
        raw=bytes(current.raw.content) if current and native else b"",
        raw_sha256=current.raw_id if current else "",
        depth=depth,
        timed=row.posted_at is not None or not row.native_id.startswith("handed-over:"),
    )


def _wording(version: CommentVersion, *, native: bool) -> Wording:
    raw = bytes(version.raw.content) if native else b""
    return Wording(version.number, version.text, version.observed_at, raw, version.raw_id)


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


def _depths(parents: Mapping[UUID, UUID | None]) -> dict[UUID, int]:
    """How deep each comment is nested, 0 for those that answer the post. A ring of parents counts as flat."""
    depths: dict[UUID, int] = {}
    for start in parents:
        path: list[UUID] = []
        at: UUID | None = start
        while at is not None and at in parents and at not in depths and at not in path:
            path.append(at)
            at = parents[at]
        above = depths.get(at, -1) if at else -1
        for step, node in enumerate(reversed(path), start=1):
            depths[node] = above + step
    return depths
