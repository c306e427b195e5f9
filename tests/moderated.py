"""A Noticeboard with comments, and cases about them, in one line each, for tests of whatever shows them."""

from __future__ import annotations

import factories
from comment_events import a_presence, an_event
from masthead.agencies.actors import Worker
from masthead.agencies.models import Person
from masthead.conversations.models import Comment, CommentVersion
from masthead.conversations.take_in import take_in
from masthead.moderation.assess import open_case
from masthead.moderation.models import Case
from masthead.presences.models import Presence

WORKER = Worker()


def comment_saying(text: str, native_id: str = "c1", *, minutes: float = 0, **more: object) -> Comment:
    """A comment under one post, taken in; other words under the same id are an edit."""
    presence = Presence.objects.first() or a_presence(factories.person("communicator"))
    seen = CommentVersion.objects.filter(comment__native_id=native_id).count()
    told = an_event(
        native_id,
        str(seen + 1),
        "edited" if seen else "new",
        text,
        minutes=minutes,
        **more,  # type: ignore[arg-type]
    )
    take_in(by=WORKER, at=factories.at(minutes), presence=presence, events=[told])
    return Comment.objects.get(native_id=native_id)


def case_on(
    text: str,
    native_id: str = "c1",
    *,
    opened_by: Person | None = None,
    ground: str = "",
    words: str = "",
    signal: str = "a_signal",
    keep: str = "",
) -> Case:
    """A case about a comment; with `ground`, as if the machine had pointed at `words`, and at `keep` the other way."""
    comment = comment_saying(text, native_id)
    case = open_case(
        by=opened_by or factories.person("moderator"), at=factories.at(1), comment=comment, why="Please look at this."
    )
    if ground:
        case.proposal = {
            "grounds": [ground],
            "spans": [{**_span(text, words), "ground": ground, "signal": signal, "sentence": f"It says “{words}”."}],
            "keep_reasons": [
                {
                    "signal": "criticises",
                    "sentence": "It criticizes the agency.",
                    "span": list(_span(text, keep).values()),
                }
            ]
            if keep
            else [],
        }
        case.engine = "test/1"
        case.save()
    return case


def _span(text: str, words: str) -> dict[str, int]:
    start = text.index(words)
    return {"start": start, "end": start + len(words)}
