"""Videos of ours: uploaded as private, with their captions, then the one change that makes them public."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from masthead.channels.as_given import as_given
from masthead.channels.errors import OutcomeUnknown, Rejected, Transient
from masthead.channels.outcomes import Absent, CannotTell, Done, Found, ReadBack, Unknown
from masthead.channels.post import AssetFile, Pending, Post
from masthead.channels.ref import Ref
from masthead.channels.titles import joined, split
from masthead.channels.youtube.api import Api, Json, Refusal
from masthead.channels.youtube.description import CAPTIONS, SITE, VIDEO
from masthead.channels.youtube.words import mark_of, version_of

EDUCATION = "27"
NEWEST = 50
_STATUS: Json = {"license": "youtube", "embeddable": True, "selfDeclaredMadeForKids": False}
_FAULTS = {
    "codec": "it is encoded in a way YouTube does not know",
    "emptyFile": "the file is empty",
    "invalidFile": "the file is no video",
    "tooSmall": "the video is too small",
    "duplicate": "the same video is on YouTube already",
    "length": "it is longer than this channel may upload; verify the channel on YouTube",
}


def prepare(api: Api, channel: Json, post: Post, key: str, sent: Callable[[], None]) -> dict[str, Any]:
    """A private video under a mark made of the key, found again when it is there already, with its captions.

    sent: called after each piece; what it raises comes out.
    """
    mark, (title, body) = mark_of(key), split(post.text)
    snippet = {"title": title, "description": body, "categoryId": EDUCATION, "defaultLanguage": post.lang}
    film = next(asset for asset in post.assets if asset.mime == VIDEO)
    try:
        number = _marked(api, channel, mark) or _uploaded(api, film, {**snippet, "tags": [mark]}, sent)
        for captions in (asset for asset in post.assets if asset.mime == CAPTIONS):
            _caption(api, number, captions, captions.lang or post.lang, sent)
    except OutcomeUnknown as lost:
        # Whatever arrived is private; the next attempt finds it by its mark.
        raise Transient(lost.sentence, cure=lost.cure) from lost
    return {"video": number, "snippet": snippet}


def is_ready(api: Api, number: str) -> bool:
    """Whether YouTube has worked the video through. Raises Rejected for one it cannot."""
    there = find(api, number)
    if there is None:
        raise Rejected("The prepared video was deleted on YouTube.", cure="Publish it anew.")
    status = there["status"]
    why = str(status.get("failureReason") or status.get("rejectionReason") or "")
    if status["uploadStatus"] in ("failed", "rejected"):
        raise Rejected(
            f"YouTube cannot use the video: {_FAULTS.get(why, why or 'it does not say why')}.",
            cure="Export the video anew as MP4 (H.264 and AAC), replace it in the draft and have it approved again.",
        )
    return bool(status["uploadStatus"] == "processed")


def commit(api: Api, pending: Pending) -> Done | Unknown:
    """Publish, with the words as approved and without the mark. Twice is once: it is the same video."""
    snippet = pending.state.get("snippet")
    body = {"id": pending.state["video"], "snippet": snippet, "status": {**_STATUS, "privacyStatus": "public"}}
    try:
        made = api.write("videos", "update", part="snippet,status", body=body)
    except OutcomeUnknown as lost:
        return Unknown(lost.sentence)
    except Refusal as refusal:
        if refusal.is_gone:
            raise Rejected("The prepared video was deleted on YouTube.", cure="Publish it anew.") from refusal
        raise
    if made["status"]["privacyStatus"] != "public":
        raise Rejected(
            "YouTube keeps the video private.",
            cure="Google has not audited the app yet, or somebody locked the video. Look at it in YouTube Studio.",
        )
    return Done(_ref(made))


def probe(api: Api, pending: Pending) -> Found | Absent | CannotTell:
    """A look at the video. Still private is safe: an attempt that arrives late publishes the same video."""
    there = find(api, str(pending.state.get("video", "")))
    if there is None or there["status"]["privacyStatus"] == "private":
        return Absent()
    if there["status"]["privacyStatus"] == "public":
        return Found(_ref(there))
    return CannotTell(f"Somebody has set the video to “{there['status']['privacyStatus']}” on YouTube.")


def read_back(api: Api, ref: Ref) -> ReadBack | None:
    there = find(api, ref.native_id.partition(":")[2])
    if there is None or there["status"]["privacyStatus"] != "public" or there["status"]["uploadStatus"] != "processed":
        return None
    text = joined(there["snippet"]["title"], there["snippet"].get("description", ""))
    return ReadBack(_ref(there), text, as_given(there))


def edit(api: Api, ref: Ref, post: Post) -> Ref:
    """What is not sent of a snippet is deleted there, so what is not ours to change is sent as it is."""
    there = find(api, ref.native_id.partition(":")[2])
    if there is None:
        raise Rejected("The video is no longer on YouTube.", cure="Publish it again as a new post.")
    kept = {
        name: there["snippet"][name] for name in ("categoryId", "defaultLanguage", "tags") if name in there["snippet"]
    }
    title, body = split(post.text)
    snippet = {**kept, "title": title, "description": body}
    return _ref(api.write("videos", "update", part="snippet", body={"id": there["id"], "snippet": snippet}))


def delete(api: Api, ref: Ref) -> None:
    try:
        api.write("videos", "delete", id=ref.native_id.partition(":")[2])
    except Refusal as refusal:
        if not refusal.is_gone:
            raise


def find(api: Api, number: str) -> Json | None:
    found = api.read("videos", part="snippet,status", id=number).get("items", [])
    return dict(found[0]) if found else None


def _marked(api: Api, channel: Json, mark: str) -> str:
    """The video an earlier attempt uploaded for the same key; "" where there is none."""
    uploads = channel["contentDetails"]["relatedPlaylists"]["uploads"]
    try:
        rows = api.read("playlistItems", part="contentDetails", playlistId=uploads, maxResults=NEWEST)
    except Refusal as refusal:
        if refusal.is_gone:  # a channel without any video has no list of them
            return ""
        raise
    numbers = [str(row["contentDetails"]["videoId"]) for row in rows.get("items", [])]
    there = api.read("videos", part="snippet,status", id=",".join(numbers)).get("items", []) if numbers else []
    return next((str(video["id"]) for video in there if mark in video["snippet"].get("tags", ())), "")


def _uploaded(api: Api, film: AssetFile, snippet: Json, sent: Callable[[], None]) -> str:
    body = {"snippet": snippet, "status": {**_STATUS, "privacyStatus": "private"}}
    made = api.upload("videos", film.path, VIDEO, sent, part="snippet,status", body=body, notifySubscribers=True)
    return str(made["id"])


def _caption(api: Api, number: str, captions: AssetFile, lang: str, sent: Callable[[], None]) -> None:
    there = api.read("captions", part="snippet", videoId=number).get("items", [])
    if any(each["snippet"]["language"] == lang and each["snippet"]["trackKind"] == "standard" for each in there):
        return
    snippet = {"videoId": number, "language": lang, "name": "", "isDraft": False}
    api.upload("captions", captions.path, CAPTIONS, sent, part="snippet", body={"snippet": snippet})


def _ref(video: Json) -> Ref:
    snippet = video["snippet"]
    version = version_of(snippet["title"], snippet.get("description", ""))
    return Ref(f"video:{video['id']}", version, f"{SITE}/watch?v={video['id']}")
