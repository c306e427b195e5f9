"""Two people on a real WordPress site: the agency through its connector, and visitors who use the public form."""

from __future__ import annotations

import re
from itertools import count

import httpx

from masthead.channels.ref import Ref
from masthead.channels.wordpress.channel import WordPress
from masthead.channels.wordpress.comments import version
from masthead.channels.wordpress.rest import Rest
from peers.wordpress import ADMINISTRATOR, WordPressSite

_visitors = count(2)


class WordPressPeer:
    """The agency's connector, and the public of the site. Each comment comes from an address of its own: the site
    takes one comment in 15 seconds from each."""

    def __init__(self, site: WordPressSite) -> None:
        self.site = site
        self.rest = Rest(site.address, site.user, site.application_password)
        self.channel = WordPress(self.rest)

    def says(self, post: Ref, text: str, author: str = "A reader") -> Ref:
        visitor = next(_visitors)
        transport = httpx.HTTPTransport(local_address=f"127.0.{visitor // 250}.{visitor % 250 + 2}")
        form = {
            "author": author,
            "email": f"reader.{visitor}@example.org",
            "comment": text,
            "comment_post_ID": post.native_id.removeprefix("post:"),
            "comment_parent": "0",
        }
        with httpx.Client(base_url=self.site.address, transport=transport, timeout=30) as browser:
            answer = browser.post("/wp-comments-post.php", data=form)
        assert answer.status_code == 302, answer.text[-300:]
        found = re.search(r"comment-(\d+)", answer.headers["location"])
        assert found, answer.headers["location"]
        return Ref(f"comment:{found[1]}", version(self._comment(int(found[1]))))

    def rewords(self, comment: Ref, text: str) -> None:
        """A visitor cannot; somebody who works on the site can."""
        self._write("POST", comment, {"content": text})

    def removes(self, comment: Ref) -> None:
        self._write("DELETE", comment, {}, force="true")

    def sets(self, comment: Ref, status: str) -> None:
        self._write("POST", comment, {"status": status})

    def visitor_sees(self, ref: Ref) -> str:
        """The public page of one of our posts, as anybody gets it."""
        found = self.rest.find(f"/wp/v2/posts/{ref.native_id.removeprefix('post:')}")
        assert found
        return httpx.get(found["link"], timeout=30).text

    def _comment(self, number: int) -> dict[str, object]:
        return self.rest.read(f"/wp/v2/comments/{number}", context="edit")  # type: ignore[no-any-return]

    def _write(self, method: str, ref: Ref, body: dict[str, str], **params: str) -> None:
        self.rest.write(method, f"/wp/v2/comments/{ref.native_id.removeprefix('comment:')}", body, **params)


__all__ = ["ADMINISTRATOR", "WordPressPeer"]
