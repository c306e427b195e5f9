"""Words on a Mastodon-like server: counted as it counts them, and read out of the HTML it shows."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import regex

from masthead.channels import wording
from masthead.channels.films import Limits, pictures_of, unfit, without_captions
from masthead.channels.mastodon.description import ADDRESS, ALT, IMAGE_TYPES, IMAGES
from masthead.channels.post import Measure, Post

# An address counts the same whatever its length; of a mention, the server's name does not count.
_SPECIAL = re.compile(r"(?P<address>https?://[^\s<>\"]*[^\s<>\".,;:!?)\]}'’”])|(?P<mention>(?<![\w/])@\w+)@[\w.-]+\w")
_NAMED = re.compile(r"(?<![\w/])@\w+(?:@[\w.-]+\w)?")
"""Whoever is named in a message for those named alone is sent it."""
_PARAGRAPHS = re.compile(r"</p>\s*<p[^>]*>")
_BREAK = re.compile(r"<br\s*/?>")
_TAG = re.compile(r"<[^>]+>")


def measured(post: Post, limit: int) -> Measure:
    """Length in characters as people see them."""
    length, over_from = 0, None
    for start, weight in _weights(post.text):
        if over_from is None and length + weight > limit:
            over_from = start
        length += weight
    violations = []
    if length > limit:
        violations.append(f"The text is {length - limit} characters too long for this server.")
    if post.private and (named := _NAMED.search(post.text)):
        violations.append(f"{named.group()} would be sent this message too. Write the name without the @.")
    if not post.text.strip() and not post.assets:
        violations.append("The post is empty.")
    pictures = pictures_of(post.assets)
    if len(pictures) > IMAGES:
        violations.append(f"Mastodon takes {IMAGES} pictures at most; this has {len(pictures)}.")
    for asset in pictures:
        if asset.mime not in IMAGE_TYPES:
            violations.append(f"{asset.called} is {asset.mime}; Mastodon takes JPEG, PNG, WebP, GIF and MP4 here.")
    # How large a film may be is each server's own affair: it is asked before the upload.
    violations += unfit("Mastodon", post.assets, Limits()) + without_captions("Mastodon", post.assets)
    for asset in post.assets:
        if len(asset.alt) > ALT:
            violations.append(f"The alternative text of {asset.called} is longer than {ALT} characters.")
    return Measure(tuple(violations), length, limit, over_from)


def _weights(text: str) -> Iterator[tuple[int, int]]:
    """(where it begins, what it counts) for each character, address and mention."""
    at = 0
    for found in _SPECIAL.finditer(text):
        yield from _characters(text, at, found.start())
        yield found.start(), ADDRESS if found["address"] else len(found["mention"])
        at = found.end()
    yield from _characters(text, at, len(text))


def _characters(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    return ((found.start(), 1) for found in regex.finditer(r"\X", text, pos=start, endpos=end))


def plain(markup: str) -> str:
    """What a reader reads."""
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", _PARAGRAPHS.sub("\n\n", markup))))


def without_address(text: str, mentions: Sequence[Mapping[str, Any]]) -> str:
    """The words without the names of those they are addressed to, which stand before them as in a letter."""
    names = {f"@{name}".casefold() for mention in mentions for name in (mention["acct"], mention["username"])}
    while (first := re.match(r"(@\S+)\s+", text)) and first[1].casefold() in names:
        text = text[first.end() :]
    return text


def version_of(status: Mapping[str, Any]) -> str:
    """Names one wording, pictures and their alternative texts included."""
    parts = [status["content"], status.get("spoiler_text") or ""]
    parts += [f"{media['id']} {media.get('description') or ''}" for media in status.get("media_attachments") or ()]
    return wording.version_of(*map(str, parts))


def may_say(content: str, text: str) -> bool:
    """Whether what is shown may be `text`: False only where a plain word of it is nowhere to be seen.

    Saves asking for the source of each post that is certainly another. Links, names and tags are shown in a server's
    own way, and so are signs beyond ASCII: they tell nothing.
    """
    plainly = (word for word in text.split() if word.isascii() and word.isalnum())
    shown = html.unescape(content)
    return all(word in shown for word in plainly)
