"""A film in a post on the site: its file and its captions as attachments of the draft, shown by one block of the post.

It goes as a form, as from the site's own pages: PHP keeps that on the disk, and anything else whole in memory. How
large a file may be is told by no part of WordPress's interface, so a site says it by saying no; each of its ways is
read here. By WordPress's own code: class-wp-rest-attachments-controller.php, wp_handle_upload and the block core/video.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from typing import Any

from masthead.channels.errors import Rejected
from masthead.channels.films import CAPTIONS, VIDEO, Film, Watched
from masthead.channels.language_names import NAMES
from masthead.channels.post import AssetFile
from masthead.channels.wordpress.attachments import uploaded_once
from masthead.channels.wordpress.rest import Json, Refusal, Rest

_ENDINGS = {VIDEO: ".mp4", CAPTIONS: ".vtt"}
_LIMIT = "upload_max_filesize"
"""PHP's name of the limit, which stands in the site's sentence in whatever language that is."""
_TOO_LARGE = frozenset(
    {
        "rest_upload_file_too_big",
        "rest_upload_no_data",
        "rest_upload_no_content_type",
        "rest_upload_no_content_disposition",
    }
)
"""PHP throws a form away that is larger than it takes, and WordPress then misses what it should have held."""
_SMALLER = (
    "Export the video smaller or shorter, replace it in the draft and have it approved again; or ask whoever runs the"
    f" site to raise {_LIMIT} and post_max_size, and what a server before it lets through."
)
_IN_THE_PICTURE = "or use a video with its captions in the picture"


def film_block(rest: Rest, film: Film, name: str, draft: int, sent: Callable[[], None]) -> str:
    """The block that shows the film. Its files are uploaded once under their names, however often this is repeated.

    sent: called after each piece; what it raises comes out. Raises Rejected with the cure, else as `Rest.upload_form`.
    """
    try:
        shown = _sent(rest, film.file, name, draft, sent)
    except Refusal as refusal:
        if refusal.status == 413 or refusal.code in _TOO_LARGE or _LIMIT in refusal.said:
            raise Rejected("The site takes no file as large as the video.", cure=_SMALLER) from refusal
        raise Rejected(f"The site did not take the video: {refusal.said}.", cure=_cure(refusal)) from refusal
    track = _track(rest, film, film.captions, f"{name}-captions", draft, sent) if film.captions else None
    return _block(shown, track)


def refuse_unless_kept(content: str, film: Film) -> None:
    """What the site made of the draft: some take out of a post what they do not know. Raises Rejected."""
    if "<video" not in content:
        raise Rejected(
            "The site takes the video out of the post.", cure="Ask whoever runs the site to let posts hold videos."
        )
    if film.captions and "<track" not in content:
        raise Rejected(
            "The site takes the captions out of the post.",
            cure=f"Ask whoever runs the site to let posts hold the element “track”, {_IN_THE_PICTURE}.",
        )


def _cure(refusal: Refusal) -> str:
    if refusal.status < 500:
        return refusal.cure
    return "Ask whoever runs the site to allow files of the type MP4, and to look at its upload folder."


def _track(
    rest: Rest, film: Film, captions: AssetFile, name: str, draft: int, sent: Callable[[], None]
) -> dict[str, str]:
    try:
        made = _sent(rest, captions, name, draft, sent)
    except Refusal as refusal:
        raise Rejected(
            f"The site did not take the video’s captions: {refusal.said}.",
            cure=f"Ask whoever runs the site to allow files of the type text/vtt, {_IN_THE_PICTURE}.",
        ) from refusal
    language = film.language
    label = NAMES.get(language.partition("-")[0].casefold(), language)
    return {"src": str(made["source_url"]), "label": label, "srcLang": language, "kind": "captions"}


def _sent(rest: Rest, file: AssetFile, name: str, draft: int, sent: Callable[[], None]) -> Json:
    """Watched, for it may be long on its way."""

    def send(called: str) -> Json:
        with Watched(file.path, sent) as content:
            return rest.upload_form(content, file.mime, called, draft)

    return uploaded_once(rest, name + _ENDINGS[file.mime], draft, send)


def _block(shown: Json, track: dict[str, str] | None) -> str:
    """As the site's own editor writes it, which calls any other form of it broken."""
    told: dict[str, Any] = {"id": int(shown["id"])} | ({"tracks": [track]} if track else {})
    inside = ""
    if track:
        inside = "<track " + " ".join(f'{name.lower()}="{html.escape(value)}"' for name, value in track.items()) + "/>"
    address = html.escape(str(shown["source_url"]))
    return (
        f'<!-- wp:video {_in_a_comment(told)} -->\n<figure class="wp-block-video"><video controls src="{address}">'
        f"{inside}</video></figure>\n<!-- /wp:video -->"
    )


def _in_a_comment(told: dict[str, Any]) -> str:
    """JSON without what would end the comment it stands in."""
    written = json.dumps(told, ensure_ascii=False, separators=(",", ":")).replace("--", r"\u002d\u002d")
    for sign in "<>&":
        written = written.replace(sign, f"\\u{ord(sign):04x}")
    return written
