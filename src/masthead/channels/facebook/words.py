"""What a Page will not take, known before anything is sent."""

from __future__ import annotations

from masthead.channels.facebook.description import ANSWER, CHARACTERS, HEAVIEST, IMAGE_TYPES, IMAGES, MESSAGE
from masthead.channels.port import Measure, Post


def measured(post: Post) -> Measure:
    """Length in characters; an answer has less room than a post, a private one the least, and takes no picture."""
    answer = post.reply_to is not None
    limit, images = (MESSAGE if post.private else ANSWER, 0) if answer else (CHARACTERS, IMAGES)
    over = len(post.text) - limit
    violations = []
    if over > 0:
        violations.append(f"The text is {over} characters too long for {'an answer' if answer else 'a post'} here.")
    if not post.text.strip() and not post.assets:
        violations.append("The post is empty.")
    if len(post.assets) > images:
        violations.append(
            "Answers on Facebook go out without pictures here."
            if answer
            else f"At most {images} pictures go with one post here; this has {len(post.assets)}."
        )
    for asset in post.assets:
        if asset.mime not in IMAGE_TYPES:
            violations.append(f"{asset.path.name} is {asset.mime}; Facebook takes JPEG, PNG, GIF, BMP and TIFF here.")
        elif asset.path.exists() and asset.path.stat().st_size > HEAVIEST:
            violations.append(f"{asset.path.name} is heavier than 10 MB, the most that Facebook takes.")
    return Measure(tuple(violations), len(post.text), limit, limit if over > 0 else None)
