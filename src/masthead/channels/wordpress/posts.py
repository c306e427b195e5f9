"""Posts of ours: a draft with its pictures, then the one change that makes it public."""

from __future__ import annotations

import html
import json
import mimetypes
import re
from typing import Any

from masthead.channels.port import (
    Absent,
    AssetFile,
    CannotTell,
    Done,
    Found,
    OutcomeUnknown,
    Pending,
    Post,
    ReadBack,
    Ref,
    Rejected,
    Transient,
    Unknown,
)
from masthead.channels.titles import joined, split
from masthead.channels.wordpress.rest import Json, Refusal, Rest
from masthead.channels.wordpress.words import Picture, blocks, body_of, slug_of, title_of, version_of

ROUTE, MEDIA = "/wp/v2/posts", "/wp/v2/media"
_ANYWHERE = ["publish", "future", "draft", "pending", "private"]
_PICTURE = re.compile(r"<!-- wp:image .*?<!-- /wp:image -->", re.DOTALL)


def prepare(rest: Rest, post: Post, key: str) -> dict[str, object]:
    """A draft under the name chosen for this post, found again when it is there already, with its pictures."""
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
        pictures = [
            _picture(rest, asset, f"{slug}-{place}", number) for place, asset in enumerate(post.assets, start=1)
        ]
    except OutcomeUnknown as lost:
        # Whatever was made is a draft or a file of a draft; the next attempt finds it by its name.
        raise Transient(lost.sentence, cure=lost.cure) from lost
    return {"post": number, **words, "content": blocks(body, pictures)}


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
    return ReadBack(_ref(found), text, json.dumps(found, ensure_ascii=False, sort_keys=True).encode())


def edit(rest: Rest, ref: Ref, post: Post) -> Ref:
    current = rest.find(f"{ROUTE}/{_number(ref)}", context="edit")
    if current is None or current["status"] != "publish":
        raise Rejected("The post is no longer on the site.", cure="Publish it again as a new post.")
    title, body = split(post.text)
    content = "\n\n".join([blocks(body), *_PICTURE.findall(current["content"]["raw"])])
    words = {"title": html.escape(title, quote=False), "content": content}
    return _ref(rest.write("POST", f"{ROUTE}/{_number(ref)}", words, context="edit"))


def delete(rest: Rest, ref: Ref) -> None:
    """Into the trash, and its pictures for good: a file in the trash's post still opens by its address."""
    _gone(rest, f"{ROUTE}/{_number(ref)}")
    for picture in rest.read(MEDIA, parent=[_number(ref)], per_page=100):
        _gone(rest, f"{MEDIA}/{picture['id']}", force="true")


def _gone(rest: Rest, route: str, **params: str) -> None:
    try:
        rest.write("DELETE", route, {}, **params)
    except Refusal as refusal:
        if not refusal.is_gone:
            raise


def _picture(rest: Rest, asset: AssetFile, name: str, draft: int) -> Picture:
    """Uploaded once under its name, however often this is repeated; its alternative text is set each time."""
    there: list[Json] = rest.read(MEDIA, parent=[draft], slug=name, per_page=1)
    made: dict[str, Any] = (
        there[0] if there else rest.upload(asset.path.read_bytes(), asset.mime, name + _ending(asset.mime), draft)
    )
    rest.write("POST", f"{MEDIA}/{made['id']}", {"alt_text": asset.alt})
    return Picture(int(made["id"]), str(made["source_url"]), asset.alt)


def _ending(mime: str) -> str:
    return mimetypes.guess_extension(mime) or ""


def _ref(post: Json) -> Ref:
    version = version_of(post["title"]["raw"], post["content"]["raw"])
    return Ref(f"post:{post['id']}", version, str(post["link"]))


def _number(ref: Ref) -> int:
    return int(ref.native_id.rpartition(":")[2])
