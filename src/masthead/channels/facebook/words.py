"""What a Page will not take, known before anything is sent."""

from __future__ import annotations

from masthead.channels.facebook.description import ANSWER, CHARACTERS, FILM, HEAVIEST, IMAGE_TYPES, IMAGES, MESSAGE
from masthead.channels.facebook.subtitles import locale_of
from masthead.channels.films import film_of, in_a_language_not_taken, pictures_of, unfit
from masthead.channels.post import AssetFile, Measure, Post


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
    violations = unfit("Facebook", post.assets, FILM)
    if (pictures := len(pictures_of(post.assets))) > IMAGES:
        violations.append(f"At most {IMAGES} pictures go with one post here; this has {pictures}.")
    if (film := film_of(post)) and film.captions and not locale_of(film.language):
        violations.append(in_a_language_not_taken("Facebook"))
    for asset in pictures_of(post.assets):
        if asset.mime not in IMAGE_TYPES:
            violations.append(f"{asset.called} is {asset.mime}; Facebook takes JPEG, PNG, GIF, BMP, TIFF and MP4 here.")
        elif _weighs(asset) > HEAVIEST:
            violations.append(f"{asset.called} is heavier than 10 MB, the most that Facebook takes.")
    return violations


def _weighs(asset: AssetFile) -> int:
    """Bytes; 0 where the file is not at hand."""
    return asset.path.stat().st_size if asset.path.exists() else 0
