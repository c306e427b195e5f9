"""What a Page will not take, known before anything is sent."""

from __future__ import annotations

from masthead.channels.facebook.description import ANSWER, CHARACTERS, HEAVIEST, IMAGE_TYPES, IMAGES, LONGEST, MESSAGE
from masthead.channels.facebook.subtitles import HEAVIEST as HEAVIEST_CAPTIONS
from masthead.channels.facebook.subtitles import locale_of
from masthead.channels.graph_films import CAPTIONS, VIDEO, pictures_of, unfit
from masthead.channels.port import AssetFile, Measure, Post


def measured(post: Post) -> Measure:
    """Length in characters; an answer has less room than a post, a private one the least, and takes no files."""
    answer = post.reply_to is not None
    limit = (MESSAGE if post.private else ANSWER) if answer else CHARACTERS
    over = len(post.text) - limit
    violations = []
    if over > 0:
        violations.append(f"The text is {over} characters too long for {'an answer' if answer else 'a post'} here.")
    if not post.text.strip() and not post.assets:
        violations.append("The post is empty.")
    violations += _of_an_answer(post) if answer else _of_a_post(post)
    return Measure(tuple(violations), len(post.text), limit, limit if over > 0 else None)


def _of_an_answer(post: Post) -> list[str]:
    return ["Answers on Facebook go out without pictures and videos here."] if post.assets else []


def _of_a_post(post: Post) -> list[str]:
    violations = unfit("Facebook", post.assets, shortest=0, longest=LONGEST)
    if (pictures := len(pictures_of(post.assets))) > IMAGES:
        violations.append(f"At most {IMAGES} pictures go with one post here; this has {pictures}.")
    for asset in post.assets:
        if asset.mime == CAPTIONS:
            violations += _of_captions(asset, asset.lang or post.lang)
        elif asset.mime not in IMAGE_TYPES | {VIDEO}:
            violations.append(
                f"{asset.path.name} is {asset.mime}; Facebook takes JPEG, PNG, GIF, BMP, TIFF and MP4 here."
            )
        elif asset.mime != VIDEO and _weighs(asset) > HEAVIEST:
            violations.append(f"{asset.path.name} is heavier than 10 MB, the most that Facebook takes.")
    return violations


def _of_captions(asset: AssetFile, language: str) -> list[str]:
    if not locale_of(language):
        return [
            "Facebook takes no captions in the language that these are in. Upload the video with its captions in the"
            " picture, say so on its page, and use that one here."
        ]
    if _weighs(asset) > HEAVIEST_CAPTIONS:
        return ["The file of captions is heavier than 200 KB, the most that Facebook takes. Split the video."]
    return []


def _weighs(asset: AssetFile) -> int:
    """Bytes; 0 where the file is not at hand."""
    return asset.path.stat().st_size if asset.path.exists() else 0
