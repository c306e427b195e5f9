"""What is kept of a wording before a person, so that the like of it is found when another is to be decided.

Not a record, and nothing is decided by it: it can be made again from the words at any time, and goes with them.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from masthead.conversations.models import CommentVersion
from masthead.moderation.likeness import sketch
from masthead.moderation.models import Decision, Likeness
from masthead.signals.context.meaning import meaning, version

WORDS = "trigrams/1"
"""Names how `sketch` reads words: another way of reading them makes every sketch anew."""


def made_by() -> str:
    """Names what likenesses are made by now. Only those of one making are compared."""
    return f"{WORDS}+{version()}"


def await_likeness(wording: CommentVersion) -> None:
    """Have the likeness of a wording noted with the next assessments, as part of the caller's operation."""
    Likeness.objects.get_or_create(version=wording)


def note_decision(decision: Decision) -> None:
    """Whether a decision stands on its wording, as part of the caller's operation."""
    stands = decision.state == "final"
    Likeness.objects.filter(version=decision.version_id).update(
        outcome=decision.outcome if stands else "", decided_at=decision.at if stands else None
    )


def not_yet_noted() -> QuerySet[Likeness]:
    """Those that wait, or were made by another model than today's. Two ranges of one index, however many there are."""
    now = made_by()
    return Likeness.objects.filter(Q(made_by__lt=now) | Q(made_by__gt=now))


def note_likeness(*, limit: int = 200) -> int:
    """Note what waits. Returns how many. For the timetable, which has the model in its memory anyway."""
    waiting = list(not_yet_noted().select_related("version")[:limit])
    for likeness in waiting:
        words = likeness.version.text
        likeness.words, likeness.meaning, likeness.made_by = sketch(words), meaning(words), made_by()
    Likeness.objects.bulk_update(waiting, ["words", "meaning", "made_by"], batch_size=100)
    return len(waiting)
