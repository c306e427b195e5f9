"""Direct messages to the account on X: both sides of each one-to-one conversation, and answers to whoever wrote.

By https://docs.x.com/x-api/direct-messages: lookup and manage. X tells the events of the last thirty days, the newest
first; the numbers rise as those of posts do. Groups are left alone: an answer there would reach others too. What is
encrypted (X Chat) is another interface, with keys that the person's own devices hold.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import Any

from masthead.channels.as_given import as_given
from masthead.channels.errors import ChannelError, OutcomeUnknown, Reauth, Rejected
from masthead.channels.events import CommentEvent, Page
from masthead.channels.outcomes import CannotTell, Done, Found, ReadBack, Unknown
from masthead.channels.post import Measure, Pending, Post
from masthead.channels.ref import Ref
from masthead.channels.x.api import Api, Json, Refusal
from masthead.channels.x.description import MESSAGE, MESSAGE_SCOPES
from masthead.channels.x.words import plain, same

STREAM, BEFORE = "messages", timedelta(days=1)
"""Messages of a day before the desk first looks come in too; older ones stay on X."""
FIELDS: Mapping[str, str | int] = {
    "dm_event.fields": "id,event_type,text,entities,sender_id,dm_conversation_id,created_at,attachments",
    "event_types": "MessageCreate",
    "expansions": "sender_id",
    "user.fields": "name,username",
    "max_results": 50,
}
PAGES, REMEMBERED = 10, 200
"""At most so many pages at once; conversations of which it is known what was written last. X charges for each message
it tells, once a day."""
_NAME = "dm:"
_READ, _WRITE = MESSAGE_SCOPES


def is_message(ref: Ref) -> bool:
    return ref.native_id.startswith(_NAME)


def measured_message(post: Post) -> Measure:
    over = len(post.text) - MESSAGE
    violations = [f"The text is {over} characters too long for a direct message on X."] if over > 0 else []
    if not post.text.strip():
        violations.append("The answer is empty.")
    if post.assets:
        violations.append("Direct messages on X go out without pictures here.")
    return Measure(tuple(violations), len(post.text), MESSAGE, MESSAGE if over > 0 else None)


def messages(api: Api, cursor: str, *, at: datetime) -> Page:
    """cursor: the moment from which on messages are ours to keep, the newest number below which all is read, what
    people wrote last, and the walk that is under way: from which number down, to which place, what was asked there.

    X tells the newest first, so the number moves only when a walk has come down to it: where one is longer than PAGES,
    the next pull goes on at its place. What is written meanwhile is the next walk's.
    """
    known: dict[str, Any] = json.loads(cursor) if cursor else {}
    begun = known.get("from") or (at - BEFORE).astimezone(UTC).isoformat()
    after, asked, walk = str(known.get("after", "")), dict(known.get("asked", {})), dict(known.get("walk") or {})
    kept = {"from": begun, "after": after, "asked": asked}
    try:
        rows, place = _unread(api, after, datetime.fromisoformat(begun), str(walk.get("place", "")))
    except Refusal as refusal:
        if not walk or refusal.status != 400:
            raise
        return Page((), json.dumps(kept), more=True)  # X knows the place no more: the walk begins anew
    newest = str(walk.get("newest") or (rows[0]["id"] if rows else after))
    # Further up in a walk it is not known yet what was asked below: that is left open, and not taken from before it.
    open_asked: dict[str, str] = {} if place else asked
    events = tuple(_said(str(api.me()["id"]), filter(_is_between_two, rows[::-1]), open_asked, at))
    together = _newest_asked(open_asked, walk.get("asked") or {})
    if place:
        kept["walk"] = {"newest": newest, "place": place, "asked": together}
    else:
        kept |= {"after": newest, "asked": together}
    return Page(events, json.dumps(kept), more=bool(place))


def prepare(api: Api, post: Post, key: str) -> Pending:
    """Whom it goes to, and the newest of our own there: what is looked for is newer."""
    row = _event_of(api, post.reply_to) if post.reply_to else None
    mine = str(api.me()["id"])
    if row is None or str(row["sender_id"]) == mine or not _is_between_two(row):
        raise Rejected(
            "X does not say any more who wrote the message you answer.",
            cure="Answer their latest message, or answer on X itself.",
        )
    person = str(row["sender_id"])
    own = _ours(api, person)
    return Pending(post, key, state={"to": person, "after": str(own[0]["id"]) if own else ""})


def send(api: Api, pending: Pending) -> Done | Unknown:
    path = f"/2/dm_conversations/with/{pending.state['to']}/messages"
    try:
        made = api.write("POST", path, {"text": pending.post.text})
    except OutcomeUnknown as lost:
        return Unknown(lost.sentence)
    except ChannelError as refusal:
        raise _meant(_explained(refusal), _WRITE) from refusal
    number = str((made.get("data") or {}).get("dm_event_id") or "")
    return Done(Ref(f"{_NAME}{number}", number)) if number else Unknown("X's answer does not say what it sent.")


def sent(api: Api, pending: Pending) -> Found | CannotTell:
    """By its words, among what was said to this person since. Never Absent: a late arrival would be a second."""
    after = int(str(pending.state.get("after") or 0))
    for row in takewhile(lambda row: int(row["id"]) > after, _ours(api, str(pending.state["to"]))):
        if same(_words(row), pending.post.text):
            return Found(_ref(row))
    return CannotTell("It is not among the newest messages, but X would send it twice if it still came.")


def read(api: Api, ref: Ref) -> ReadBack | None:
    """A message of the account's own."""
    row = _event_of(api, ref)
    if row is None or str(row["sender_id"]) != str(api.me()["id"]):
        return None
    return ReadBack(_ref(row), _words(row), as_given(row))


def _event_of(api: Api, ref: Ref) -> Json | None:
    try:
        found = api.read(f"/2/dm_events/{ref.native_id.removeprefix(_NAME)}", _ONE).get("data")
    except Refusal as refusal:
        if refusal.is_gone:
            return None
        raise _meant(refusal, _READ) from refusal
    return dict(found) if found else None


def _unread(api: Api, after: str, begun: datetime, place: str) -> tuple[list[Json], str]:
    """What is newer than is known, newest first, from `place` down; and where it goes on, "" where it is all."""
    rows: list[Json] = []
    for _ in range(PAGES):
        told, place = _events(api, "/2/dm_events", place)
        newer = list(takewhile(lambda each: _is_newer(each, after, begun), told))
        rows += newer
        if not place or len(newer) < len(told):
            return rows, ""
    return rows, place


def _events(api: Api, path: str, place: str = "") -> tuple[list[Json], str]:
    """(one page, newest first, each with its `author`; the place where the next begins, "" where there is none)."""
    try:
        page = api.read(path, {**FIELDS, **({"pagination_token": place} if place else {})})
    except ChannelError as refusal:
        raise _meant(refusal, _READ) from refusal
    users = {str(user["id"]): user for user in (page.get("includes") or {}).get("users") or ()}
    rows = [{**each, "author": users.get(str(each["sender_id"]), {})} for each in page.get("data") or ()]
    return rows, str((page.get("meta") or {}).get("next_token") or "")


def _meant(trouble: ChannelError, scope: str) -> ChannelError:
    """X says of a scope that is missing only that it is forbidden: what this call takes is known here."""
    plain_no = isinstance(trouble, Refusal) and trouble.status == 403 and trouble.said.rstrip(".") in ("", "Forbidden")
    if not plain_no and not (isinstance(trouble, Reauth) and "does not allow" in trouble.sentence):
        return trouble
    return Reauth(
        "X does not let the access token do this.",
        cure="Sign in again and allow direct messages; the app needs “Read and write and Direct message”.",
        scope=scope,
    )


def _explained(trouble: ChannelError) -> ChannelError:
    if isinstance(trouble, Refusal) and trouble.status == 403:
        trouble.cure = "They may take no messages from the account any more: look at the conversation on X."
    return trouble


def _ours(api: Api, person: str) -> list[Json]:
    """What the account said to `person`, newest first: as far back as one answer of X's goes."""
    mine = str(api.me()["id"])
    told, _ = _events(api, f"/2/dm_conversations/with/{person}/dm_events")
    return [row for row in told if str(row["sender_id"]) == mine]


def _said(mine: str, rows: Iterable[Json], asked: dict[str, str], at: datetime) -> Iterator[CommentEvent]:
    """Oldest first. What the account says answers what was written to it last; `asked` is brought up to date."""
    for row in rows:
        thread, ours = str(row["dm_conversation_id"]), str(row["sender_id"]) == mine
        yield _event(row, asked.get(thread, "") if ours else "", at)
        if not ours:
            asked.pop(thread, None)
            asked[thread] = _ref(row).native_id


def _newest_asked(below: Mapping[str, str], above: Mapping[str, str]) -> dict[str, str]:
    """By conversation what was written last, the newest at the end; what stands further up is newer."""
    rest = {thread: name for thread, name in below.items() if thread not in above}
    return dict([*rest.items(), *above.items()][-REMEMBERED:])


def _event(row: Json, answers: str, at: datetime) -> CommentEvent:
    ref, author = _ref(row), row.get("author") or {}
    return CommentEvent(
        native_id=ref.native_id,
        version=ref.version,
        kind="new",
        author_shown=str(author.get("name") or author.get("username") or "A person on X"),
        author_id=str(row["sender_id"]),
        text=_words(row),
        parent_ref=Ref(answers) if answers else None,
        root_ref=Ref(f"{_NAME}{row['dm_conversation_id']}"),
        url="",
        raw=as_given(row),
        observed_at=at,
        via="GET /2/dm_events",
        said_at=_moment(row),
        private=True,
    )


def _is_newer(row: Json, after: str, begun: datetime) -> bool:
    return int(row["id"]) > int(after or 0) and _moment(row) >= begun


def _is_between_two(row: Json) -> bool:
    """A conversation of two bears both their numbers."""
    return "-" in str(row.get("dm_conversation_id", ""))


def _words(row: Json) -> str:
    return plain({"text": row.get("text", ""), "entities": row.get("entities") or {}})


def _moment(row: Json) -> datetime:
    return datetime.fromisoformat(str(row["created_at"]).replace("Z", "+00:00"))


def _ref(row: Json) -> Ref:
    return Ref(f"{_NAME}{row['id']}", str(row["id"]))


_ONE = {name: FIELDS[name] for name in ("dm_event.fields", "expansions", "user.fields")}
