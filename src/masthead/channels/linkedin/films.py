"""A film for a post on LinkedIn: its parts where LinkedIn says, its captions, then the wait until it is prepared.

By https://learn.microsoft.com/linkedin/marketing/community-management/shares/videos-api (initializeUpload, a PUT for
each part and its ETag, finalizeUpload, then the video's status). A video no post shows is seen by nobody, so an upload
that was given up is simply made anew.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import IO, Any

from masthead.channels.errors import Rejected, Transient
from masthead.channels.films import EXPORT, Film, sent_again
from masthead.channels.linkedin.rest import Json, Rest, urn
from masthead.channels.linkedin.transcripts import send

_AGAIN = "Release the post to upload the video again."


def uploaded(rest: Rest, owner: str, film: Film, sent: Callable[[], None]) -> str:
    """LinkedIn's name for the film, its captions with it. `sent` is called after each part; what it raises comes out.

    Raises OutcomeUnknown where an answer was lost, and else as `Rest.write`.
    """
    size, captions = film.file.path.stat().st_size, film.captions is not None
    asked: Json = {"owner": owner, "fileSizeBytes": size, "uploadCaptions": captions, "uploadThumbnail": False}
    answer = rest.write("POST", "/videos?action=initializeUpload", {"initializeUploadRequest": asked})
    place: Json = answer.body["value"]
    with film.file.path.open("rb") as file:
        tags = [_part(rest, file, part, sent) for part in _whole(place.get("uploadInstructions"), size)]
    if captions:
        sent_again("LinkedIn", partial(send, rest, str(place["captionsUploadUrl"]), film))
        sent()
    finished: Json = {"video": place["video"], "uploadToken": place.get("uploadToken", ""), "uploadedPartIds": tags}
    rest.write("POST", "/videos?action=finalizeUpload", {"finalizeUploadRequest": finished})
    return str(place["video"])


def is_prepared(rest: Rest, name: str) -> bool:
    """Whether LinkedIn has worked the film through. Raises Rejected for one it cannot use, or has no longer."""
    there = rest.find(f"/videos/{urn(name)}")
    if there is None:
        raise Rejected("LinkedIn no longer has the prepared video.", cure=_AGAIN)
    if there.get("status") == "PROCESSING_FAILED":
        why = str(there.get("processingFailureReason") or "it does not say why").rstrip(".")
        raise Rejected(f"LinkedIn cannot use the video: {why}.", cure=EXPORT)
    return bool(there.get("status") == "AVAILABLE")


def _whole(told: Any, size: int) -> list[tuple[int, int, str]]:
    """(first byte, one past the last, address) of each part. Raises Transient unless they make up the whole film."""
    try:
        parts = [(int(part["firstByte"]), int(part["lastByte"]) + 1, str(part["uploadUrl"])) for part in told or ()]
    except (KeyError, TypeError, ValueError):
        parts = []
    edges = [0, *(edge for first, end, _ in parts for edge in (first, end)), size]
    if not parts or edges[::2] != edges[1::2]:
        raise Transient("LinkedIn did not say where every part of the video goes.")
    return parts


def _part(rest: Rest, file: IO[bytes], part: tuple[int, int, str], sent: Callable[[], None]) -> str:
    first, end, address = part
    file.seek(first)
    tag = sent_again("LinkedIn", partial(rest.upload_part, address, file.read(end - first)))
    sent()
    return tag
