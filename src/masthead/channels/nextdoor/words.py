"""How long a post is on Nextdoor, which counts bytes."""

from __future__ import annotations

from itertools import accumulate

from masthead.channels.films import pictures_of, unfit, without_captions
from masthead.channels.nextdoor.description import BYTES, FILM, IMAGE_TYPES, PICTURES
from masthead.channels.post import Measure, Post


def measured(post: Post) -> Measure:
    ends = list(accumulate(len(character.encode()) for character in post.text))
    length = ends[-1] if ends else 0
    violations = []
    if length > BYTES:
        violations.append(f"The text is {length - BYTES} bytes too long for Nextdoor.")
    if not post.text.strip():
        violations.append("The post has no words.")
    pictures = pictures_of(post.assets)
    if len(pictures) > PICTURES:
        violations.append(f"Nextdoor takes {PICTURES} pictures at most; this has {len(pictures)}.")
    violations += [
        f"{asset.called} is {asset.mime}; the desk gives Nextdoor JPEG, PNG, WebP, GIF and MP4."
        for asset in pictures
        if asset.mime not in IMAGE_TYPES
    ]
    violations += unfit("Nextdoor", post.assets, FILM) + without_captions("Nextdoor", post.assets)
    if post.reply_to is not None:
        violations.append("Answers are given on Nextdoor itself: post this there, and paste the exchange here.")
    over_from = next((index for index, end in enumerate(ends) if end > BYTES), None)
    return Measure(tuple(violations), length, BYTES, over_from, unit="bytes")
