"""What a page of the Noticeboard shows: posts, and under a post its comments with the agency's answers. Read only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from masthead.channels.noticeboard.models import NoticeboardComment, NoticeboardPost
from masthead.kernel.refusals import NotFound


@dataclass(frozen=True, slots=True)
class Entry:
    """A comment as the page shows it, answers beneath. A hidden one keeps its place and loses its words.

    depth: 0 for a comment on the post itself; staff: written in the agency's name.
    """

    id: UUID
    author_shown: str
    text: str
    at: datetime
    edited_at: datetime | None
    staff: bool
    hidden: bool
    depth: int


def front(*, before: NoticeboardPost | None = None, handle: str = "", limit: int = 20) -> list[NoticeboardPost]:
    """Posts shown now, newest first, with their images read along; with `before`, those older than that post."""
    posts = NoticeboardPost.objects.filter(taken_down_at=None, thread=None)
    if handle:
        posts = posts.filter(handle=handle)
    if before:
        older = Q(put_up_at__lt=before.put_up_at) | Q(put_up_at=before.put_up_at, pk__lt=before.pk)
        posts = posts.filter(older)
    return list(posts.prefetch_related("images")[:limit])


def post_shown(post_id: UUID) -> NoticeboardPost:
    """Raises NotFound when it was taken down or never was."""
    post = NoticeboardPost.objects.filter(pk=post_id, taken_down_at=None, thread=None).first()
    if post is None:
        raise NotFound("That post is no longer here.")
    return post


def thread(post: NoticeboardPost) -> list[Entry]:
    """Comments and answers under a post, in reading order. Two queries however long it is."""
    comments = list(
        NoticeboardComment.objects.filter(post=post)
        .filter(Q(state="visible") | Q(state="hidden"))
        .order_by("confirmed_at")
    )
    shown = {comment.pk for comment in comments}
    beneath: dict[UUID | None, list[NoticeboardComment | NoticeboardPost]] = {}
    for comment in comments:
        # An answer to a comment whose author deleted it moves up to the post rather than disappear with it.
        parent = comment.parent_id if comment.parent_id in shown else None
        beneath.setdefault(parent, []).append(comment)
    for reply in post.official_replies.filter(taken_down_at=None):
        beneath.setdefault(reply.answers_id if reply.answers_id in shown else None, []).append(reply)
    entries: list[Entry] = []
    # A stack, not recursion: a thread may be deeper than Python's.
    stack = [(row, 0) for row in _latest_first(beneath.get(None, []))]
    while stack:
        row, depth = stack.pop()
        entries.append(_entry(row, depth))
        if isinstance(row, NoticeboardComment):
            stack.extend((below, depth + 1) for below in _latest_first(beneath.get(row.pk, [])))
    return entries


def _latest_first(rows: Sequence[NoticeboardComment | NoticeboardPost]) -> list[NoticeboardComment | NoticeboardPost]:
    return sorted(rows, key=_when, reverse=True)


def _when(row: NoticeboardComment | NoticeboardPost) -> datetime:
    return row.put_up_at if isinstance(row, NoticeboardPost) else (row.confirmed_at or row.submitted_at)


def _entry(row: NoticeboardComment | NoticeboardPost, depth: int) -> Entry:
    staff = isinstance(row, NoticeboardPost)
    hidden = isinstance(row, NoticeboardComment) and row.state == "hidden"
    return Entry(
        id=row.pk,
        author_shown=row.handle if isinstance(row, NoticeboardPost) else row.author_shown,
        text="" if hidden else row.text,
        at=_when(row),
        edited_at=row.edited_at,
        staff=staff,
        hidden=hidden,
        depth=depth,
    )
