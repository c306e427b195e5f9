"""The connector of feeds. It reads, and says of everything else who does it instead."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from masthead.channels.by_people import ByPeople
from masthead.channels.description import Description
from masthead.channels.errors import Rejected
from masthead.channels.events import Page
from masthead.channels.feeds.description import DESCRIPTION, LONGEST
from masthead.channels.port import Channel
from masthead.channels.post import Measure, Post
from masthead.channels.profile import Profile

__all__ = ["DESCRIPTION", "FeedChannel", "connect"]


def connect(presence_settings: Mapping[str, str], secrets: Mapping[str, str]) -> Channel:
    """Settings: `address` (feed of posts), `comments` (feed of comments, may be empty). Reaches nothing yet."""
    return FeedChannel(presence_settings.get("address", "").strip(), presence_settings.get("comments", "").strip())


class FeedChannel(ByPeople):
    """Keeps the port. A post is `post:<its id>`, a comment `comment:<its id>`, as the feeds name them."""

    do_it = unfit_cure = "Open the page's own system and do it there."

    def __init__(self, address: str, comments: str = "") -> None:
        self.address, self.comments = address, comments
        self._pages: Mapping[str, str] = {}

    def describe(self) -> Description:
        return DESCRIPTION

    def measure(self, post: Post) -> Measure:
        """Only answers, which people post."""
        length = len(post.text)
        violations = [] if post.reply_to else [DESCRIPTION.capabilities["publish"].reason]
        if length > LONGEST:
            violations.append(f"The text is {length - LONGEST} characters too long.")
        if not post.text.strip():
            violations.append("The answer is empty.")
        if post.assets:
            violations.append("No files go with an answer here.")
        return Measure(tuple(violations), length, LONGEST, LONGEST if length > LONGEST else None)

    def pull(self, stream: str, cursor: str, *, at: datetime) -> Page:
        """Posts first: what they say of their addresses tells, in the same turn, under which one a comment stands."""
        from masthead.channels.feeds.stream import comments, pages_in, posts

        if stream == "posts":
            page = posts(self.address, cursor, author_id=self._handle, at=at)
            self._pages = pages_in(page.cursor)
            return page
        if stream == "comments":
            return comments(self.comments, cursor, pages=self._pages, at=at)
        raise Rejected(f"A feed has no stream called {stream}.")

    def profile(self) -> Profile:
        """The feed of posts as it presents itself."""
        from masthead.channels.feeds.fetch import Known, fetch
        from masthead.channels.feeds.parse import parsed

        found = fetch(self.address, Known())
        feed = parsed(found.content or b"", found.kind, found.url)
        return Profile(
            handle=self._handle,
            name=feed.title or self._handle,
            about=feed.about,
            url=feed.link if feed.link.startswith("https://") else self.address,
            extra={"author_id": self._handle},
        )

    @property
    def _handle(self) -> str:
        """The address the agency was approved with. What a feed says of itself proves nothing."""
        return self.address.partition("://")[2].rstrip("/")
