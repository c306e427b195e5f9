"""Posts of ours: a draft with its pictures and its film, then the one change that makes it public."""

from __future__ import annotations

import html
import mimetypes
import re
from collections.abc import Callable

from masthead.channels.as_given import as_given
from masthead.channels.errors import OutcomeUnknown, Rejected, Transient
from masthead.channels.films import film_of, is_shown
from masthead.channels.outcomes import Absent, CannotTell, Done, Found, ReadBack, Unknown
from masthead.channels.post import AssetFile, Pending, Post
from masthead.channels.ref import Ref
from masthead.channels.titles import joined, split
from masthead.channels.wording import version_of
from masthead.channels.wordpress.attachments import MEDIA, delete_all, uploaded_once
from masthead.channels.wordpress.attachments import delete as delete_at
from masthead.channels.wordpress.films import film_block, refuse_unless_kept
from masthead.channels.wordpress.rest import Json, Refusal, Rest
from masthead.channels.wordpress.words import blocks, body_of, picture_block, slug_of, title_of

ROUTE = "/wp/v2/posts"
_ANYWHERE = ["publish", "future", "draft", "pending", "private"]
_SHOWN = re.compile(r"<!-- wp:(image|video) .*?<!-- /wp:\1 -->", re.DOTALL)


def prepare(rest: Rest, post: Post, key: str, sent: Callable[[], None]) -> dict[str, object]:
    """A draft under the name chosen for this post, found again when it is there already, with what it shows.

    sent: called after each piece of a film; what it raises comes out.
    """
    slug = slug_of(post, key)
    title, body = split(post.text)
    words = {"title": html.escape(title, quote=False)}
    try:
        found = rest.read(ROUTE, slug=slug, status=_ANYWHERE, orderby="id", order="asc", context="edit")
        draft = (
            found[0]
            if found
            else rest.write("POST", ROUTE, {**words, "content": blocks(body), "slug": slug, "status": "draft"})
        )
        number = int(draft["id"])
        film = film_of(post)
        shown = [
            film_block(rest, film, f"{slug}-{place}", number, sent)
            if film and asset is film.file
            else _picture(rest, asset, f"{slug}-{place}", number)
            for place, asset in enumerate(filter(is_shown, post.assets), start=1)
        ]
        content = blocks(body, shown)
        if film and draft["status"] == "draft":
            kept = rest.write("POST", f"{ROUTE}/{number}", {"content": content}, context="edit")
            refuse_unless_kept(str(kept["content"]["raw"]), film)
    except OutcomeUnknown as lost:
        # Whatever was made is a draft or a file of a draft; the next attempt finds it by its name.
        raise Transient(lost.sentence, cure=lost.cure) from lost
    return {"post": number, **words, "content": content}


def commit(rest: Rest, pending: Pending) -> Done | Unknown:
    """Publish, with the words as approved, whatever somebody wrote into the draft on the site meanwhile."""
    words = {name: pending.state[name] for name in ("title", "content")}
    try:
        made = rest.write("POST", f"{ROUTE}/{pending.state['post']}", {**words, "status": "publish"}, context="edit")
    except OutcomeUnknown as lost:
        return Unknown(lost.sentence)
    except Refusal as refusal:
        if refusal.is_gone:
            raise Rejected("The prepared draft was deleted on the site.", cure="Publish it anew.") from refusal
        raise
    if made["status"] != "publish":
        return Unknown(f"The site keeps the post as “{made['status']}” instead of publishing it.")
    return Done(_ref(made))


def probe(rest: Rest, pending: Pending) -> Found | Absent | CannotTell:
    """A look at the draft. Still a draft is safe: an attempt that arrives late publishes the same post."""
    found = rest.find(f"{ROUTE}/{pending.state.get('post', 0)}", context="edit")
    if found is None or found["status"] == "draft":
        return Absent()
    if found["status"] == "publish":
        return Found(_ref(found))
    return CannotTell(f"Somebody at the site has set the post to “{found['status']}”.")


def read_back(rest: Rest, ref: Ref) -> ReadBack | None:
    """Its page has to open for a visitor; the words are then read as they are stored there."""
    found = rest.find(f"{ROUTE}/{_number(ref)}", context="edit")
    if found is None or found["status"] != "publish" or not rest.is_public(str(found["link"])):
        return None
    text = joined(title_of(found["title"]["raw"]), body_of(found["content"]["raw"]))
    return ReadBack(_ref(found), text, as_given(found))


def edit(rest: Rest, ref: Ref, post: Post) -> Ref:
    current = rest.find(f"{ROUTE}/{_number(ref)}", context="edit")
    if current is None or current["status"] != "publish":
        raise Rejected("The post is no longer on the site.", cure="Publish it again as a new post.")
    title, body = split(post.text)
    content = blocks(body, [block.group() for block in _SHOWN.finditer(current["content"]["raw"])])
    words = {"title": html.escape(title, quote=False), "content": content}
    return _ref(rest.write("POST", f"{ROUTE}/{_number(ref)}", words, context="edit"))


def delete(rest: Rest, ref: Ref) -> None:
    """Into the trash, and its files for good."""
    delete_at(rest, f"{ROUTE}/{_number(ref)}")
    delete_all(rest, _number(ref))


def _picture(rest: Rest, asset: AssetFile, name: str, draft: int) -> str:
    """The block of a picture, whose alternative text is set each time."""

    def send(called: str) -> Json:
        return rest.upload(asset.path.read_bytes(), asset.mime, called, draft)

    made = uploaded_once(rest, name + _ending(asset.mime), draft, send)
    rest.write("POST", f"{MEDIA}/{made['id']}", {"alt_text": asset.alt})
    return picture_block(int(made["id"]), str(made["source_url"]), asset.alt)


def _ending(mime: str) -> str:
    return mimetypes.guess_extension(mime) or ""


def _ref(post: Json) -> Ref:
    version = version_of(post["title"]["raw"], post["content"]["raw"])
    return Ref(f"post:{post['id']}", version, str(post["link"]))


def _number(ref: Ref) -> int:
    return int(ref.native_id.rpartition(":")[2])
