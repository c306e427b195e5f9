"""Who wrote it: hidden from reviewers, because who wrote a comment is no reason. Asking is a record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from masthead.agencies.models import Person
from masthead.kernel.refusals import Invalid
from masthead.kernel.text import clean
from masthead.moderation.models import Case
from masthead.records.append import append
from masthead.records.operation import operation


@dataclass(frozen=True, slots=True)
class Author:
    """shown: the name beside the comment; native_id: the channel's own id, "" if it has none; url: the comment."""

    shown: str
    native_id: str
    url: str


@operation("cases.reveal_author")
def reveal_author(*, by: Person, at: datetime, case: Case, why: str) -> Author:
    """Tell a reviewer who wrote the comment, and write down that they asked, and why."""
    said = clean(why).strip()
    if not said:
        raise Invalid("Say what you need the name for.", field="why")
    comment = case.comment
    append(
        "comment/author_revealed",
        by=by,
        at=at,
        subject=comment.subject,
        body={"comment": str(comment.pk), "why": said},
        conversation=str(comment.conversation_id),
    )
    return Author(comment.author_shown, comment.author_id, comment.url)
