"""Private messages on Facebook and Instagram, which have one interface for both: taken in conversation by conversation,
and answered to the one person who wrote.

By https://developers.facebook.com/docs: messenger-platform/conversations and reference/send-api,
instagram-platform/instagram-api-with-instagram-login, conversations-api and messaging-api. Of each conversation only
the newest twenty messages can be read. An edit is seen when they are read again; that a message was unsent is told by
nothing that can be asked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

from masthead.channels.as_given import as_given
from masthead.channels.errors import OutcomeUnknown, Rejected
from masthead.channels.events import CommentEvent, Page
from masthead.channels.graph import Graph, Json, NotAllowed, TooLate
from masthead.channels.graph_since import since
from masthead.channels.graph_stream import POSTS, Head, moment, news
from masthead.channels.outcomes import CannotTell, Done, Found, ReadBack, Unknown
from masthead.channels.post import Pending, Post
from masthead.channels.ref import Ref
from masthead.channels.wording import version_of

STREAM, NEWEST, MOST = "messages", 20, 500
"""Messages told of a conversation; conversations listed at most, where that many have something new."""
MESSAGE = "id,created_time,from,to,message,attachments"


class Owner(Protocol):
    """The account whose messages they are."""

    graph: Graph

    @property
    def id(self) -> str: ...

    def is_ours(self, row: Json) -> bool:
        """Whether the account itself wrote it."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How one platform differs. kind: its name for its messages; within: hours in which one may be answered;
    permission: what reading them takes; stranger: whoever is not named; place: where a person looks instead; message,
    thread: put before the platform's ids; form: sent with each answer.
    """

    platform: str
    kind: str
    within: int
    permission: str
    stranger: str
    place: str
    message: str = ""
    thread: str = ""
    form: Mapping[str, str] = field(default_factory=dict)


class Messages:
    """The private messages of one account."""

    def __init__(self, owner: Owner, manner: Manner) -> None:
        self.owner, self.manner, self._graph = owner, manner, owner.graph

    def pull(self, cursor: str, *, at: datetime) -> Page:
        """cursor: the moment from which on messages are ours to keep, and how far `news` has read."""
        known: dict[str, Any] = json.loads(cursor) if cursor else {}
        begun = datetime.fromisoformat(known["from"]) if known else at - timedelta(hours=self.manner.within)
        read = str(known.get("read", ""))
        try:
            heads, more = self._heads(read, begun)
            found = news(heads, partial(self._said, at), read, at=at)
        except NotAllowed as lacking:
            lacking.scope = lacking.scope or self.manner.permission
            raise
        # Years of what people wrote before the account was connected stay on the platform.
        kept = tuple(event for event in found.events if event.said_at is None or event.said_at >= begun)
        return Page(kept, json.dumps({"from": begun.isoformat(), "read": found.cursor}), more)

    def prepare(self, post: Post, key: str) -> Pending:
        """Whom it goes to, and what the account said to them last: what is looked for is newer."""
        answered = self._message(post.reply_to) if post.reply_to else None
        person = str(((answered or {}).get("from") or {}).get("id", ""))
        if answered is None or not person or self.owner.is_ours(answered):
            raise Rejected(
                f"{self.manner.platform} does not say any more who wrote the message you answer.",
                cure=f"Answer their latest message, or answer {self.manner.place} itself.",
            )
        return Pending(post, key, state={"to": person, "before": [str(row["id"]) for row in self._ours(person)]})

    def send(self, pending: Pending) -> Done | Unknown:
        form = {
            **self.manner.form,
            "recipient": json.dumps({"id": pending.state["to"]}),
            "message": json.dumps({"text": pending.post.text}),
        }
        try:
            made = self._graph.post(f"/{self.owner.id}/messages", form)
        except OutcomeUnknown as lost:
            return Unknown(lost.sentence)
        except TooLate as refusal:
            hours, platform = self.manner.within, self.manner.platform
            raise Rejected(
                f"{platform} takes an answer only within {hours} hours of the person’s last message.",
                cure=f"Answer {self.manner.place} itself, if {platform} lets you, or wait until they write again.",
            ) from refusal
        if not made.get("message_id"):
            return Unknown(f"{self.manner.platform} answered without saying what it sent.")
        return Done(self._ref({"id": made["message_id"], "message": pending.post.text}))

    def sent(self, pending: Pending) -> Found | CannotTell:
        """By its words, among what was said to this person since. Never Absent: a late arrival would be a second."""
        for row in since(self._ours(str(pending.state["to"])), pending):
            if row.get("message", "") == pending.post.text:
                return Found(self._ref(row))
        platform = self.manner.platform
        return CannotTell(f"It is not among the newest messages, but {platform} would send it twice if it still came.")

    def read(self, ref: Ref) -> ReadBack | None:
        """A message of the account's own."""
        row = self._message(ref)
        if row is None or not self.owner.is_ours(row):
            return None
        return ReadBack(self._ref(row), str(row.get("message", "")), as_given(row))

    def _message(self, ref: Ref) -> Json | None:
        return self._graph.find(f"/{ref.native_id.removeprefix(self.manner.message)}", MESSAGE)

    def _heads(self, read: str, begun: datetime) -> tuple[list[Head], bool]:
        """The newest conversations, and whatever else has something new; the longest waiting first, where that is more
        than POSTS, and whether others wait. `read`: how far `news` has read; `begun`: the moment it began with.
        """
        marks = {name: str(post["mark"]) for name, post in (json.loads(read)["posts"] if read else {}).items()}
        since = max(filter(None, map(moment, marks.values())), default=begun)
        heads: list[Head] = []
        for row in self._conversations("id,updated_time", MOST):
            head = Head(str(row["id"]), "", str(row.get("updated_time", "")))
            if len(heads) >= POSTS and not _is_since(head, since):
                break
            heads.append(head)
        waiting = [head for head in heads if _is_since(head, since) and marks.get(head.id) != head.mark]
        return (waiting[-POSTS:], True) if len(waiting) > POSTS else (heads, False)

    def _conversations(self, fields: str, most: int, **asked: str) -> Iterator[Json]:
        path, kind = f"/{self.owner.id}/conversations", self.manner.kind
        return self._graph.rows(path, fields, most=most, platform=kind, **asked)

    def _newest(self, thread: str) -> list[Json]:
        """Newest first."""
        told = self._graph.read(f"/{thread}", f"messages.limit({NEWEST}){{{MESSAGE}}}")
        return list((told.get("messages") or {}).get("data") or [])

    def _ours(self, person: str) -> list[Json]:
        """What the account said to `person`, newest first."""
        rows = [row for thread in self._conversations("id", 1, user_id=person) for row in self._newest(thread["id"])]
        return [row for row in rows if self.owner.is_ours(row)]

    def _said(self, at: datetime, head: Head) -> Iterator[CommentEvent]:
        """Oldest first. What the account says answers what was written to it last."""
        answers = ""
        for row in reversed(self._newest(head.id)):
            ours = self.owner.is_ours(row)
            yield self._event(head, row, answers if ours else "", at)
            answers = answers if ours else self._ref(row).native_id

    def _event(self, head: Head, row: Json, answers: str, at: datetime) -> CommentEvent:
        ref, author = self._ref(row), row.get("from") or {}
        return CommentEvent(
            native_id=ref.native_id,
            version=ref.version,
            kind="new",
            author_shown=str(author.get("name") or author.get("username") or self.manner.stranger),
            # Its own messages may bear another number of the account than the one it is called by.
            author_id=self.owner.id if self.owner.is_ours(row) else str(author.get("id") or ""),
            text=str(row.get("message", "")),
            parent_ref=Ref(answers) if answers else None,
            root_ref=Ref(f"{self.manner.thread}{head.id}"),
            url="",
            raw=as_given(row),
            observed_at=at,
            via=f"GET /{head.id}?fields=messages"[:120],
            said_at=moment(row.get("created_time")),
            private=True,
        )

    def _ref(self, row: Json) -> Ref:
        attached = ((row.get("attachments") or {}).get("data")) or []
        version = version_of(str(row.get("message", "")), *(str(each.get("id", "")) for each in attached))
        return Ref(f"{self.manner.message}{row['id']}", version)


def _is_since(head: Head, since: datetime) -> bool:
    told = moment(head.mark)
    return told is not None and told >= since
