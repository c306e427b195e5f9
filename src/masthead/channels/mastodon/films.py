"""A film for a post on a Mastodon-like server: its limits asked first, its bytes from the disk, then the wait for it.

By https://docs.joinmastodon.org/methods/media/ (202 for a file the server works on, then 206 while it still does, 422
where it cannot use it) and …/entities/Instance/ (configuration, media_attachments). Mastodon.py would hold the whole
film in memory, twice, and tell nobody how far it is: so the upload goes over a connection of our own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from masthead.channels.errors import OutcomeUnknown, Reauth, Rejected, Transient
from masthead.channels.films import EXPORT, KEPT, VIDEO, Watched, shown_at
from masthead.channels.https import Answer, Https
from masthead.channels.mastodon.server import Gone, Server
from masthead.channels.post import AssetFile

_SMALLER = "Export the video smaller or shorter, replace it in the draft and have it approved again."
_RECONNECT = "Make a new access token on the server and connect the presence again."


def uploaded(server: Server, film: AssetFile, sent: Callable[[], None]) -> tuple[str, bool]:
    """(the server's number for it, whether it is ready). A file no post names is deleted by the server in a day.

    sent: called after each piece; what it raises comes out. Raises Transient, RateLimited, Reauth and Rejected.
    """
    there = Https(server.host, server.address, headers={"Authorization": f"Bearer {server.token}"})
    _refuse_unfit(server, film, _limits(there))
    form = {"description": film.alt} if film.alt else {}
    try:
        with Watched(film.path, sent) as file:
            files = {"file": (film.path.name, file, film.mime)}
            answer = there.tell("POST", "/api/v2/media", data=form, files=files, timeout=KEPT)
    except OutcomeUnknown as lost:
        # Whatever arrived is shown by no post; the next attempt uploads it again.
        raise Transient(lost.sentence, cure=lost.cure) from lost
    made = answer.body if isinstance(answer.body, dict) else {}
    if not answer.is_yes:
        raise _refusal(server, answer)
    if not made.get("id"):
        raise Transient(f"{server.host} did not say under which number it keeps the video.")
    return str(made["id"]), bool(made.get("url"))


def is_prepared(server: Server, number: str) -> bool:
    """Whether the server has worked the film through. Raises Rejected for one it cannot use, or has deleted."""
    try:
        with server.asked():
            return bool(server.api.media(number)["url"])
    except Gone as gone:
        raise Rejected(
            f"{server.host} no longer has the prepared video: it keeps one for a day.",
            cure="Release the post to upload the video again.",
        ) from gone
    except Rejected as refusal:
        why = _after_colon(refusal.sentence)
        raise Rejected(f"{server.host} cannot use the video: {why}.", cure=EXPORT) from refusal


def _limits(there: Https) -> dict[str, Any]:
    """What the server says of files; empty where it says nothing, as old ones do."""
    answer = there.ask("/api/v2/instance")
    said = answer.body if answer.is_yes and isinstance(answer.body, dict) else {}
    limits = (said.get("configuration") or {}).get("media_attachments")
    return limits if isinstance(limits, dict) else {}


def _refuse_unfit(server: Server, film: AssetFile, limits: dict[str, Any]) -> None:
    types, heaviest, pixels = (
        limits.get(name) for name in ("supported_mime_types", "video_size_limit", "video_matrix_limit")
    )
    if isinstance(types, list) and types and VIDEO not in types:
        raise Rejected(f"{server.host} takes no videos.", cure="Take the video out, or leave this presence out.")
    if isinstance(heaviest, int) and film.path.stat().st_size > heaviest > 0:
        raise Rejected(
            f"{server.host} takes videos of at most {heaviest / 1_000_000:.3g} MB, and this one is larger.",
            cure=_SMALLER,
        )
    width, height = shown_at(film.path)
    if isinstance(pixels, int) and width * height > pixels > 0:
        raise Rejected(
            f"{server.host} takes videos of at most {pixels / 1_000_000:.3g} million pixels, and this one has"
            f" {width} × {height}.",
            cure=_SMALLER,
        )


def _refusal(server: Server, answer: Answer) -> Rejected | Reauth:
    body = answer.body if isinstance(answer.body, dict) else {}
    said = str(body.get("error") or answer.status).rstrip(".")
    if answer.status == 401:
        return Reauth(f"{server.host} does not accept the access token.", cure=_RECONNECT)
    if answer.status == 403 and "scope" in said.casefold():
        return Reauth(f"The access token does not allow this: {said}.", cure=_RECONNECT)
    if answer.status == 413:
        return Rejected(f"{server.host} takes no file as large as the video.", cure=_SMALLER)
    return Rejected(f"{server.host} did not take the video: {said}.", cure=EXPORT)


def _after_colon(sentence: str) -> str:
    """What the server itself said, out of the sentence it is told in."""
    return sentence.partition(": ")[2].rstrip(".") or sentence.rstrip(".")
