"""All that was said under a post by hand, brought in at once: comments as they are shown, and pictures of them.

Brought in twice, it is there once: a comment is known by its address or, without one, by its place, name and words;
a picture by its bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from masthead.agencies.models import Person
from masthead.channels.ref import Ref
from masthead.conversations.models import Conversation
from masthead.conversations.paste import Pasted, event_of, examined, refuse_where_comments_come_in
from masthead.conversations.screenshots import MOST, Shot, keep_all
from masthead.conversations.take_in import Intake, take_in_pasted
from masthead.kernel.refusals import Invalid
from masthead.outbox.models import Delivery
from masthead.policy.in_force import rulebook
from masthead.presences.models import Presence
from masthead.records.append import append
from masthead.records.operation import operation


def paste_all(
    *,
    by: Person,
    at: datetime,
    presence: Presence,
    under: Delivery | None,
    comments: Sequence[Pasted],
    screenshots: Sequence[Shot] = (),
) -> tuple[Intake, int]:
    """Take in `comments` under the name of who brought them. Returns what was new, and how many pictures were.

    All or nothing. Raises Invalid naming the comment at fault, and Refused where comments come in by themselves.
    """
    refuse_where_comments_come_in(presence)
    if not comments and not screenshots:
        raise Invalid("Leave at least one comment in, or choose a screenshot.")
    if screenshots and (under is None or not under.ref):
        raise Invalid("Say under which of our posts the screenshots were taken.", field="under")
    events = []
    for number, each in enumerate(comments, start=1):
        try:
            events.append(event_of(by, at, presence, examined(each, at)))
        except Invalid as refusal:
            raise Invalid(f"Comment {number}: {refusal.sentence}") from refusal
    with transaction.atomic():
        done = take_in_pasted(by=by, at=at, presence=presence, events=events) if events else Intake()
        fresh = 0
        if screenshots and under is not None and under.ref:
            thread = _thread(presence, Ref.from_json(under.ref))
            known = set(thread.screenshots.values_list("sha256", flat=True))
            news = [shot for shot in screenshots if shot.picture.sha256 not in known]
            if len(known) + len(news) > MOST:
                raise Invalid(f"An exchange holds at most {MOST} screenshots; this one has {len(known)}.")
            if news:
                fresh = len(keep_pictures(by=by, at=at, conversation=thread, shots=news))
    return done, fresh


@operation("conversations.paste")
def keep_pictures(*, by: Person, at: datetime, conversation: Conversation, shots: Sequence[Shot]) -> list[str]:
    """Pictures of what was said under a post, as they came. The exchange changed, so it is mailed again, whole."""
    row = Conversation.objects.select_for_update().get(pk=conversation.pk)
    with keep_all(row, shots, after=row.screenshots.count()) as kept:
        row.last_event_at = at
        row.save(update_fields=["last_event_at"])
        append(
            "conversation/pictures_added",
            by=by,
            at=at,
            subject=row.subject,
            body={
                "screenshots": [
                    {"sha256": shot.sha256, "mime": shot.mime, "bytes": shot.bytes, "name": shot.name} for shot in kept
                ],
            },
            clauses=[clause.id for clause, _ in rulebook().bound("notice", "exchange_is_forwarded")],
            conversation=str(row.pk),
        )
    return [shot.sha256 for shot in kept]


def _thread(presence: Presence, root: Ref) -> Conversation:
    """The thread under the post. Raises Invalid where nothing was said yet: pictures go with words."""
    thread = Conversation.objects.filter(presence=presence, root=root.native_id).first()
    if thread is None:
        raise Invalid("Write down at least one comment that the screenshots show: pictures go with words.")
    return thread
