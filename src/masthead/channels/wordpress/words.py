"""Words as WordPress stores them: a title, and paragraphs of its block editor, from which the same words come back."""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from collections.abc import Sequence

from masthead.channels.films import Limits, pictures_of, unfit
from masthead.channels.post import Measure, Post
from masthead.channels.titles import split
from masthead.channels.wordpress.description import CHARACTERS, IMAGE_TYPES, IMAGES

_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]}'’”]")
_PARAGRAPH = re.compile(r"<!-- wp:paragraph -->\n<p>(.*?)</p>\n<!-- /wp:paragraph -->", re.DOTALL)
_ANCHOR = re.compile(r"<a\s[^>]*?href=[\"']([^\"']*)[\"'][^>]*>(.*?)</a>", re.DOTALL | re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>\n?", re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>|<!--.*?-->", re.DOTALL)


def measured(post: Post) -> Measure:
    over = len(post.text) - CHARACTERS
    violations = []
    if over > 0:
        violations.append(f"The text is {over} characters too long for WordPress.")
    if not post.text.strip() and not post.assets:
        violations.append("The post is empty.")
    pictures = pictures_of(post.assets)
    if len(pictures) > IMAGES:
        violations.append(f"At most {IMAGES} pictures go with one post here; this has {len(pictures)}.")
    if post.reply_to and post.assets:
        violations.append("WordPress takes no pictures and videos in answers to comments.")
    violations += [
        f"{asset.called} is {asset.mime}; WordPress takes JPEG, PNG, WebP, GIF and MP4 here."
        for asset in pictures
        if asset.mime not in IMAGE_TYPES
    ]
    # How large a film may be is each site's own affair, which it says when it is uploaded.
    violations += unfit("WordPress", post.assets, Limits(), with_pictures=True)
    return Measure(tuple(violations), len(post.text), CHARACTERS, CHARACTERS if over > 0 else None)


def blocks(body: str, shown: Sequence[str] = ()) -> str:
    """The body as blocks, and those of what it shows: a person at the site sees and edits ordinary paragraphs there."""
    said = [f"<!-- wp:paragraph -->\n<p>{marked_up(part)}</p>\n<!-- /wp:paragraph -->" for part in body.split("\n\n")]
    return "\n\n".join([*said, *shown])


def picture_block(number: int, url: str, alt: str) -> str:
    """The block of an uploaded picture. number: the site's own."""
    return (
        f'<!-- wp:image {{"id":{number}}} -->\n<figure class="wp-block-image"><img src="{html.escape(url)}"'
        f' alt="{html.escape(alt)}" class="wp-image-{number}"/></figure>\n<!-- /wp:image -->'
    )


def marked_up(text: str) -> str:
    """Plain words as HTML that shows exactly them, with addresses as links."""

    def linked(part: str) -> str:
        out, at = [], 0
        for found in _LINK.finditer(part):
            address = html.escape(found.group())
            out.append(html.escape(part[at : found.start()], quote=False) + f'<a href="{address}">{address}</a>')
            at = found.end()
        return "".join(out) + html.escape(part[at:], quote=False)

    return "<br>".join(linked(line) for line in text.split("\n"))


def body_of(content: str) -> str:
    """The words in stored blocks; of a post that somebody rebuilt at the site, all its words."""
    ours = _PARAGRAPH.findall(content)
    return "\n\n".join(plain(part) for part in ours) if ours else plain(content).strip()


def plain(markup: str) -> str:
    """What a reader reads. A link whose words hide its address is followed by the address."""

    def spelled(anchor: re.Match[str]) -> str:
        address, words = html.unescape(anchor[1]), _TAG.sub("", anchor[2])
        return words if html.unescape(words) == address else f"{words} ({html.escape(address, quote=False)})"

    return html.unescape(_TAG.sub("", _BREAK.sub("\n", _ANCHOR.sub(spelled, markup))))


def title_of(stored: str) -> str:
    return html.unescape(_TAG.sub("", stored))


def slug_of(post: Post, key: str) -> str:
    """The post's name in its address, chosen before anything is sent: a few words of it, and the key."""
    letters = unicodedata.normalize("NFKD", split(post.text)[0]).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", letters.lower()).strip("-")
    return f"{words[:50].strip('-')}-{hashlib.sha256(key.encode()).hexdigest()[:12]}".strip("-")
