"""Plain words in LinkedIn's little text format, so that readers see exactly them, and back.

Every reserved character has to be escaped: LinkedIn cuts a post off at the first one that is not.
"""

from __future__ import annotations

import re

from masthead.channels.films import film_of, in_a_language_not_taken, pictures_of, unfit
from masthead.channels.linkedin.description import ALT, ANSWER_CHARACTERS, CHARACTERS, FILM, IMAGE_TYPES, IMAGES
from masthead.channels.linkedin.transcripts import locale_of
from masthead.channels.post import Measure, Post

_RESERVED = re.compile(r"[\\|{}@\[\]()<>#*_~]")
_WRITTEN = re.compile(r"(?P<address>https?://\S+)|(?<![\w&#/])#(?P<tag>\w*[^\W\d_]\w*)|(?P<sign>[\\|{}@\[\]()<>#*_~])")
_STORED = re.compile(
    r"\{hashtag\|\\?(?P<hash>[#＃])\|(?P<tag>(?:\\.|[^\\}])*)\}"
    r"|@\[(?P<name>(?:\\.|[^\\\]])*)\]\(urn:li:[^)\s]*\)"
    r"|\\(?P<sign>.)",
    re.DOTALL,
)


def measured(post: Post) -> Measure:
    limit = ANSWER_CHARACTERS if post.reply_to else CHARACTERS
    length, over = _units(post.text), _over_from(post.text, limit)
    violations = []
    if over is not None:
        violations.append(f"The text is {length - limit} characters too long for LinkedIn.")
    if not post.text.strip() and not post.assets:
        violations.append("The post is empty.")
    if post.reply_to and post.assets:
        violations.append("An answer on LinkedIn is words alone: take the pictures and videos away.")
    pictures = pictures_of(post.assets)
    if len(pictures) > IMAGES:
        violations.append(f"At most {IMAGES} pictures go with one post here; this has {len(pictures)}.")
    for asset in pictures:
        if asset.mime not in IMAGE_TYPES:
            violations.append(f"{asset.called} is {asset.mime}; LinkedIn takes JPEG, PNG, GIF and MP4 from here.")
        if len(asset.alt) > ALT:
            violations.append(f"The alternative text of {asset.called} is longer than {ALT} characters.")
    violations += unfit("LinkedIn", post.assets, FILM)
    if (film := film_of(post)) and film.captions and locale_of(film.language) is None:
        violations.append(in_a_language_not_taken("LinkedIn"))
    return Measure(tuple(violations), length, limit, over)


def little(text: str) -> str:
    """As LinkedIn wants it written. A hashtag stays one: readers can follow it."""

    def written(found: re.Match[str]) -> str:
        if tag := found["tag"]:
            return f"{{hashtag|\\#|{_escaped(tag)}}}"
        return _escaped(found.group())

    return _WRITTEN.sub(written, text)


def plain(commentary: str) -> str:
    """What readers see of what is stored."""

    def read(found: re.Match[str]) -> str:
        if found["hash"]:
            return found["hash"] + plain(found["tag"])
        return plain(found["name"]) if found["name"] is not None else found["sign"]

    return _STORED.sub(read, commentary)


def _escaped(text: str) -> str:
    return _RESERVED.sub(lambda found: f"\\{found.group()}", text)


def _units(text: str) -> int:
    """UTF-16 units: LinkedIn speaks of characters without saying which, and no other count is higher."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _over_from(text: str, limit: int) -> int | None:
    used = 0
    for place, character in enumerate(text):
        used += 2 if ord(character) > 0xFFFF else 1
        if used > limit:
            return place
    return None
