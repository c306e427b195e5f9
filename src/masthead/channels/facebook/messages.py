"""Private messages to the Page: taken in conversation by conversation, and answered to the one person who wrote.

By https://developers.facebook.com/docs/messenger-platform: conversations, send-messages and reference/send-api. Of each
conversation only the newest twenty messages can be read. An edit is seen when they are read again; that a message was
unsent is told by nothing that can be asked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from masthead.channels.facebook.description import WITHIN
from masthead.channels.facebook.page import Page, since
from masthead.channels.graph import Json, TooLate
from masthead.channels.graph_stream import POSTS, Head, moment, news, version_of
from masthead.channels.port import (
    CannotTell,
    CommentEvent,
    Done,
    Found,
    OutcomeUnknown,
    Pending,
    Post,
    ReadBack,
    Ref,
    Rejected,
    Unknown,
)
from masthead.channels.port import Page as EventPage

STREAM, NEWEST = "messages", 20
MESSAGE = "id,created_time,from,to,message,attachments{id,mime_type,name}"


def is_message(native_id: str) -> bool:
    return native_id.startswith(("m_", "mid."))


def messages(page: Page, cursor: str, *, at: datetime) -> EventPage:
    """cursor: the moment from which on messages are ours to keep, and how far `news` has read."""
    known: dict[str, Any] = json.loads(cursor) if cursor else {}
    begun = datetime.fromisoformat(known["from"]) if known else at - timedelta(hours=WITHIN)
    rows = page.graph.rows(f"/{page.id}/conversations", "id,updated_time", most=POSTS, platform="messenger")
    heads = [Head(str(row["id"]), "", str(row.get("updated_time", ""))) for row in rows]
    found = news(heads, partial(_said, page, at), str(known.get("read", "")), at=at)
    # Years of what patrons wrote before the Page was connected stay on the Page.
    kept = tuple(event for event in found.events if event.said_at is None or event.said_at >= begun)
    return EventPage(kept, json.dumps({"from": begun.isoformat(), "read": found.cursor}), found.more)


def prepare(page: Page, post: Post, key: str) -> Pending:
    """Whom it goes to, and what the Page said to them last: what is looked for is newer."""
    answered = page.graph.find(f"/{post.reply_to.native_id}", MESSAGE) if post.reply_to else None
    person = str(((answered or {}).get("from") or {}).get("id", ""))
    if not person or person == page.id:
        raise Rejected(
            "Facebook does not say any more who wrote the message you answer.",
            cure="Answer their latest message, or answer on the Page itself.",
        )
    return Pending(post, key, state={"to": person, "before": [str(row["id"]) for row in _ours(page, person)]})


def send(page: Page, pending: Pending) -> Done | Unknown:
    form = {
        "recipient": json.dumps({"id": pending.state["to"]}),
        "messaging_type": "RESPONSE",
        "message": json.dumps({"text": pending.post.text}),
    }
    try:
        made = page.graph.post(f"/{page.id}/messages", form)
    except OutcomeUnknown as lost:
        return Unknown(lost.sentence)
    except TooLate as refusal:
        raise Rejected(
            f"Facebook takes an answer only within {WITHIN} hours of the person’s last message.",
            cure="Answer on the Page itself, if Facebook lets you, or wait until they write again.",
        ) from refusal
    if not made.get("message_id"):
        return Unknown("Facebook answered without saying what it sent.")
    return Done(_ref({"id": made["message_id"], "message": pending.post.text}))


def sent(page: Page, pending: Pending) -> Found | CannotTell:
    """By its words, among what the Page said to this person since. Never Absent: a late arrival would be a second."""
    before = pending.state.get("before")
    for row in since(_ours(page, str(pending.state["to"])), before if isinstance(before, list) else []):
        if row.get("message", "") == pending.post.text:
            return Found(_ref(row))
    return CannotTell("It is not among the newest messages, but Facebook would send it twice if it still came.")


def read(page: Page, ref: Ref) -> ReadBack | None:
    """A message of the Page's own."""
    row = page.graph.find(f"/{ref.native_id}", MESSAGE) if is_message(ref.native_id) else None
    if row is None or not page.is_ours(row):
        return None
    return ReadBack(
        _ref(row), str(row.get("message", "")), json.dumps(row, ensure_ascii=False, sort_keys=True).encode()
    )


def _ours(page: Page, person: str) -> list[Json]:
    """What the Page said to `person`, newest first."""
    asked = page.graph.rows(f"/{page.id}/conversations", "id", most=1, platform="messenger", user_id=person)
    rows = [row for thread in asked for row in page.graph.rows(f"/{thread['id']}/messages", MESSAGE, most=NEWEST)]
    return [row for row in rows if page.is_ours(row)]


def _said(page: Page, at: datetime, head: Head) -> Iterator[CommentEvent]:
    """Oldest first. What the Page says answers what was written to it last."""
    answers = ""
    for row in reversed(list(page.graph.rows(f"/{head.id}/messages", MESSAGE, most=NEWEST))):
        ours = page.is_ours(row)
        yield _event(head, row, answers if ours else "", at)
        answers = answers if ours else str(row["id"])


def _event(head: Head, row: Json, answers: str, at: datetime) -> CommentEvent:
    ref, author = _ref(row), row.get("from") or {}
    return CommentEvent(
        native_id=ref.native_id,
        version=ref.version,
        kind="new",
        author_shown=str(author.get("name") or "A person on Facebook"),
        author_id=str(author.get("id") or ""),
        text=str(row.get("message", "")),
        parent_ref=Ref(answers) if answers else None,
        root_ref=Ref(head.id),
        url="",
        raw=json.dumps(row, ensure_ascii=False, sort_keys=True).encode(),
        observed_at=at,
        via=f"GET /{head.id}/messages",
        said_at=moment(row.get("created_time")),
        private=True,
    )


def _ref(row: Json) -> Ref:
    attached = ((row.get("attachments") or {}).get("data")) or []
    return Ref(str(row["id"]), version_of(str(row.get("message", "")), *(str(each.get("id", "")) for each in attached)))
