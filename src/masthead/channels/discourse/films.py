"""A film in a post on a forum: what the forum takes is asked first, and its bytes go from the disk.

By Discourse's own code: uploads_controller.rb, upload_validator.rb, discourse-markdown-it (`|video`), and of what a
forum tells its visitors, site_controller.rb. A forum for members alone tells them nothing, and says no to the upload
itself. The same file sent twice is one file there; one that no post shows is forgotten in a day or two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from masthead.channels.discourse import store
from masthead.channels.discourse.forum import Forum, Refusal
from masthead.channels.discourse.words import film
from masthead.channels.errors import Rejected
from masthead.channels.films import Watched
from masthead.channels.post import AssetFile

_ENDING = "mp4"
_SMALLER = "Export the video smaller or shorter, replace it in the draft and have it approved again; or ask the forum's"


def uploaded(forum: Forum, shown: AssetFile, sent: Callable[[], None]) -> str:
    """The Markdown that shows the film. sent: called after each piece; what it raises comes out.

    Raises Rejected with the cure, OutcomeUnknown where the answer was lost, and else as `Forum.upload`.
    """
    settings, name = forum.settings(), f"{shown.path.stem}.{_ENDING}"
    _refuse_unfit(shown, settings)
    try:
        if settings.get("enable_direct_s3_uploads") is True:
            address = store.uploaded(forum, shown, name, sent)
        else:
            with Watched(shown.path, sent) as file:
                address = forum.upload(file, shown.mime, name)
    except Refusal as refusal:
        if refusal.status == 413:
            raise Rejected(
                "The forum takes no file as large as the video.",
                cure=f"{_SMALLER} administrator to let larger files through its server, and to raise “max attachment"
                " size kb”.",
            ) from refusal
        raise Rejected(
            f"The forum did not take the video: {refusal.said.rstrip('.')}.",
            cure="Ask the forum's administrator to look at “authorized extensions” and “max attachment size kb”.",
        ) from refusal
    return film(address, shown.alt or shown.called)


def _refuse_unfit(shown: AssetFile, settings: Mapping[str, Any]) -> None:
    """By what the forum tells. What its staff alone may upload is left to it: our user may be one of them."""
    taken = settings.get("authorized_extensions")
    if isinstance(taken, str):
        known = f"{taken}|{settings.get('authorized_extensions_for_staff') or ''}".casefold().split("|")
        if not {_ENDING, "*"} & {each.strip(" .") for each in known}:
            raise Rejected(
                "The forum takes no videos.",
                cure="Ask the forum's administrator to add mp4 to “authorized extensions”, or leave the video out.",
            )
    heaviest = settings.get("max_attachment_size_kb")
    if isinstance(heaviest, int) and shown.path.stat().st_size > heaviest * 1024 > 0:
        raise Rejected(
            f"The forum takes files of at most {heaviest * 1024 / 1_000_000:.3g} MB, and the video is larger.",
            cure=f"{_SMALLER} administrator to raise “max attachment size kb”.",
        )
