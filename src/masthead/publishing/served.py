"""What was said for each program and goal, and by each bureau, whatever the desk has said.

A post hangs on the commitment its draft names; a comment and an answer hang on the post they stand under. What stands
under no post of ours hangs on none. The database counts by post and presence; what is added up here is a line for each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count, DurationField, F, Q, Sum
from django.db.models.functions import Coalesce

from masthead.conversations.in_public import said_in_public
from masthead.conversations.models import Reply
from masthead.outbox.models import Delivery
from masthead.outbox.states import ARRIVED
from masthead.presences.models import Presence
from masthead.presences.states import ENDED
from masthead.publishing.models import Metric, Publication


@dataclass(frozen=True, slots=True)
class Served:
    """Presences as they are now, the rest within the time asked for. waited: of all answers together.

    views, likes, shares, answers_there: what the platforms count, as last read; None where none of them told it.
    counted: posts of which a platform told anything.
    """

    presences: int = 0
    posts: int = 0
    comments: int = 0
    removed: int = 0
    answers: int = 0
    waited: timedelta = timedelta()
    counted: int = 0
    views: int | None = None
    likes: int | None = None
    shares: int | None = None
    answers_there: int | None = None

    @property
    def took(self) -> timedelta | None:
        """To an answer, on average; None where there was none."""
        return self.waited / self.answers if self.answers else None

    @property
    def anything(self) -> bool:
        return bool(self.presences or self.posts or self.comments or self.answers)

    def and_also(self, more: Served) -> Served:
        return Served(*(_together(getattr(self, name), getattr(more, name)) for name in self.__slots__))

    @property
    def there(self) -> list[tuple[int, str]]:
        """What the platforms told, each with its word."""
        found = ((getattr(self, name), one, many) for name, one, many in _WORDS)
        return [(number, one if number == 1 else many) for number, one, many in found if number is not None]


_WORDS = (
    ("views", "view", "views"),
    ("likes", "like", "likes"),
    ("shares", "share", "shares"),
    ("answers_there", "comment by a reader", "comments by readers"),
)
"""What platforms count is counted of readers: what we replied has a column of its own."""


def _together(one: Any, other: Any) -> Any:
    """Their sum; of what only one of them knows, what that one knows."""
    if one is None or other is None:
        return other if one is None else one
    return one + other


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """From `since` up to `until`, perhaps of one commitment or one bureau alone."""

    since: datetime
    until: datetime
    commitment: UUID | None = None
    bureau: UUID | None = None


Line = tuple[str, UUID, Served]
"""What was said under one post (its subject, or "" for none) of one presence."""


class Figures:
    """Read once, in seven queries; then told by commitment, bureau or presence. A key of None is what has none."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked

    def by_commitment(self) -> dict[UUID | None, Served]:
        found = self._added(lambda post, presence: self._commitments.get(post))
        for _, served in self._presences.values():
            for key in served or (None,):
                if self.asked.commitment in (None, key):
                    found[key] = found[key].and_also(Served(presences=1))
        return found

    def by_bureau(self) -> dict[UUID | None, Served]:
        found = self._added(lambda post, presence: self._bureaus.get(presence))
        for bureau, served in self._presences.values():
            if self.asked.commitment is None or self.asked.commitment in served:
                found[bureau] = found[bureau].and_also(Served(presences=1))
        return found

    def by_presence(self) -> dict[UUID | None, Served]:
        found = self._added(lambda post, presence: presence)
        for key, (_, served) in self._presences.items():
            if self.asked.commitment is None or self.asked.commitment in served:
                found[key] = replace(found[key], presences=1)
        return found

    def _added(self, key_of: Callable[[str, UUID], UUID | None]) -> defaultdict[UUID | None, Served]:
        found: defaultdict[UUID | None, Served] = defaultdict(Served)
        for post, presence, line in self._lines:
            if self.asked.bureau and self._bureaus.get(presence) != self.asked.bureau:
                continue
            if self.asked.commitment and self._commitments.get(post) != self.asked.commitment:
                continue
            key = key_of(post, presence)
            found[key] = found[key].and_also(line)
        return found

    @cached_property
    def _lines(self) -> list[Line]:
        return [*_posts(self.asked), *_comments(self.asked), *_answers(self.asked), *_counted(self.asked)]

    @cached_property
    def _commitments(self) -> dict[str, UUID]:
        """Of posts that name one, by the post's subject."""
        rows = Publication.objects.exclude(draft__commitment=None)
        if self.asked.commitment:
            rows = rows.filter(draft__commitment=self.asked.commitment)
        rows = rows.filter(leaves_at__lt=self.asked.until).order_by()
        return {f"publication:{key}": named for key, named in rows.values_list("pk", "draft__commitment")}

    @cached_property
    def _bureaus(self) -> dict[UUID, UUID | None]:
        """Also of presences that have ended: what they said stays said."""
        return dict(Presence.objects.order_by().values_list("pk", "bureau"))

    @cached_property
    def _presences(self) -> Mapping[UUID, tuple[UUID | None, frozenset[UUID]]]:
        """Those that speak or may yet, with their bureau and the commitments they serve."""
        rows = Presence.objects.exclude(state__in=ENDED).order_by()
        if self.asked.bureau:
            rows = rows.filter(bureau=self.asked.bureau)
        found: dict[UUID, tuple[UUID | None, set[UUID]]] = {}
        for key, bureau, commitment in rows.values_list("pk", "bureau", "commitments"):
            served = found.setdefault(key, (bureau, set()))[1]
            served |= {commitment} if commitment else set()
        return {key: (bureau, frozenset(served)) for key, (bureau, served) in found.items()}


def _posts(asked: Asked) -> Iterator[Line]:
    # A post reworded, answered or replaced to correct it is one post.
    rows = Delivery.objects.filter(purpose="publication", way="post", state__in=ARRIVED)
    rows = rows.filter(delivered_at__gte=asked.since, delivered_at__lt=asked.until)
    for post, presence, number in rows.order_by().values_list("subject", "presence").annotate(Count("pk")):
        yield post, presence, Served(posts=number)


def _comments(asked: Asked) -> Iterator[Line]:
    rows = said_in_public().filter(presence__isnull=False)
    rows = rows.filter(seen_at__gte=asked.since, seen_at__lt=asked.until).order_by()
    counted = rows.values_list("conversation__publication_subject", "presence").annotate(
        Count("pk"), removed=Count("pk", filter=Q(state="removed"))
    )
    for post, presence, number, removed in counted:
        yield post, presence, Served(comments=number, removed=removed)


def _answers(asked: Asked) -> Iterator[Line]:
    rows = Reply.objects.filter(said_at__gte=asked.since, said_at__lt=asked.until)
    rows = rows.filter(taken_back_at=None, conversation__presence__isnull=False).order_by()
    waited = F("said_at") - Coalesce("comment__posted_at", "comment__seen_at")
    counted = rows.values_list("conversation__publication_subject", "conversation__presence").annotate(
        Count("pk"), waited=Sum(waited, output_field=DurationField())
    )
    for post, presence, number, together in counted:
        yield post, presence, Served(answers=number, waited=together)


def _counted(asked: Asked) -> Iterator[Line]:
    """What the platforms count of the posts that left in the time, whenever it was counted."""
    rows = Metric.objects.filter(delivery__delivered_at__gte=asked.since, delivery__delivered_at__lt=asked.until)
    named = {"views": "views", "likes": "likes", "shares": "shares", "answers": "answers_there"}
    found: dict[tuple[str, UUID], dict[str, int]] = defaultdict(dict)
    counted = rows.order_by().values_list("delivery__subject", "delivery__presence", "what").annotate(Sum("number"))
    for post, presence, what, number in counted:
        found[post, presence][named[what]] = number
    for (post, presence), numbers in found.items():
        yield post, presence, Served(counted=1, **numbers)  # type: ignore[arg-type]
