"""Comments under the channel's videos: as events, answers of ours, held for review and published again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from masthead.channels.as_given import as_given
from masthead.channels.errors import OutcomeUnknown, Rejected
from masthead.channels.events import CommentEvent, Kind, Seen
from masthead.channels.outcomes import CannotTell, Done, Found, Moderated, ReadBack, Unknown
from masthead.channels.port import Action
from masthead.channels.post import Pending, Post
from masthead.channels.ref import Ref
from masthead.channels.youtube.api import Api, Json, Refusal
from masthead.channels.youtube.description import SITE
from masthead.channels.youtube.words import version_of

BATCH = 50
_STATUS: Mapping[Action, str] = {"hide": "heldForReview", "restore": "published"}


def id_of(ref: Ref) -> str:
    return ref.native_id.partition(":")[2]


def is_comment(ref: Ref) -> bool:
    return ref.native_id.startswith("comment:")


def text_of(comment: Json) -> str:
    return str(comment["snippet"]["textDisplay"])


def author_of(comment: Json) -> str:
    return str((comment["snippet"].get("authorChannelId") or {}).get("value", ""))


def ref_of(comment: Json, video: str = "") -> Ref:
    video = video or str(comment["snippet"].get("videoId", ""))
    url = f"{SITE}/watch?v={video}&lc={comment['id']}" if video else ""
    return Ref(f"comment:{comment['id']}", version_of(text_of(comment)), url)


def found(api: Api, numbers: Sequence[str]) -> dict[str, Json]:
    """Comments by their ids; those that are gone, or were rejected, are left out."""
    there: dict[str, Json] = {}
    for start in range(0, len(numbers), BATCH):
        batch = ",".join(numbers[start : start + BATCH])
        rows = api.read("comments", part="snippet", id=batch, textFormat="plainText").get("items", [])
        there |= {str(row["id"]): row for row in rows}
    return there


def answers(api: Api, parent: str) -> Iterator[Json]:
    """Everything under a comment."""
    wanted: dict[str, Any] = {"part": "snippet", "parentId": parent, "maxResults": 100, "textFormat": "plainText"}
    while True:
        page = api.read("comments", **wanted)
        yield from page.get("items", [])
        if not page.get("nextPageToken"):
            return
        wanted["pageToken"] = page["nextPageToken"]


def event_of(comment: Json, video: str, kind: Kind, at: datetime) -> CommentEvent:
    ref, root, snippet = ref_of(comment, video), Ref(f"video:{video}"), comment["snippet"]
    parent = snippet.get("parentId")
    return CommentEvent(
        native_id=ref.native_id,
        version=ref.version,
        kind=kind,
        author_shown=str(snippet.get("authorDisplayName") or "Somebody on YouTube"),
        author_id=author_of(comment),
        text=text_of(comment),
        parent_ref=Ref(f"comment:{parent}") if parent else root,
        root_ref=root,
        url=ref.url,
        raw=as_given(comment),
        observed_at=at,
        via="commentThreads.list" if kind == "new" else "comments.list",
        said_at=datetime.fromisoformat(str(snippet["publishedAt"]).replace("Z", "+00:00")),
    )


def recheck(api: Api, refs: Sequence[Ref]) -> Mapping[str, Seen]:
    there = found(api, [id_of(ref) for ref in refs])
    seen: dict[str, Seen] = {}
    for ref in refs:
        comment = there.get(id_of(ref))
        if comment is None:
            seen[ref.native_id] = "gone"
        elif _is_hidden(comment):
            seen[ref.native_id] = "hidden"
        else:
            seen[ref.native_id] = "edited" if ref.version not in ("", version_of(text_of(comment))) else "present"
    return seen


def moderate(api: Api, ref: Ref, action: Action) -> Moderated:
    """Held for review rather than rejected: YouTube gives nobody a rejected comment again, not even its owner."""
    here = found(api, [id_of(ref)]).get(id_of(ref))
    if here is None:
        raise Rejected("The comment is no longer on YouTube.", cure="Nothing to do: nobody can read it there.")
    if _is_hidden(here) != (action == "hide"):
        api.write("comments", "setModerationStatus", id=id_of(ref), moderationStatus=_STATUS[action])
        here = found(api, [id_of(ref)]).get(id_of(ref))
    if here is None:
        return Moderated(Ref(ref.native_id), hidden=True, read_back="not shown")
    return Moderated(ref_of(here), _is_hidden(here), _status(here))


def prepare(api: Api, post: Post, answered: Ref, me: str) -> dict[str, Any]:
    """The whole answer, written down: where it goes, and what is there already by us."""
    if not is_comment(answered):
        video = id_of(answered)
        snippet = {"channelId": me, "videoId": video, "topLevelComment": {"snippet": {"textOriginal": post.text}}}
        known = [str(each["snippet"]["topLevelComment"]["id"]) for each in _threads(api, video)]
        return {"thread": video, "snippet": snippet, "known": known}
    comment = found(api, [id_of(answered)]).get(id_of(answered))
    if comment is None:
        raise Rejected("The comment you answer is no longer there.", cure="Answer in a comment of its own.")
    parent = str(comment["snippet"].get("parentId") or comment["id"])
    known = [str(each["id"]) for each in answers(api, parent)]
    return {"parent": parent, "snippet": {"parentId": parent, "textOriginal": post.text}, "known": known}


def commit(api: Api, pending: Pending) -> Done | Unknown:
    on_the_video = "thread" in pending.state
    try:
        made = api.write(
            "commentThreads" if on_the_video else "comments",
            "insert",
            part="snippet",
            body={"snippet": pending.state["snippet"]},
        )
    except OutcomeUnknown as lost:
        return Unknown(lost.sentence)
    return Done(ref_of(made["snippet"]["topLevelComment"] if on_the_video else made))


def probe(api: Api, pending: Pending, me: str) -> Found | CannotTell:
    """Among ours in its place. YouTube would take it twice, so one that is not there may still arrive."""
    state, text = pending.state, pending.post.text.strip()
    if "thread" in state:
        rows = [each["snippet"]["topLevelComment"] for each in _threads(api, str(state["thread"]))]
    else:
        rows = list(answers(api, str(state["parent"])))
    known = state.get("known")
    for row in rows:
        is_new = not isinstance(known, list) or row["id"] not in known
        if is_new and author_of(row) == me and text_of(row).strip() == text:
            return Found(ref_of(row))
    return CannotTell("The answer is not there, but YouTube would take it twice if it still arrived.")


def read_back(api: Api, ref: Ref) -> ReadBack | None:
    comment = found(api, [id_of(ref)]).get(id_of(ref))
    if comment is None or _is_hidden(comment):
        return None
    here = ref_of(comment)
    raw = as_given(comment)
    return ReadBack(here if here.url else Ref(here.native_id, here.version, ref.url), text_of(comment), raw)


def edit(api: Api, ref: Ref, post: Post) -> Ref:
    snippet = {"textOriginal": post.text}
    api.write("comments", "update", part="snippet", body={"id": id_of(ref), "snippet": snippet})
    return Ref(ref.native_id, version_of(post.text), ref.url)


def delete(api: Api, ref: Ref) -> None:
    try:
        api.write("comments", "delete", id=id_of(ref))
    except Refusal as refusal:
        if not refusal.is_gone:
            raise


def _threads(api: Api, video: str) -> list[Json]:
    wanted = {"videoId": video, "maxResults": 100, "order": "time", "textFormat": "plainText"}
    return list(api.read("commentThreads", part="snippet", **wanted).get("items", []))


def _status(comment: Json) -> str:
    return str(comment["snippet"].get("moderationStatus", "published"))


def _is_hidden(comment: Json) -> bool:
    return _status(comment) != "published"
