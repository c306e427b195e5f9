"""Where nothing can be pulled, a person brings in what the public said: pasted, kept and judged like any other."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from masthead.agencies.models import Person
from masthead.channels.events import CommentEvent
from masthead.channels.ref import Ref
from masthead.channels.registry import describe, descriptions
from masthead.channels.wording import version_of
from masthead.conversations.models import Comment
from masthead.conversations.take_in import take_in_pasted
from masthead.kernel.clock import stamp
from masthead.kernel.refusals import Invalid, Refused
from masthead.kernel.text import clean
from masthead.outbox.models import Delivery
from masthead.outbox.settle import address_of_a_post
from masthead.outbox.states import ARRIVED
from masthead.presences.models import Presence
from masthead.presences.states import OFFICIAL

LONGEST, LONGEST_NAME = 20_000, 300


@dataclass(frozen=True, kw_only=True)
class Pasted:
    """A comment as a person read it. `under`: the delivery it answers; `url`: its own address, "" where it has none."""

    name: str
    text: str
    under: Delivery | None = None
    url: str = ""
    said_at: datetime | None = None


def paste(*, by: Person, at: datetime, presence: Presence, pasted: Pasted) -> tuple[Comment, bool]:
    """Take in one comment under the name of who pasted it. Returns it, and whether it was new or reworded.

    The same comment pasted twice is one. Other words at the same address are a rewording. Raises Refused where
    comments come in by themselves.
    """
    refuse_where_comments_come_in(presence)
    event = event_of(by, at, presence, examined(pasted, at))
    done = take_in_pasted(by=by, at=at, presence=presence, events=[event])
    comment = Comment.objects.get(presence=presence, native_id=event.native_id)
    return comment, bool(done.captured or done.reworded)


def refuse_where_comments_come_in(presence: Presence) -> None:
    """Raises Refused: what is pulled and pasted would be there twice."""
    if describe(presence.channel).capability("pull").answer != "no":
        raise Refused(f"Comments on {presence.name} come in by themselves. Pasting them would make them appear twice.")


def presences_to_paste_for() -> list[Presence]:
    """Where comments do not come in by themselves. One query."""
    by_people = [channel for channel, about in descriptions().items() if about.capability("pull").answer == "no"]
    return list(Presence.objects.filter(channel__in=by_people, state__in=OFFICIAL).order_by("name"))


def posts_to_answer(presence: Presence, limit: int = 100) -> list[Delivery]:
    """What the agency has out there, newest first: what a comment can be under."""
    rows = Delivery.objects.filter(presence=presence, purpose="publication", state__in=ARRIVED)
    return list(rows.order_by("-delivered_at", "-id")[:limit])


def examined(pasted: Pasted, at: datetime) -> Pasted:
    """The same, tidied. Raises Invalid, naming the field."""
    text, name = clean(pasted.text).strip(), clean(pasted.name).strip()
    if not text:
        raise Invalid("Paste the words of the comment.", field="text")
    if len(text) > LONGEST:
        raise Invalid(f"Keep it to {LONGEST} characters: paste comments one by one.", field="text")
    if not name:
        raise Invalid("Give the name beside the comment, as it is shown there.", field="name")
    if len(name) > LONGEST_NAME:
        raise Invalid(f"Keep the name to {LONGEST_NAME} characters.", field="name")
    try:
        url = address_of_a_post(pasted.url) if pasted.url.strip() else ""
    except Invalid as refusal:
        raise Invalid(
            "Paste the address of the comment, beginning with https://, or leave this empty.", field="url"
        ) from refusal
    if pasted.said_at and pasted.said_at > at:
        raise Invalid("That time is still to come. Give the time at which it was written.", field="said_at")
    return Pasted(name=name, text=text, under=pasted.under, url=url, said_at=pasted.said_at)


def event_of(by: Person, at: datetime, presence: Presence, pasted: Pasted) -> CommentEvent:
    root = Ref.from_json(pasted.under.ref) if pasted.under and pasted.under.ref else None
    kept = {
        "presence": str(presence.pk),
        "under": root.native_id if root else "",
        "name": pasted.name,
        "text": pasted.text,
        "url": pasted.url,
        "said_at": stamp(pasted.said_at) if pasted.said_at else "",
        "pasted_by": by.name,
    }
    same = "\x1f".join((kept["under"], pasted.name, pasted.text))
    return CommentEvent(
        native_id=pasted.url or f"pasted:{hashlib.sha256(same.encode()).hexdigest()[:32]}",
        version=version_of(pasted.text),
        kind="new",
        author_shown=pasted.name,
        author_id="",
        text=pasted.text,
        parent_ref=root,
        root_ref=root,
        url=pasted.url,
        raw=json.dumps(kept, ensure_ascii=False, sort_keys=True).encode(),
        observed_at=at,
        via=f"pasted by {by.name}",
        said_at=pasted.said_at,
    )
