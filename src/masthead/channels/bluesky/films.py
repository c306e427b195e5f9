"""A film in a post of Bluesky: uploaded to the account's own server as a picture is, with its captions.

By https://docs.bsky.app/docs/tutorials/video ("Simple method") and the lexicon app.bsky.embed.video. Bluesky's video
service makes it ready to play once the record is out. What would make that fail is asked before: the limit of the
account's server (com.atproto.server.describeServer), and whether the address of an account of Bluesky's own is
confirmed (com.atproto.server.getSession).
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from masthead.channels.bluesky.answers import Refusal
from masthead.channels.bluesky.post import Record
from masthead.channels.bluesky.xrpc import Xrpc
from masthead.channels.errors import Rejected
from masthead.channels.films import EXPORT, Film, shown_at
from masthead.channels.post import AssetFile

_THEIRS = (".bsky.social", ".bsky.network")


def film_embed(xrpc: Xrpc, film: Film, sent: Callable[[], None]) -> Record:
    """The part of the record that shows the film. Raises what `sent` raises, and Rejected for what cannot be shown."""
    _refuse_unless_confirmed(xrpc)
    _refuse_too_large(xrpc, film.file)
    embed: Record = {"$type": "app.bsky.embed.video", "video": _uploaded(xrpc, film.file, sent)}
    width, height = shown_at(film.file.path)
    if width and height:
        embed["aspectRatio"] = {"width": width, "height": height}
    if film.file.alt:
        embed["alt"] = film.file.alt
    if film.captions:
        file = xrpc.upload(film.captions.path.read_bytes(), film.captions.mime)
        embed["captions"] = [{"lang": film.language, "file": file}]
    return embed


def _uploaded(xrpc: Xrpc, film: AssetFile, sent: Callable[[], None]) -> Record:
    try:
        return xrpc.upload_file(film.path, film.mime, sent)
    except Refusal as refusal:
        raise Rejected(f"Bluesky did not take the video: {_said(refusal)}.", cure=EXPORT) from refusal


def _refuse_too_large(xrpc: Xrpc, film: AssetFile) -> None:
    """A server that names no limit says no when it is asked to keep the file."""
    most = xrpc.query("com.atproto.server.describeServer").get("blobUploadLimit")
    if isinstance(most, int) and film.path.stat().st_size > most:
        raise Rejected(
            f"The account's server takes files of at most {most / 1_000_000:.3g} MB, and the video is larger.",
            cure="Export the video smaller or shorter, replace it in the draft and have it approved again.",
        )


def _refuse_unless_confirmed(xrpc: Xrpc) -> None:
    """Bluesky's video service asks it of Bluesky's own accounts. A sign-in may not be told; then nothing is held up."""
    host = urlsplit(xrpc.access.service).hostname or ""
    if not f".{host}".endswith(_THEIRS):
        return
    if xrpc.query("com.atproto.server.getSession").get("emailConfirmed") is False:
        raise Rejected(
            "Bluesky plays no videos of an account whose e-mail address is not confirmed.",
            cure="On Bluesky, under Settings, Account, confirm the e-mail address, then release the post again.",
        )


def _said(refusal: Refusal) -> str:
    return refusal.sentence.partition(": ")[2].rstrip(".") or refusal.code
