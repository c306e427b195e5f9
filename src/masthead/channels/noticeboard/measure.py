"""What the Noticeboard does not take, said while it is written."""

from __future__ import annotations

from masthead.channels.films import Limits, pictures_of, unfit
from masthead.channels.noticeboard.description import ASSET_LIMIT, IMAGE_BYTES, IMAGE_TYPES, TEXT_LIMIT
from masthead.channels.post import Measure, Post


def measured(post: Post) -> Measure:
    length = len(post.text)
    violations = []
    if length > TEXT_LIMIT:
        violations.append(f"The text is {length - TEXT_LIMIT} characters too long for the Noticeboard.")
    if not post.text.strip():
        violations.append("The text is empty. The Noticeboard shows no post without words.")
    pictures = pictures_of(post.assets)
    if len(pictures) > ASSET_LIMIT:
        violations.append(f"The Noticeboard takes {ASSET_LIMIT} images at most; this has {len(pictures)}.")
    if post.reply_to and post.assets:
        violations.append("The Noticeboard shows no pictures and videos in answers to comments.")
    # How large and how long a film may be is the desk's own affair, which says so when it is uploaded.
    violations += unfit("the Noticeboard", post.assets, Limits(), with_pictures=True)
    for picture in pictures:
        if picture.mime not in IMAGE_TYPES:
            violations.append(
                f"{picture.called} is {picture.mime}; the Noticeboard shows JPEG, PNG, GIF, WebP and MP4."
            )
        elif picture.path.exists() and picture.path.stat().st_size > IMAGE_BYTES:
            violations.append(f"{picture.called} is larger than {IMAGE_BYTES // 1_000_000} MB. Make it smaller.")
    return Measure(tuple(violations), length, TEXT_LIMIT, TEXT_LIMIT if length > TEXT_LIMIT else None)
