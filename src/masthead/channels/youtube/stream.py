"""What is said under the channel's videos, as it comes in and is reworded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from masthead.channels.errors import Rejected
from masthead.channels.events import CommentEvent, Page
from masthead.channels.youtube.api import Api, Json
from masthead.channels.youtube.comments import answers, author_of, event_of, text_of
from masthead.channels.youtube.words import version_of

PAGE, FIRST_PAGES, KEPT = 100, 10, 2000


def comments(api: Api, me: str, stream: str, cursor: str, *, at: datetime) -> Page:
    """cursor: the wordings known, by comment, and how many answers each thread had.

    Threads come newest first and no list says what changed, so the newest hundred are compared at each pull. Older
    pages are read only while a whole page was unknown: at the first pull, or after more than a hundred new threads.
    """
    if stream != "comments":
        raise Rejected(f"YouTube has no stream called {stream}.")
    known: dict[str, Any] = json.loads(cursor) if cursor else {}
    words, counts = dict(known.get("words", {})), dict(known.get("counts", {}))
    events: list[CommentEvent] = []
    wanted: dict[str, Any] = {"maxResults": PAGE, "order": "time", "textFormat": "plainText"}
    for _ in range(FIRST_PAGES):
        page = api.read("commentThreads", part="snippet,replies", allThreadsRelatedToChannelId=me, **wanted)
        threads = page.get("items", [])
        is_all_new = all(thread["id"] not in counts for thread in threads)
        for thread in reversed(threads):
            events += _news(api, thread, me, words, counts, at)
        if not page.get("nextPageToken") or not is_all_new:
            break
        wanted["pageToken"] = page["nextPageToken"]
    in_order = sorted(events, key=lambda event: (event.said_at or at, event.native_id))
    kept = {"words": dict(list(words.items())[-KEPT:]), "counts": dict(list(counts.items())[-KEPT:])}
    return Page(tuple(in_order), json.dumps(kept))


def _news(
    api: Api, thread: Json, me: str, words: dict[str, str], counts: dict[str, int], at: datetime
) -> Iterator[CommentEvent]:
    """What is new or reworded in a thread; `words` and `counts` are brought up to date, the newest last."""
    video, count = str(thread["snippet"].get("videoId", "")), int(thread["snippet"].get("totalReplyCount", 0))
    shown = list((thread.get("replies") or {}).get("comments", []))
    if count > len(shown) and count != counts.get(thread["id"]):
        shown = list(answers(api, str(thread["id"])))
    counts.pop(thread["id"], None)
    counts[thread["id"]] = count
    for comment in (thread["snippet"]["topLevelComment"], *shown):
        number, version = str(comment["id"]), version_of(text_of(comment))
        before = words.pop(number, None)
        words[number] = version
        if before != version and author_of(comment) != me:
            yield event_of(comment, video, "edited" if before else "new", at)
