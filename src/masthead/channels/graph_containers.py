"""A post on Instagram or Threads is a container first: seen by nobody, filled by the platform, published at most once.

Whether a container is published is told for a day. By https://developers.facebook.com/docs/instagram-platform:
reference/ig-container, reference/error-codes; and /docs/threads/troubleshooting, which names what may be wrong with a
film. Films are fetched from the desk as pictures are: Instagram takes bytes only of apps with Facebook Login
(…/content-publishing/resumable-uploads), and Threads of none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from masthead.channels.errors import OutcomeUnknown, Rejected, Transient
from masthead.channels.films import EXPORT, is_shown
from masthead.channels.graph import Gone, Graph, Refusal
from masthead.channels.outcomes import Absent, CannotTell, Unknown
from masthead.channels.post import AssetFile, Pending

NOT_READY = frozenset({2207027, 4279009})
TAKEN_FOR_SPAM = 2207051
_NOT_FETCHED = "Check that the desk’s public address opens from elsewhere without a password, then release it again."
CURES: Mapping[int, str] = {
    2207003: "Check that the desk’s public address opens quickly from elsewhere, then release the post again.",
    2207004: "Make the picture smaller than 8 MB.",
    2207005: "Replace the picture by a JPEG.",
    2207009: "Crop the picture: no taller than 4 to 5, no wider than 1.91 to 1.",
    2207020: "Release the post to prepare it again.",
    2207026: EXPORT,
    2207050: "Sign in to the account in the platform’s own app, and do what it asks there.",
    2207052: _NOT_FETCHED,
}
FAULTS: Mapping[str, tuple[str, str]] = {
    "FAILED_DOWNLOADING_VIDEO": ("it could not fetch the video from this desk", _NOT_FETCHED),
    "FAILED_PROCESSING_VIDEO": ("it cannot read the video", EXPORT),
    "FAILED_PROCESSING_AUDIO": ("it cannot read the sound of the video", EXPORT),
    "INVALID_ASPEC_RATIO": ("the video is too wide or too tall", "Crop the video to 9:16, 1:1 or 16:9."),
    "INVALID_BIT_RATE": ("the video holds more data a second than it takes", "Export the video anew, with less of it."),
    "INVALID_DURATION": ("the video is too long or too short", "Cut the video to a length that it takes."),
    "INVALID_FRAME_RATE": ("the video has too few or too many frames a second", "Export it with 24 to 60 of them."),
    "INVALID_AUDIO_CHANNELS": ("the sound is neither mono nor stereo", "Export the video with its sound in stereo."),
    "INVALID_AUDIO_CHANNEL_LAYOUT": ("the sound is neither mono nor stereo", "Export it with its sound in stereo."),
    "UNKNOWN": ("it does not say why", ""),
}
"""What is wrong with a film by the name the platform has for it (the first misspelt, as it is there), and the cure."""
_SUBCODE = re.compile(r"\b(?:2207|4279)\d{3}\b")
_UNREADABLE = {2207026: "the video is encoded in a way that it does not know"}

NO_ADDRESS = (
    "{platform} fetches pictures and videos from the desk, and this desk has no public address that begins with"
    " https://. Post without them or by hand, or ask the administrator."
)


def needs_address(platform: str, assets: tuple[AssetFile, ...]) -> list[str]:
    """Why pictures and films cannot go there from this desk; nothing where they can."""
    fetched = [asset for asset in assets if is_shown(asset)]
    return [NO_ADDRESS.format(platform=platform)] if any(not asset.url for asset in fetched) else []


def advanced(graph: Graph, pending: Pending, *, field: str, why: str) -> Pending:
    """Ready once the platform says so. `field` tells the standing, `why` what went wrong. Raises Rejected."""
    try:
        told = graph.read(f"/{container_of(pending)}", f"{field},{why}")
    except Gone:
        return pending  # one just made is not known everywhere at once
    standing = str(told.get(field, ""))
    if standing in ("ERROR", "EXPIRED"):
        said, cure = _in_words(str(told.get(why) or standing))
        raise Rejected(
            f"{graph.platform} could not prepare the post: {said}.",
            cure=cure or "Replace the pictures or the video, or release the post to prepare it again.",
        )
    return replace(pending, ready=standing in ("FINISHED", "PUBLISHED"))


def _in_words(told: str) -> tuple[str, str]:
    """(what is wrong, what a person can do, "" where only the platform knows)."""
    said = told.rstrip(". ")
    if said in FAULTS:
        return FAULTS[said]
    if found := _SUBCODE.search(said):
        subcode = int(found.group())
        return _UNREADABLE.get(subcode, said), CURES.get(subcode, "")
    return said, ""


def publish(graph: Graph, path: str, pending: Pending) -> str | Unknown:
    """The id of what is public now. Raises Transient for a container the platform does not know or fill yet."""
    try:
        return graph.make(path, {"creation_id": container_of(pending)})
    except OutcomeUnknown as lost:
        return Unknown(lost.sentence)
    except Refusal as refusal:
        if refusal.subcode == TAKEN_FOR_SPAM:
            return Unknown(f"{graph.platform} takes the post for spam, and may have published it all the same.")
        if refusal.subcode in NOT_READY:
            raise Transient(f"{graph.platform} is not done with the post yet.") from refusal
        raise cured(refusal) from refusal


def looked_for(graph: Graph, pending: Pending, *, field: str) -> Absent | CannotTell:
    """What the container proves of a post that is not among the newest."""
    told = graph.find(f"/{container_of(pending)}", field) or {}
    standing = str(told.get(field, ""))
    if standing in ("ERROR", "EXPIRED"):
        return Absent()
    if standing == "PUBLISHED":
        return CannotTell(f"{graph.platform} says that it is published, but does not list it yet.")
    return CannotTell(f"It is not among the newest on {graph.platform}, but an earlier attempt could still publish it.")


def cured(refusal: Refusal) -> Refusal:
    """The same refusal with what a person can do, where the platform's subcode tells."""
    refusal.cure = CURES.get(refusal.subcode, refusal.cure)
    return refusal


def container_of(pending: Pending) -> str:
    container = pending.state.get("container")
    if not isinstance(container, str) or not container:
        raise Rejected("What was prepared for the platform is lost.", cure="Release it to prepare it again.")
    return container
