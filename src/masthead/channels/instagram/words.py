"""What Instagram will not take, known before anything is sent."""

from __future__ import annotations

import re

from PIL import Image, UnidentifiedImageError

from masthead.channels.films import film_of, pictures_of, unfit, without_captions
from masthead.channels.graph_containers import needs_address
from masthead.channels.instagram.description import (
    ALT,
    ANSWER,
    ANSWER_HASHTAGS,
    ANSWER_LINKS,
    CHARACTERS,
    FILM,
    HASHTAGS,
    IMAGE_TYPES,
    IMAGES,
    MENTIONS,
    TALLEST,
    WIDEST,
)
from masthead.channels.post import AssetFile, Measure, Post

_HASHTAG = re.compile(r"(?<![\w&])#\w+")
_MENTION = re.compile(r"(?<![\w.])@[\w.]+")
_LINK = re.compile(r"https?://\S+")


def measured(post: Post) -> Measure:
    """Length in characters; an answer has less room than a caption."""
    limit = ANSWER if post.reply_to else CHARACTERS
    over = len(post.text) - limit
    violations = [f"The text is {over} characters too long for Instagram."] if over > 0 else []
    violations += _of_an_answer(post) if post.reply_to else _of_a_post(post)
    return Measure(tuple(violations), len(post.text), limit, limit if over > 0 else None)


def _of_an_answer(post: Post) -> list[str]:
    violations = []
    if not post.text.strip():
        violations.append("The answer is empty.")
    if post.assets:
        violations.append("Answers on Instagram take no pictures and no videos.")
    if len(_HASHTAG.findall(post.text)) > ANSWER_HASHTAGS:
        violations.append(f"An answer on Instagram takes {ANSWER_HASHTAGS} hashtags at most.")
    if len(_LINK.findall(post.text)) > ANSWER_LINKS:
        violations.append(f"An answer on Instagram takes {ANSWER_LINKS} link at most.")
    if post.text.isupper() and len(post.text.split()) > 1:
        violations.append("Instagram takes no answer written in capitals alone.")
    return violations


def _of_a_post(post: Post) -> list[str]:
    violations, pictures = [], pictures_of(post.assets)
    if not pictures and not film_of(post):
        violations.append("Instagram takes no post without a picture or a video.")
    if len(pictures) > IMAGES:
        violations.append(f"Instagram takes {IMAGES} pictures at most; this has {len(pictures)}.")
    if (hashtags := len(_HASHTAG.findall(post.text))) > HASHTAGS:
        violations.append(f"Instagram takes {HASHTAGS} hashtags at most; this has {hashtags}.")
    if (mentions := len(_MENTION.findall(post.text))) > MENTIONS:
        violations.append(f"Instagram takes {MENTIONS} names with @ at most; this has {mentions}.")
    for asset in pictures:
        violations += _of_a_picture(asset)
    violations += unfit("Instagram", post.assets, FILM)
    return violations + without_captions("Instagram", post.assets) + needs_address("Instagram", post.assets)


def _of_a_picture(asset: AssetFile) -> list[str]:
    violations = []
    if asset.mime not in IMAGE_TYPES:
        violations.append(f"{asset.called} is {asset.mime}; Instagram takes JPEG, PNG, WebP and MP4 here.")
    elif (ratio := _ratio(asset)) and not TALLEST - 0.005 <= ratio <= WIDEST + 0.005:
        shape = "tall" if ratio < TALLEST else "wide"
        violations.append(f"{asset.called} is too {shape}: Instagram takes pictures between 4:5 and 1.91:1. Crop it.")
    if len(asset.alt) > ALT:
        violations.append(f"The alternative text of {asset.called} is longer than {ALT} characters.")
    return violations


def _ratio(asset: AssetFile) -> float:
    """Width to height as people see it; 0 where the file is not at hand or is no picture, which others say."""
    try:
        with Image.open(asset.path) as image:
            width, height = image.size
            turned = image.getexif().get(0x0112, 1) in (5, 6, 7, 8)
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError):
        return 0.0
    return height / width if turned else width / height
