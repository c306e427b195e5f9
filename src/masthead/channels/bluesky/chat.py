"""Direct messages on Bluesky, a service that the account's server asks for us: read by its log, and answered.

By the lexicons chat.bsky.convo.* and atproto.com/specs/xrpc (service proxying: the header `atproto-proxy`). A message
cannot be edited; deleting one hides it from whoever deleted it alone, so it is no deletion to anybody else. A
conversation of more than two is left alone: an answer there would reach others too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from masthead.channels.as_given import as_given
from masthead.channels.bluesky.answers import Json, NotAllowed, Refusal
from masthead.channels.bluesky.richtext import Facet
from masthead.channels.bluesky.xrpc import Xrpc
from masthead.channels.errors import NoPlan, OutcomeUnknown, Rejected, Transient
from masthead.channels.events import CommentEvent, Page
from masthead.channels.outcomes import CannotTell, Done, Found, ReadBack, Unknown
from masthead.channels.post import Pending, Post
from masthead.channels.ref import Ref

STREAM, SERVICE = "messages", "did:web:api.bsky.chat#bsky_chat"
BEFORE = timedelta(days=1)
"""Messages of a day before the desk first looks come in too; older ones stay on Bluesky."""
NEWEST, PAGES, REMEMBERED = 100, 50, 200
"""Rows of a page, pages of a list at most, and conversations of which it is known what was written last."""
_NAME, _DEFS, _CONVO = "chat:", "chat.bsky.convo.defs", "chat.bsky.convo"
_SAID = f"{_DEFS}#messageView"


def is_message(ref: Ref) -> bool:
    return ref.native_id.startswith(_NAME)


class Chat:
    """The direct messages of one account."""

    def __init__(self, xrpc: Xrpc) -> None:
        self.xrpc = xrpc.through(SERVICE)

    def pull(self, cursor: str, *, at: datetime) -> Page:
        """cursor: how far the log was read, and what people wrote last. The first pull reads a day of conversations."""
        known: dict[str, Any] = json.loads(cursor) if cursor else {}
        asked = dict(known.get("asked", {}))
        told = self._log(str(known.get("log") or ""))
        log, logs = str(told.get("cursor") or known.get("log") or ""), list(told.get("logs") or [])
        if known:
            said = self._logged(logs)
        else:
            # The end of the log was noted first, so that nothing falls in between; what comes twice is known.
            said, logs = self._of_a_day(at - BEFORE), []
        events = tuple(self._events(said, asked, at))
        kept = {"log": log, "asked": dict(list(asked.items())[-REMEMBERED:])}
        return Page(events, json.dumps(kept), more=bool(logs) and log != known.get("log"))

    def prepare(self, post: Post, key: str, facets: Sequence[Facet]) -> Pending:
        """The conversation, and what the account said there last: what is looked for is newer."""
        name, message = _parts(post.reply_to) if post.reply_to else ("", "")
        convo = self._convo(name) if name else None
        rows = self._messages(name) if convo else []
        if convo is None or any(row["id"] == message and self._is_ours(row) for row in rows):
            raise Rejected(
                "Bluesky does not say any more who wrote the message you answer.",
                cure="Answer their latest message, or answer in the Bluesky app.",
            )
        before = [str(row["id"]) for row in rows if self._is_ours(row)]
        state = {"convo": name, "facets": list(facets), "before": before, "asks": convo.get("status") == "request"}
        return Pending(post, key, state=state)

    def send(self, pending: Pending) -> Done | Unknown:
        name, message = str(pending.state["convo"]), {"text": pending.post.text, "facets": pending.state["facets"]}
        if pending.state["asks"]:
            self._accept(name)
        try:
            made = self._told("sendMessage", {"convoId": name, "message": message})
        except OutcomeUnknown as lost:
            return Unknown(lost.sentence)
        except Refusal as refusal:
            refusal.cure = "They may take no messages from the account any more: look in the Bluesky app."
            raise
        return Done(_ref(name, made)) if made.get("id") else Unknown("Bluesky’s answer does not say what it sent.")

    def sent(self, pending: Pending) -> Found | CannotTell:
        """By its words, among what was said there since. Never Absent: a late arrival would be a second message."""
        name, before = str(pending.state["convo"]), pending.state.get("before")
        ours = [row for row in self._messages(name) if self._is_ours(row)]
        for row in takewhile(lambda row: not isinstance(before, list) or row["id"] not in before, ours):
            if row.get("text", "") == pending.post.text:
                return Found(_ref(name, row))
        return CannotTell("It is not among the newest messages, but Bluesky would send it twice if it still came.")

    def read(self, ref: Ref) -> ReadBack | None:
        """A message of the account's own."""
        name, message = _parts(ref)
        for row in self._messages(name):
            if row["id"] == message and self._is_ours(row):
                return ReadBack(_ref(name, row), str(row.get("text", "")), as_given(row))
        return None

    def _log(self, cursor: str) -> Json:
        try:
            return self._query("getLog", cursor=cursor or None)
        except Refusal as refusal:
            if cursor:
                raise
            raise NoPlan(
                f"The account’s server does not open Bluesky’s chat service. {refusal.sentence}",
                cure="Ask whoever runs the server, and look for messages in the Bluesky app.",
            ) from refusal

    def _accept(self, name: str) -> None:
        """A request is taken up before it is answered. Nobody else sees that, and twice is once."""
        try:
            self._told("acceptConvo", {"convoId": name})
        except OutcomeUnknown as lost:
            raise Transient(lost.sentence, cure=lost.cure) from lost

    def _logged(self, logs: Sequence[Json]) -> Iterator[tuple[Json, Json]]:
        """(conversation, message) for what was said since, oldest first."""
        convos: dict[str, Json | None] = {}
        for entry in logs:
            message = entry.get("message") or {}
            if entry.get("$type") != f"{_DEFS}#logCreateMessage" or message.get("$type", _SAID) != _SAID:
                continue
            name = str(entry["convoId"])
            if name not in convos:
                convos[name] = self._convo(name)
            if found := convos[name]:
                yield found, message

    def _of_a_day(self, begun: datetime) -> Iterator[tuple[Json, Json]]:
        """(conversation, message) for what was said since, conversation by conversation, oldest first."""
        for convo in self._rows("listConvos", "convos"):
            last = convo.get("lastMessage") or {}
            quiet = bool(last.get("sentAt")) and _moment(last) < begun
            if _is_of_two(convo) and not quiet:
                told = self._rows("getMessages", "messages", convoId=str(convo["id"]))
                rows = list(takewhile(lambda row: _moment(row) >= begun, told))
                yield from ((convo, row) for row in reversed(rows) if _is_said(row))

    def _events(self, said: Iterator[tuple[Json, Json]], asked: dict[str, str], at: datetime) -> Iterator[CommentEvent]:
        """What the account says answers what was written to it last; `asked` is brought up to date."""
        for convo, row in said:
            name, ours = str(convo["id"]), self._is_ours(row)
            yield _event(convo, row, asked.get(name, "") if ours else "", at)
            if not ours:
                asked.pop(name, None)
                asked[name] = _ref(name, row).native_id

    def _convo(self, name: str) -> Json | None:
        """A conversation of two; None where it has more, or the account has left it."""
        try:
            found: Json = self._query("getConvo", convoId=name)["convo"]
        except Refusal as refusal:
            if refusal.code == "InvalidConvo":
                return None
            raise
        return found if _is_of_two(found) else None

    def _messages(self, name: str) -> list[Json]:
        """What was said, newest first, without what the account itself deleted for itself."""
        told = self._query("getMessages", convoId=name, limit=NEWEST)
        return [row for row in told.get("messages") or () if _is_said(row)]

    def _rows(self, what: str, rows: str, **asked: str) -> Iterator[Json]:
        cursor: str | None = None
        for _ in range(PAGES):
            page = self._query(what, limit=NEWEST, cursor=cursor, **asked)
            yield from page.get(rows) or ()
            cursor = page.get("cursor")
            if not cursor:
                return

    def _is_ours(self, row: Json) -> bool:
        return str((row.get("sender") or {}).get("did", "")) == self.xrpc.did

    def _query(self, what: str, **params: str | int | None) -> Json:
        try:
            return self.xrpc.query(f"{_CONVO}.{what}", **params)
        except NotAllowed as lacking:
            raise self.xrpc.access.lacks_chat() from lacking

    def _told(self, what: str, body: Json) -> Json:
        try:
            return self.xrpc.procedure(f"{_CONVO}.{what}", body)
        except NotAllowed as lacking:
            raise self.xrpc.access.lacks_chat() from lacking


def _event(convo: Json, row: Json, answers: str, at: datetime) -> CommentEvent:
    did = str(row["sender"]["did"])
    author: Json = next((member for member in convo["members"] if member["did"] == did), {})
    ref = _ref(str(convo["id"]), row)
    return CommentEvent(
        native_id=ref.native_id,
        version=ref.version,
        kind="new",
        author_shown=str(author.get("displayName") or author.get("handle") or did),
        author_id=did,
        text=str(row.get("text", "")),
        parent_ref=Ref(answers) if answers else None,
        root_ref=Ref(f"{_NAME}{convo['id']}"),
        url="",
        raw=as_given(row),
        observed_at=at,
        via=f"{_CONVO}.getMessages",
        said_at=_moment(row),
        private=True,
    )


def _is_said(row: Json) -> bool:
    """Not what the account deleted for itself, nor what the service says."""
    return bool(row.get("$type", _SAID) == _SAID)


def _is_of_two(convo: Json) -> bool:
    kind = str((convo.get("kind") or {}).get("$type", ""))
    return kind in ("", f"{_DEFS}#directConvo") and len(convo.get("members") or ()) == 2


def _ref(convo: str, row: Json) -> Ref:
    """The conversation stands in it too: a message cannot be asked for alone."""
    return Ref(f"{_NAME}{convo}/{row['id']}", str(row.get("rev", "")))


def _parts(ref: Ref) -> tuple[str, str]:
    name, _, message = ref.native_id.removeprefix(_NAME).partition("/")
    return (name, message) if is_message(ref) else ("", "")


def _moment(row: Json) -> datetime:
    return datetime.fromisoformat(str(row["sentAt"]).replace("Z", "+00:00"))
