"""What people answer to us, as it comes in, and what of it was reworded: the server tells nobody of an edit.

A private message is a post that only those named in it can read; one for followers alone is none for the public
either. What the account itself answers on the server comes in too: the exchange is whole, and the desk knows its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import takewhile
from typing import Any

from masthead.channels.errors import Rejected
from masthead.channels.events import CommentEvent, Kind, Page, Seen
from masthead.channels.mastodon.server import Gone, Server
from masthead.channels.mastodon.words import plain, version_of, without_address
from masthead.channels.ref import Ref

_OWN = "GET /api/v1/accounts/statuses"
PUBLIC = frozenset({"public", "unlisted"})
_PAGE, WATCHED, AT_ONCE = 40, 100, 20
"""Notifications at once; how many of the newest replies are read again in turn; and how many of them in one pull."""


def replies(server: Server, stream: str, cursor: str, *, at: datetime) -> Page:
    """cursor: the newest notification read, the wordings watched, those to be read again next first; our own number,
    and the newest of our own posts."""
    if stream != "comments":
        raise Rejected(f"Mastodon has no stream called {stream}.")
    known: dict[str, Any] = json.loads(cursor) if cursor else {}
    after, watched = str(known.get("after", "0")), dict(known.get("watched", {}))
    with server.asked():
        page = list(server.api.notifications(min_id=after, limit=_PAGE, types=["mention"]))
    events = []
    for notice in reversed(page):  # a page comes newest first
        status = notice.get("status")
        if notice["type"] == "mention" and status:
            events.append(_event(server, status, "new", at))
            watched[str(status["id"])] = version_of(status)
    more, kept = len(page) == _PAGE, {"after": str(page[0]["id"]) if page else after}
    if not more:
        # What we answered is told after what it answers.
        own, answers, more = _own(server, str(known.get("me", "")), known.get("own"), at)
        kept, events = {**kept, **own}, events + answers
    elif "own" in known:
        kept = {**kept, "me": known["me"], "own": known["own"]}
    if not page:
        reworded, watched = _reworded(server, watched, at)
        events += reworded
    return Page(tuple(events), json.dumps({**kept, "watched": dict(list(watched.items())[-WATCHED:])}), more)


def is_private(status: Any) -> bool:
    """Whether the public cannot read it. A visibility that is not known is taken for a private one."""
    return status.get("visibility") not in PUBLIC


def recheck(server: Server, refs: Sequence[Ref]) -> Mapping[str, Seen]:
    there = posts_by_number(server, [ref.native_id for ref in refs])
    seen: dict[str, Seen] = {}
    for ref in refs:
        status = there.get(ref.native_id)
        if status is None:
            seen[ref.native_id] = "gone"
        else:
            seen[ref.native_id] = "edited" if ref.version not in ("", version_of(status)) else "present"
    return seen


def author_id_of(account: Any) -> str:
    """What the server gives an account for good: nobody types it."""
    return str(account.get("uri") or account["acct"])


def _own(server: Server, me: str, since: object, at: datetime) -> tuple[dict[str, str], list[CommentEvent], bool]:
    """(our number and the newest of our posts, our answers and private messages since, whether there may be more).

    The first time, only the newest number is noted: what was said before the presence was connected is not taken in.
    """
    with server.asked():
        me = me or str(server.api.account_verify_credentials()["id"])
        if not isinstance(since, str):
            page = list(server.api.account_statuses(me, limit=1))
            return {"me": me, "own": str(page[0]["id"]) if page else "0"}, [], False
        page = list(server.api.account_statuses(me, min_id=since, limit=_PAGE, exclude_reblogs=True))
    answers = [
        each for each in reversed(page) if is_private(each) or str(each.get("in_reply_to_account_id") or me) != me
    ]
    newest = str(page[0]["id"]) if page else since
    return (
        {"me": me, "own": newest},
        [_event(server, each, "new", at, via=_OWN) for each in answers],
        len(page) == _PAGE,
    )


def _reworded(server: Server, watched: dict[str, str], at: datetime) -> tuple[list[CommentEvent], dict[str, str]]:
    """Read some again and put them last. What is gone is told by `recheck`, which is asked of all that matters."""
    turn = list(watched)[:AT_ONCE]
    there = posts_by_number(server, turn)
    events = []
    for number in turn:
        before = watched.pop(number)
        if status := there.get(number):
            watched[number] = version_of(status)
            if watched[number] != before:
                events.append(_event(server, status, "edited", at))
    return events, watched


def posts_by_number(server: Server, numbers: Sequence[str]) -> dict[str, Any]:
    """Posts by number, many at a time where the server can do that; those that are gone are left out."""
    found: dict[str, Any] = {}
    for start in range(0, len(numbers), AT_ONCE):
        batch = list(numbers[start : start + AT_ONCE])
        try:
            with server.asked():
                found |= {str(status["id"]): status for status in server.api.statuses(batch)}
        except Rejected:
            for number in batch:
                try:
                    with server.asked():
                        found[number] = server.api.status(number)
                except Gone:
                    continue
    return found


def _event(server: Server, status: Any, kind: Kind, at: datetime, *, via: str = "") -> CommentEvent:
    account = status["account"]
    parent, private = str(status["in_reply_to_id"] or ""), is_private(status)
    return CommentEvent(
        native_id=str(status["id"]),
        version=version_of(status),
        kind=kind,
        author_shown=str(account["display_name"] or account["acct"]),
        author_id=author_id_of(account),
        text=without_address(plain(str(status["content"])), status["mentions"]),
        parent_ref=Ref(parent) if parent else None,
        root_ref=_root(server, status, private) if parent else None,
        url=str(status["url"] or status["uri"]),
        raw=json.dumps(status, default=str, ensure_ascii=False, sort_keys=True).encode(),
        observed_at=at,
        via=via or ("GET /api/v1/notifications" if kind == "new" else "GET /api/v1/statuses"),
        said_at=status["created_at"] if isinstance(status["created_at"], datetime) else None,
        private=private,
    )


def _root(server: Server, status: Any, private: bool) -> Ref:
    """The head of the thread, as far as our server knows it; what the reply answers, where it does not.

    The head of a private exchange is the first private message of it, which may itself answer something public.
    """
    itself, parent = Ref(str(status["id"]), url=str(status["url"] or "")), Ref(str(status["in_reply_to_id"]))
    try:
        with server.asked():
            ancestors = server.api.status_context(status["id"])["ancestors"]
    except Gone:
        return itself if private else parent
    if private:
        # From the nearest upward, so long as it is private too.
        alike = list(takewhile(is_private, reversed(ancestors)))
        return Ref(str(alike[-1]["id"]), url=str(alike[-1]["url"] or "")) if alike else itself
    return Ref(str(ancestors[0]["id"]), url=str(ancestors[0]["url"] or "")) if ancestors else parent
