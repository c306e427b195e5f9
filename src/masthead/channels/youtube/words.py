"""Title and description: how long they are for YouTube, and the same words back."""

from __future__ import annotations

import hashlib

from masthead.channels.post import Measure, Post
from masthead.channels.titles import split
from masthead.channels.youtube.description import ANSWER_CHARACTERS, CAPTIONS, DESCRIPTION_BYTES, TITLE, VIDEO


def measured(post: Post) -> Measure:
    return _answer(post) if post.reply_to else _video(post)


def _video(post: Post) -> Measure:
    violations, over = unfit(post.text)
    kinds = [asset.mime for asset in post.assets]
    if kinds.count(VIDEO) != 1:
        violations.append(f"A post on YouTube is one MP4 video; this has {kinds.count(VIDEO) or 'none'}.")
    if kinds.count(CAPTIONS) > 1:
        violations.append("One file of captions goes with a video from here.")
    violations += [
        f"{asset.called} is {asset.mime}; YouTube takes an MP4 video and its WebVTT captions from here."
        for asset in post.assets
        if asset.mime not in (VIDEO, CAPTIONS)
    ]
    return Measure(tuple(violations), len(post.text.encode()), DESCRIPTION_BYTES, over, "bytes")


def unfit(text: str) -> tuple[list[str], int | None]:
    """(what YouTube will not take of a title and description, where they grow too long)."""
    title, body = split(text)
    stored, over = body.encode(), None
    violations = []
    if len(stored) > DESCRIPTION_BYTES:
        violations.append(f"The description is {len(stored) - DESCRIPTION_BYTES} bytes too long for YouTube.")
        over = len(text) - len(body) + len(stored[:DESCRIPTION_BYTES].decode(errors="ignore"))
    if not text.strip():
        violations.append("A video needs words: YouTube asks for a title.")
    if len(title) > TITLE:
        violations.append(f"The first line is the title here, and YouTube's have at most {TITLE} characters.")
    if "<" in text or ">" in text:
        violations.append("YouTube takes neither < nor > in a title or description: write it in words.")
    return violations, over


def _answer(post: Post) -> Measure:
    over = len(post.text) - ANSWER_CHARACTERS
    violations = []
    if over > 0:
        violations.append(f"The answer is {over} characters too long for YouTube.")
    if not post.text.strip():
        violations.append("The answer is empty.")
    if post.assets:
        violations.append("An answer on YouTube is words alone.")
    return Measure(
        tuple(violations), len(post.text), ANSWER_CHARACTERS, ANSWER_CHARACTERS if over > 0 else None, "characters"
    )


def version_of(*texts: str) -> str:
    """Names one wording: YouTube counts none."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]


def mark_of(key: str) -> str:
    """The tag by which a video uploaded for this key is found again while it is private. Publishing takes it away."""
    return f"m{hashlib.sha256(key.encode()).hexdigest()[:24]}"
