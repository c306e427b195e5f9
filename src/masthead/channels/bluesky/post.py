"""A post as a record of app.bsky.feed.post, and the name it is stored under, both known before it is sent."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from masthead.channels.bluesky.description import (
    ALT_GRAPHEMES,
    BYTES,
    FILM,
    FILM_ALT_GRAPHEMES,
    GRAPHEMES,
    IMAGE_TYPES,
    IMAGES,
    MESSAGE_BYTES,
    MESSAGE_GRAPHEMES,
)
from masthead.channels.bluesky.richtext import Facet, graphemes, index_of_byte, index_of_grapheme, size
from masthead.channels.films import VIDEO, pictures_of, unfit
from masthead.channels.post import Measure, Post
from masthead.kernel.clock import aware

Record = dict[str, Any]
COLLECTION = "app.bsky.feed.post"

_BASE32 = "234567abcdefghijklmnopqrstuvwxyz"


def measured(post: Post) -> Measure:
    """Length in graphemes, as Bluesky's own composer counts."""
    length, weight = graphemes(post.text), size(post.text)
    violations = []
    if length > GRAPHEMES:
        violations.append(f"The text is {length - GRAPHEMES} characters too long for Bluesky.")
    if weight > BYTES:
        violations.append(
            f"The text takes {weight} bytes; Bluesky allows {BYTES}. Use fewer emoji or special characters."
        )
    if not post.text.strip() and not post.assets:
        violations.append("The post is empty.")
    pictures = pictures_of(post.assets)
    if len(pictures) > IMAGES:
        violations.append(f"Bluesky takes {IMAGES} images at most; this has {len(pictures)}.")
    for asset in pictures:
        if asset.mime not in IMAGE_TYPES:
            violations.append(f"{asset.called} is {asset.mime}; Bluesky takes JPEG, PNG, WebP, GIF and MP4 here.")
    violations += unfit("Bluesky", post.assets, FILM)
    for asset in post.assets:
        most = FILM_ALT_GRAPHEMES if asset.mime == VIDEO else ALT_GRAPHEMES
        if graphemes(asset.alt) > most:
            violations.append(f"The alternative text of {asset.called} is longer than {most} characters.")
    over = [at for at in (index_of_grapheme(post.text, GRAPHEMES), index_of_byte(post.text, BYTES)) if at is not None]
    return Measure(tuple(violations), length, GRAPHEMES, min(over) if over else None)


def measured_message(post: Post) -> Measure:
    """A direct message: in graphemes too, and with more room."""
    length, weight = graphemes(post.text), size(post.text)
    violations = []
    if length > MESSAGE_GRAPHEMES:
        over = length - MESSAGE_GRAPHEMES
        violations.append(f"The text is {over} characters too long for a direct message on Bluesky.")
    if weight > MESSAGE_BYTES:
        violations.append(f"The text takes {weight} bytes; Bluesky allows {MESSAGE_BYTES} in a direct message.")
    if not post.text.strip():
        violations.append("The answer is empty.")
    if post.assets:
        violations.append("Direct messages on Bluesky go out without pictures here.")
    ends = (index_of_grapheme(post.text, MESSAGE_GRAPHEMES), index_of_byte(post.text, MESSAGE_BYTES))
    over_from = min((end for end in ends if end is not None), default=None)
    return Measure(tuple(violations), length, MESSAGE_GRAPHEMES, over_from)


def record_key(post: Post, key: str) -> str:
    """A TID (https://atproto.com/specs/tid) that is the same for the same post and key, whoever computes it.

    The seconds are the post's; the 30 bits below them come from the key, so that posts of one second do not collide.
    """
    seconds = int(aware(post.created_at).timestamp())
    chance = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8])
    microseconds = seconds * 1_000_000 + chance % 1_000_000
    value = microseconds << 10 | chance >> 54
    return "".join(_BASE32[value >> shift & 31] for shift in range(60, -1, -5))


def built(post: Post, *, facets: Sequence[Facet], embed: Record | None, reply: Record | None) -> Record:
    """The record itself. `created_at` is the post's, so that building it twice gives the same content hash."""
    moment = aware(post.created_at)
    record: Record = {
        "$type": COLLECTION,
        "text": post.text,
        "createdAt": f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z",
        "langs": [post.lang],
    }
    if facets:
        record["facets"] = list(facets)
    if embed:
        record["embed"] = embed
    if reply:
        record["reply"] = reply
    return record
