"""A film for a post on X: sent in pieces that may be sent again, then its captions, then the wait until X prepared it.

By docs.x.com, x-api/media: quickstart/media-upload-chunked and the reference of interface 2.167 (initialize, append,
finalize, get-media-upload-status, create-media-subtitles). No post shows the file yet; X forgets it after a day, so an
upload that was given up is simply made anew.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from masthead.channels.errors import Rejected
from masthead.channels.films import EXPORT, PIECE, Film, sent_again
from masthead.channels.language_names import NAMES
from masthead.channels.post import AssetFile
from masthead.channels.x.api import Api, Json


def language_of(tag: str) -> str:
    """X's name of the language of a BCP 47 tag, such as EN; "" for one it has no captions in, as Choctaw.

    X takes languages of two letters alone.
    """
    language = tag.partition("-")[0].casefold()
    return language.upper() if language in NAMES and len(language) == 2 else ""


def uploaded(api: Api, film: Film, sent: Callable[[], None]) -> tuple[str, bool]:
    """(X's number for the film, whether it is ready), its captions with it. `sent` is called after each piece.

    Raises what `sent` raises, OutcomeUnknown where an answer was lost, and else as `Api.write`.
    """
    size = film.file.path.stat().st_size
    begun = {"media_type": film.file.mime, "media_category": "tweet_video", "total_bytes": size}
    number = str(api.write("POST", "/2/media/upload/initialize", begun)["data"]["id"])
    with film.file.path.open("rb") as file:
        for index, piece in enumerate(iter(lambda: file.read(PIECE), b"")):
            sent_again("X", partial(api.append, number, index, piece))
            sent()
    done = dict(api.write("POST", f"/2/media/upload/{number}/finalize")["data"])
    if film.captions:
        _caption(api, number, film.captions, language_of(film.language))
    return number, is_prepared(done)


def is_prepared(media: Json) -> bool:
    """Whether X has worked the film through. Raises Rejected for one it cannot use."""
    if why := failure(media):
        raise Rejected(f"X cannot use the video: {why}.", cure=EXPORT)
    return is_worked_through(media)


def failure(media: Json) -> str:
    """Why X cannot use a file, in its own words; "" while nothing is wrong."""
    about = media.get("processing_info") or {}
    if about.get("state") != "failed":
        return ""
    return str((about.get("error") or {}).get("message") or "it does not say why").rstrip(".")


def is_worked_through(media: Json) -> bool:
    return bool((media.get("processing_info") or {"state": "succeeded"})["state"] == "succeeded")


def _caption(api: Api, number: str, captions: AssetFile, language: str) -> None:
    made = api.upload(captions.path.read_bytes(), "subtitles", "captions.vtt", captions.mime)
    track = {"id": str(made["id"]), "language_code": language, "display_name": NAMES[language.lower()]}
    api.write("POST", "/2/media/subtitles", {"id": number, "media_category": "TweetVideo", "subtitles": track})
