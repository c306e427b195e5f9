"""Files of a post on the site: found again under their names, and gone with the post."""

from __future__ import annotations

from collections.abc import Callable

from masthead.channels.wordpress.rest import Json, Refusal, Rest

MEDIA = "/wp/v2/media"


def uploaded_once(rest: Rest, file_name: str, draft: int, send: Callable[[str], Json]) -> Json:
    """The file under its name without the ending, by which it is found where an earlier attempt has sent it."""
    there: list[Json] = rest.read(MEDIA, parent=[draft], slug=file_name.partition(".")[0], per_page=1)
    return there[0] if there else send(file_name)


def delete_all(rest: Rest, post: int) -> None:
    """For good: a file of a post in the trash still opens by its address."""
    for file in rest.read(MEDIA, parent=[post], per_page=100):
        delete(rest, f"{MEDIA}/{file['id']}", force="true")


def delete(rest: Rest, route: str, **params: str) -> None:
    """What is gone already succeeds."""
    try:
        rest.write("DELETE", route, {}, **params)
    except Refusal as refusal:
        if not refusal.is_gone:
            raise
