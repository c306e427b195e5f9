"""What is said to the account on X, and what it answers there itself, as it comes in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice

from masthead.channels.as_given import as_given
from masthead.channels.errors import Rejected
from masthead.channels.events import CommentEvent, Page, Seen
from masthead.channels.ref import Ref
from masthead.channels.x.api import PAGE, Api, Json
from masthead.channels.x.description import WEB
from masthead.channels.x.messages import is_message
from masthead.channels.x.words import answered, history, plain

SEARCHED = timedelta(days=6, hours=23)
"""X's search looks back seven days, and refuses a number older than that."""
_FIRST_NUMBER = datetime(2010, 11, 4, 1, 42, 54, 657000, tzinfo=UTC)
"""X's numbers count milliseconds from here, in their upper bits (docs.x.com, X IDs)."""


def said_to_us(api: Api, stream: str, cursor: str, *, at: datetime) -> Page:
    """Mentions; answers that leave out our name; and our own answers, given on X itself.

    cursor: the newest number read of each. It moves when all of a list was read, so a page cut off loses nothing.
    """
    if stream != "comments":
        raise Rejected(f"X has no stream called {stream}.")
    after: dict[str, str] = json.loads(cursor) if cursor else {}
    mine, found = str(api.me()["id"]), {}
    for name, posts in _lists(api, after, at):
        for status in posts:
            number = str(status["id"])
            after[name] = max(after.get(name, ""), number, key=_size)
            if _is_news(name, status, mine):
                found[number] = _event(status, _VIA[name], at)
    events = tuple(event for _, event in sorted(found.items(), key=lambda item: int(item[0])))
    return Page(events, json.dumps(after, sort_keys=True))


def recheck(api: Api, refs: Sequence[Ref]) -> Mapping[str, Seen]:
    # What the other side deleted of a direct message, X does not tell.
    seen: dict[str, Seen] = {ref.native_id: "unknown" for ref in refs if is_message(ref)}
    asked = [ref for ref in refs if ref.native_id not in seen]
    there = api.posts([ref.native_id for ref in asked])
    for ref in asked:
        status = there.get(ref.native_id)
        if status is None:
            seen[ref.native_id] = "gone"
        else:
            seen[ref.native_id] = "edited" if ref.version not in ("", history(status)[-1]) else "present"
    return seen


def _lists(api: Api, before: Mapping[str, str], at: datetime) -> Iterator[tuple[str, Iterator[Json]]]:
    mine, name = str(api.me()["id"]), str(api.me()["username"])
    yield "mentions", api.pages(f"/2/users/{mine}/mentions", _since(before.get("mentions", "")))
    since = before.get("search", "")
    known = _since(since if since and at - said_at(since) < SEARCHED else "")
    yield "search", api.pages("/2/tweets/search/recent", {"query": f"to:{name} -from:{name} -is:retweet", **known})
    # X charges for what is read: of what the account said before it was connected, only the newest number is noted.
    own = api.pages(f"/2/users/{mine}/tweets", {**_since(before.get("own", "")), "exclude": "retweets"})
    yield "own", own if "own" in before else islice(own, 1)


def _is_news(name: str, status: Json, mine: str) -> bool:
    if name == "own":
        return bool(answered(status)) and str(status.get("in_reply_to_user_id") or mine) != mine
    return str(status["author_id"]) != mine and (name == "mentions" or bool(answered(status)))


def _since(number: str) -> Mapping[str, str | int]:
    return {"max_results": PAGE, "since_id": number} if number else {"max_results": PAGE}


def said_at(number: str) -> datetime:
    """When the post of that number was written."""
    return _FIRST_NUMBER + timedelta(milliseconds=int(number) >> 22)


def _event(status: Json, via: str, at: datetime) -> CommentEvent:
    author, told = status["author"], history(status)
    parent = answered(status)
    return CommentEvent(
        native_id=told[0],
        version=told[-1],
        kind="edited" if len(told) > 1 else "new",
        author_shown=str(author.get("name") or author.get("username") or status["author_id"]),
        author_id=str(status["author_id"]),
        text=plain(status),
        parent_ref=Ref(parent) if parent else None,
        root_ref=Ref(str(status["conversation_id"])) if parent and status.get("conversation_id") else None,
        url=url_of(author.get("username", ""), told[-1]),
        raw=as_given(status),
        observed_at=at,
        via=via,
        said_at=datetime.fromisoformat(str(status["created_at"]).replace("Z", "+00:00")),
    )


def url_of(username: str, number: str) -> str:
    return f"{WEB}/{username or 'i/web'}/status/{number}"


def _size(number: str) -> int:
    return int(number or 0)


_VIA = {"mentions": "GET /2/users/mentions", "search": "GET /2/tweets/search/recent", "own": "GET /2/users/tweets"}
