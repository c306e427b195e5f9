"""What was hidden on its channel without a decision here: it goes before a person, who keeps it or removes it.

Somebody with the account's password, or the platform itself, can hide a comment. That is a removal without a ground,
a notice or an appeal, until a person here has looked.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from masthead.agencies.actors import Actor
from masthead.conversations.in_public import said_in_public
from masthead.conversations.models import Comment, Sighting
from masthead.kernel.refusals import Refused
from masthead.moderation.assess import put_in_queue
from masthead.moderation.models import Assessment, Case, Decision
from masthead.records.operation import operation

WHY = (
    "It was hidden on its channel, and nobody here decided that. Keep it to have it shown again, or remove it on a "
    "ground of the policy."
)


def hidden_without_a_decision() -> QuerySet[Comment]:
    """Comments of the public that are hidden there, and neither in the queue nor decided since, oldest first."""
    since = Sighting.objects.filter(comment=OuterRef(OuterRef("pk")), kind="hidden").order_by("-last_seen")
    decided = Decision.objects.filter(case__comment=OuterRef("pk"), state="final").filter(
        Q(outcome="remove", version=OuterRef("current")) | Q(at__gte=since.values("last_seen")[:1])
    )
    queued = Case.objects.filter(comment=OuterRef("pk")).exclude(state="decided")
    rows = said_in_public().filter(state="hidden_elsewhere", presence__isnull=False)
    rows = rows.filter(current__isnull=False).filter(~Exists(queued), ~Exists(decided))
    return rows.order_by("seen_at", "id")


def queue_hidden(*, by: Actor, at: datetime, limit: int = 100) -> int:
    """Put each before a person. Returns how many. For the timetable."""
    done = 0
    for comment in list(hidden_without_a_decision()[:limit]):
        try:
            open_hidden(by=by, at=at, comment=comment)
        except Refused:
            continue  # shown again, or put there by somebody else, meanwhile
        done += 1
    return done


@operation("cases.open")
def open_hidden(*, by: Actor, at: datetime, comment: Comment) -> Case:
    """Open a case on a comment hidden on its channel. Raises Refused when nobody has to look at it any more."""
    Comment.objects.select_for_update().get(pk=comment.pk)
    row = hidden_without_a_decision().filter(pk=comment.pk).select_related("current").first()
    if row is None or row.current is None:
        raise Refused("This comment is shown again, or waits for a person already.")
    assessed = Assessment.objects.filter(version=row.current).order_by("-made_at").first()
    return put_in_queue(by, at, row, row.current, why=WHY, assessment=assessed)
