"""The site and the user the desk speaks as, read back, with what the user may not do said at once."""

from __future__ import annotations

from urllib.parse import urlsplit

from masthead.channels.errors import Rejected
from masthead.channels.profile import Profile
from masthead.channels.wordpress.comments import user_id
from masthead.channels.wordpress.rest import Rest
from masthead.channels.wordpress.words import title_of

NEEDED = {
    "publish_posts": "publish posts",
    "upload_files": "upload pictures and videos",
    "moderate_comments": "moderate comments",
}


def profile(rest: Rest) -> Profile:
    """Raises Rejected for a user who may not do what the desk is for: better when connecting than at the first post."""
    user = rest.read("/wp/v2/users/me", context="edit")
    may_not = [words for right, words in NEEDED.items() if not user["capabilities"].get(right)]
    if may_not:
        raise Rejected(
            f"The site's user {rest.user} may not {' or '.join(may_not)}.",
            cure="On the site, give the user the role Editor, then connect again.",
        )
    site = rest.read("/")
    home = str(site["home"]).rstrip("/")
    parts = urlsplit(home)
    return Profile(
        handle=f"{parts.netloc}{parts.path}",
        name=title_of(str(site["name"])),
        about=title_of(str(site.get("description", ""))),
        url=home,
        extra={"author_id": user_id(user["id"]), "speaks as": str(user["name"])},
    )
