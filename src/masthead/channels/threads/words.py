"""Words on Threads, counted as it counts them: a character is one, an emoji as many as the bytes it takes in UTF-8."""

from __future__ import annotations

import re
from collections.abc import Iterator

import regex

from masthead.channels.films import VIDEO, is_shown, pictures_of, unfit, without_captions
from masthead.channels.graph_containers import needs_address
from masthead.channels.post import Measure, Post
from masthead.channels.threads.description import ALT, CHARACTERS, FILM, IMAGE_TYPES, IMAGES, LINKS

_EMOJI = regex.compile(r"\p{Emoji_Presentation}|\p{Emoji}\uFE0F|\p{Regional_Indicator}|\u20E3")
_LINK = re.compile(r"https?://[^\s<>\"]+")


def measured(post: Post) -> Measure:
    length, over_from = 0, None
    for start, weight in _weights(post.text):
        if over_from is None and length + weight > CHARACTERS:
            over_from = start
        length += weight
    violations = []
    if length > CHARACTERS:
        violations.append(f"The text is {length - CHARACTERS} characters too long for Threads.")
    if not post.text.strip() and not post.assets:
        violations.append("The post is empty.")
    if (links := len(set(_LINK.findall(post.text)))) > LINKS:
        violations.append(f"Threads takes {LINKS} links at most; this has {links}.")
    if (pictures := len(pictures_of(post.assets))) > IMAGES:
        violations.append(f"Threads takes {IMAGES} pictures at most; this has {pictures}.")
    for asset in post.assets:
        if is_shown(asset) and asset.mime not in IMAGE_TYPES | {VIDEO}:
            violations.append(f"{asset.called} is {asset.mime}; Threads takes JPEG, PNG, WebP and MP4 here.")
        if len(asset.alt) > ALT:
            violations.append(f"The alternative text of {asset.called} is longer than {ALT} characters.")
    violations += unfit("Threads", post.assets, FILM)
    violations += without_captions("Threads", post.assets) + needs_address("Threads", post.assets)
    return Measure(tuple(violations), length, CHARACTERS, over_from)


def _weights(text: str) -> Iterator[tuple[int, int]]:
    """(where it begins, what it counts) for each character as people see them."""
    for found in regex.finditer(r"\X", text):
        seen = found.group()
        yield found.start(), len(seen.encode()) if _EMOJI.search(seen) else len(seen)
