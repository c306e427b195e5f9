"""A film of a Page: sent in pieces as a draft that nobody sees, with its captions; then the one change that shows it.

By https://developers.facebook.com/docs/video-api/guides/publishing and …/docs/graph-api/reference/page/videos (the
phases of an upload; `published`, `unpublished_content_type`), …/reference/video (`status`, `post_id`, and `published`
as a change) and …/reference/video/captions. How an upload goes on where its answer was lost is taken from
Meta's own library (facebook-python-business-sdk): the platform says with an error at which byte. A draft that is never
published is seen by nobody, so an upload that was given up is simply made again. Proved on a contract alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from masthead.channels.errors import ChannelError, OutcomeUnknown, Rejected, Transient
from masthead.channels.facebook.page import Page, ref_of
from masthead.channels.facebook.subtitles import locale_of
from masthead.channels.films import EXPORT, Film
from masthead.channels.graph import Gone, Graph, Json, OutOfStep
from masthead.channels.graph_since import since
from masthead.channels.outcomes import CannotTell, Done, Found, Unknown
from masthead.channels.post import AssetFile, Pending, Post
from masthead.channels.subrip import subrip

PIECE = 4 * 1024 * 1024
"""Bytes sent at once: even a slow line sends them well within the time a delivery is lent out."""
TRIES = 3
"""How often in a row one piece is sent whose answer is lost, before the upload waits for a better hour."""
_DRAFT = {"published": "false", "unpublished_content_type": "DRAFT"}
_PREPARE_AGAIN = "Release it to prepare it again."


def is_film(pending: Pending) -> bool:
    return "video" in pending.state


def prepare(page: Page, post: Post, film: Film, sent: Callable[[], None]) -> str:
    """The number of a draft that holds the film and its captions. Calls `sent` after each piece; what it raises ends
    the upload. Raises Transient where an answer was lost, and what `Graph.post` raises besides."""
    path = f"/{page.id}/videos"
    size = {"upload_phase": "start", "file_size": str(film.file.path.stat().st_size)}
    begun = _surely(page.graph, path, {**size, **_DRAFT})
    number, session = str(begun.get("video_id") or ""), {"upload_session_id": str(begun.get("upload_session_id") or "")}
    if not number:
        raise Transient("Facebook began an upload without saying of what.")
    _transfer(page.graph, path, session, film.file, begun, sent)
    _surely(page.graph, path, {"upload_phase": "finish", **session, "description": post.text, **_DRAFT})
    if film.captions:
        _caption(page.graph, number, film.captions, locale_of(film.language))
        sent()
    return number


def advanced(graph: Graph, pending: Pending) -> bool:
    """Whether Facebook has worked the film through. Raises Rejected for one it cannot, with its reason."""
    try:
        status = graph.read(f"/{_number(pending)}", "status").get("status") or {}
    except Gone as gone:
        raise _deleted() from gone
    if status.get("video_status") in ("error", "expired", "upload_failed"):
        raise Rejected(f"Facebook cannot use the video: {_reason(status)}.", cure=EXPORT)
    return bool(status.get("video_status") == "ready")


def publish(page: Page, pending: Pending) -> Done | Unknown:
    """Show the draft, with the words as approved: the one public change."""
    try:
        page.graph.post(f"/{_number(pending)}", {"published": "true", "description": pending.post.text})
    except OutcomeUnknown as lost:
        return Unknown(lost.sentence)
    except Gone as gone:
        raise _deleted() from gone
    try:
        found = look_for(page, pending)
    except ChannelError as error:
        return Unknown(f"Facebook took the video, and its post could not be read yet. {error.sentence}")
    if not isinstance(found, Found):
        return Unknown("Facebook took the video, and does not show it yet.")
    return Done(found.ref)


def look_for(page: Page, pending: Pending) -> Found | CannotTell:
    """The post of the film. Never Absent: it would be uploaded anew, and a late arrival would show the earlier one."""
    there = page.graph.find(f"/{_number(pending)}", "published,post_id")
    if there is None:
        return CannotTell("The prepared video is no longer on Facebook.")
    if not there.get("published"):
        return CannotTell("The video is a draft on Facebook still, but an earlier attempt could yet publish it.")
    shown = _post_of(page, there, pending)
    if shown is None:
        return CannotTell("Facebook says that the video is published, but does not show its post yet.")
    return Found(ref_of(shown))


def _post_of(page: Page, film: Json, pending: Pending) -> Json | None:
    """The Page's post that shows the film, by its number or else by its words among what is new."""
    if number := str(film.get("post_id") or ""):
        return page.thing(number if "_" in number else f"{page.id}_{number}")
    return next(
        (row for row in since(page.ours_under(""), pending) if row.get("message", "") == pending.post.text), None
    )


def _transfer(
    graph: Graph, path: str, session: Mapping[str, str], film: AssetFile, begun: Json, sent: Callable[[], None]
) -> None:
    (at, end), lost = _offsets(begun), 0
    furthest = at  # a platform that goes back and forth comes no further
    with film.path.open("rb") as file:
        while at < end:
            file.seek(at)
            piece = (film.path.name, file.read(min(PIECE, end - at)), "application/octet-stream")
            form = {"upload_phase": "transfer", **session, "start_offset": str(at)}
            try:
                goes_on = _offsets(graph.post(path, form, files={"video_file_chunk": piece}))
            except OutOfStep as standing:
                goes_on = _offsets(standing.stands_at)
            except (OutcomeUnknown, Transient):
                goes_on = (at, end)
            lost, furthest = (0, goes_on[0]) if goes_on[0] > furthest else (lost + 1, furthest)
            if lost == TRIES:
                raise Transient("The upload of the video to Facebook broke off.")
            at, end = goes_on
            sent()


def _caption(graph: Graph, number: str, captions: AssetFile, locale: str) -> None:
    """Captions in one language replace those there were, so they may be sent again."""
    words = subrip(captions.path.read_text(encoding="utf-8")).encode()
    file = (f"captions.{locale}.srt", words, "application/x-subrip")
    _surely(graph, f"/{number}/captions", {"default_locale": locale}, files={"captions_file": file})


def _surely(graph: Graph, path: str, form: Mapping[str, str], **more: Any) -> Json:
    """A write that nobody sees: where its answer is lost, all is made anew later. Raises Transient then."""
    try:
        return graph.post(path, form, **more)
    except OutcomeUnknown as lost:
        raise Transient(lost.sentence, cure=lost.cure) from lost


def _offsets(told: Mapping[str, Any]) -> tuple[int, int]:
    """(at which byte the upload goes on, where it ends for now): the same where all has arrived."""
    try:
        return int(told["start_offset"]), int(told["end_offset"])
    except (KeyError, TypeError, ValueError) as error:
        raise Transient("Facebook did not say how far the upload of the video is.") from error


def _reason(status: Mapping[str, Any]) -> str:
    """What went wrong in the words of Facebook, from whichever phase names it."""
    for phase in ("uploading_phase", "processing_phase", "publishing_phase"):
        for error in (status.get(phase) or {}).get("errors") or []:
            if said := str(error.get("message") or "").rstrip(". "):
                return said
    return "it does not say why"


def _number(pending: Pending) -> str:
    number = pending.state.get("video")
    if not isinstance(number, str) or not number:
        raise Rejected("What was prepared for Facebook is lost.", cure=_PREPARE_AGAIN)
    return number


def _deleted() -> Rejected:
    return Rejected("The prepared video was deleted on Facebook.", cure=_PREPARE_AGAIN)
