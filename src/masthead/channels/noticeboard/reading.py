"""What a page of the Noticeboard shows: posts, and under a post its comments with the agency's answers. Read only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from masthead.channels.noticeboard.models import NoticeboardComment, NoticeboardPost
from masthead.kernel.refusals import NotFound
from masthead.kernel.window import Window


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
    """Posts shown now, newest first, with their images and film; with `before`, those older than that post."""
    posts = NoticeboardPost.objects.filter(taken_down_at=None, thread=None)
    if handle:
        posts = posts.filter(handle=handle)
    if before:
        older = Q(put_up_at__lt=before.put_up_at) | Q(put_up_at=before.put_up_at, pk__lt=before.pk)
        posts = posts.filter(older)
    return list(posts.select_related("film").prefetch_related("images")[:limit])


def post_shown(post_id: UUID) -> NoticeboardPost:
    """Raises NotFound when it was taken down or never was."""
    posts = NoticeboardPost.objects.select_related("film")
    post = posts.filter(pk=post_id, taken_down_at=None, thread=None).first()
    if post is None:
        raise NotFound("That post is no longer here.")
    return post


@dataclass(frozen=True, slots=True)
class Part:
    """A page of a thread in reading order. `earlier` and `later` name the entries just outside, None at either end.

    comments: how many the whole thread holds, without the agency's answers.
    """

    entries: tuple[Entry, ...]
    earlier: UUID | None
    later: UUID | None
    comments: int


def thread(post: NoticeboardPost, window: Window | None = None) -> Part:
    """Comments and answers under a post, in reading order: those in `window`, or all of them.

    Four queries however long the thread: the order is found by ids alone, and words are read only of what is shown.
    """
    order = _order(post)
    low, high = window.of({key: place for place, (key, *_) in enumerate(order)}) if window else (0, len(order))
    shown = order[low:high]
    comments = NoticeboardComment.objects.in_bulk([key for key, _, staff in shown if not staff])
    replies = NoticeboardPost.objects.in_bulk([key for key, _, staff in shown if staff])
    rows = ((replies if staff else comments).get(key) for key, _, staff in shown)
    return Part(
        entries=tuple(_entry(row, depth) for row, (_, depth, _) in zip(rows, shown, strict=True) if row),
        earlier=order[low - 1][0] if low else None,
        later=order[high][0] if high < len(order) else None,
        comments=sum(not staff for _, _, staff in order),
    )


_Place = tuple[UUID, int, bool]
"""What is shown at a place of the thread: its id, its depth, and whether it is the agency's answer."""


def _order(post: NoticeboardPost) -> list[_Place]:
    """Every place of the thread in reading order, by ids alone. Two queries."""
    comments = NoticeboardComment.objects.filter(Q(state="visible") | Q(state="hidden"), post=post)
    told = list(comments.values_list("pk", "parent_id", "confirmed_at", "submitted_at"))
    shown = {key for key, *_ in told}
    beneath: dict[UUID | None, list[tuple[datetime, UUID, bool]]] = {}
    for key, parent, confirmed, submitted in told:
        # An answer to a comment whose author deleted it moves up to the post rather than disappear with it.
        beneath.setdefault(parent if parent in shown else None, []).append((confirmed or submitted, key, False))
    replies = post.official_replies.filter(taken_down_at=None).values_list("pk", "answers_id", "put_up_at")
    for key, answers, put_up in replies:
        beneath.setdefault(answers if answers in shown else None, []).append((put_up, key, True))
    order: list[_Place] = []
    # A stack, not recursion: a thread may be deeper than Python's.
    stack = [(row, 0) for row in sorted(beneath.get(None, []), reverse=True)]
    while stack:
        (_, key, staff), depth = stack.pop()
        order.append((key, depth, staff))
        if not staff:
            stack.extend((below, depth + 1) for below in sorted(beneath.get(key, []), reverse=True))
    return order


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
