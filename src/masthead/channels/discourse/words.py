"""Plain words as Markdown that shows exactly them, and back."""

from __future__ import annotations

import hashlib
import re

from masthead.channels.discourse.description import CHARACTERS, IMAGE_TYPES, IMAGES, SHORTEST_TITLE
from masthead.channels.films import Limits, pictures_of, unfit, without_captions
from masthead.channels.post import Measure, Post
from masthead.channels.titles import split

_MEANS_SOMETHING = re.compile(r"https?://[^\s<>\"]+|[\\`*_\[\]<>#+!|~^&:-]|(?<=\d)[.)]|\n {4,}")
_ESCAPED = re.compile(r"https?://[^\s<>\"]+|\\([!-/:-@\[-`{-~])|&#32;")
_SHOWN = re.compile(r"\n\n!\[[^\n]*\]\(upload://[^\n]*\)")


def measured(post: Post) -> Measure:
    over = len(post.text) - CHARACTERS
    violations = []
    if over > 0:
        violations.append(f"The text is {over} characters too long for a post on the forum.")
    if not post.text.strip() and not post.assets:
        violations.append("The post is empty.")
    elif post.reply_to is None and len(split(post.text)[0]) < SHORTEST_TITLE:
        violations.append(f"A topic's title needs {SHORTEST_TITLE} characters: write a longer first line.")
    pictures = pictures_of(post.assets)
    if len(pictures) > IMAGES:
        violations.append(f"At most {IMAGES} pictures go with one post here; this has {len(pictures)}.")
    violations += [
        f"{asset.called} is {asset.mime}; the forum takes JPEG, PNG, WebP, GIF and MP4 here."
        for asset in pictures
        if asset.mime not in IMAGE_TYPES
    ]
    # How large a film may be is each forum's own affair: it is asked before the upload.
    violations += unfit("the forum", post.assets, Limits(), with_pictures=True)
    violations += without_captions("The forum", post.assets)
    return Measure(tuple(violations), len(post.text), CHARACTERS, CHARACTERS if over > 0 else None)


def markdown(text: str) -> str:
    """Every character that would mean something is told to be itself. Addresses stay: the forum links them."""

    def itself(found: re.Match[str]) -> str:
        what = found.group()
        if what.startswith("http"):
            return what
        return "\n" + "&#32;" * (len(what) - 1) if what.startswith("\n") else f"\\{what}"

    return _MEANS_SOMETHING.sub(itself, text)


def plain(raw: str) -> str:
    """The words in what is stored, pictures and films left out."""

    def itself(found: re.Match[str]) -> str:
        return found[1] or (" " if found.group() == "&#32;" else found.group())

    return _ESCAPED.sub(itself, _SHOWN.sub("", raw))


def picture(short_url: str, alt: str) -> str:
    return f"\n\n![{markdown(' '.join(alt.split()))}]({short_url})"


def film(short_url: str, name: str) -> str:
    """A bar in its name would end the name, and what follows would no longer say that it is a film."""
    return f"\n\n![{markdown(' '.join(name.replace('|', ' ').split()))}|video]({short_url})"


def shown_in(raw: str) -> str:
    return "".join(_SHOWN.findall(raw))


def external_id(key: str) -> str:
    """The forum's own name for ours: letters, digits and hyphens, at most 50."""
    return f"m{hashlib.sha256(key.encode()).hexdigest()[:40]}"
