"""Words on X: weighed as X weighs them, and read out of what it gives back.

The weights are those of the twitter-text configuration 3: what is outside its ranges weighs 2, an emoji 2 however many
code points it takes, an address 23; the text is counted in Unicode form C.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

import regex

from masthead.channels.films import film_of, in_a_language_not_taken, pictures_of, unfit
from masthead.channels.post import AssetFile, Measure, Post
from masthead.channels.x.description import ADDRESS, ALT, FILM, GIF, GIF_BYTES, IMAGE_BYTES, IMAGE_TYPES, IMAGES, WEIGHT
from masthead.channels.x.films import language_of

_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
_EMOJI = regex.compile(
    r"\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f|[\d#*]\ufe0f?\u20e3|\p{Regional_Indicator}{2}"
    r"|\p{Extended_Pictographic}.*\u200d|[\U0001F3FB-\U0001F3FF]"
)
_NAMES = r"com|org|net|gov|edu|mil|info|library|museum|news|app|dev|io|ai|tv|co"
_HOST = r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)"
# Bare addresses become links too: under the well-known ends, and under a country's where a longer name or path is.
_OUT, _NOT_LAST = r"\s<>\"\u202a-\u202e\u2066-\u2069", r".,;:!?)\]}'’”…"
_ADDRESS = re.compile(
    rf"(?<![\w@#$./-])(?:https?://[^{_OUT}]*[^{_OUT}{_NOT_LAST}]"
    rf"|(?:{_HOST}+(?:{_NAMES})|{_HOST}{{2,}}[a-z]{{2}}|{_HOST}[a-z]{{2}}(?=/))\b(?!@|\.\w)"
    rf"(?:/(?:[^{_OUT}]*[^{_OUT}{_NOT_LAST}])?)?)",
    re.IGNORECASE,
)
_SCHEME, _NAMES_BEFORE = re.compile(r"https?://"), re.compile(r"^(?:@\w+\s+)+")


def measured(post: Post) -> Measure:
    length, over_from = 0, None
    for start, weight in weights(post.text):
        length += weight
        if over_from is None and length > WEIGHT:
            over_from = start
    violations = []
    if length > WEIGHT:
        violations.append(f"The text is {length - WEIGHT} characters too long for X, as X counts.")
    if not post.text.strip() and not post.assets:
        violations.append("The post is empty.")
    pictures = pictures_of(post.assets)
    if len(pictures) > IMAGES:
        violations.append(f"X takes {IMAGES} pictures at most; this has {len(pictures)}.")
    if len(pictures) > 1 and any(asset.mime == GIF for asset in pictures):
        violations.append("X takes a GIF alone: leave out the other pictures, or the GIF.")
    for asset in pictures:
        violations += _of_picture(asset)
    violations += unfit("X", post.assets, FILM)
    if (film := film_of(post)) and film.captions and not language_of(film.language):
        violations.append(in_a_language_not_taken("X"))
    return Measure(tuple(violations), length, WEIGHT, over_from)


def weights(text: str) -> Iterator[tuple[int, int]]:
    """(where it begins, what it weighs) for each character, emoji and address."""
    at = 0
    for found in _ADDRESS.finditer(text):
        yield from _characters(text, at, found.start())
        yield found.start(), ADDRESS
        at = found.end()
    yield from _characters(text, at, len(text))


def plain(status: Mapping[str, Any]) -> str:
    """What was written: X shows short addresses of its own, marks of HTML, and the names of those it answers."""
    text = str(status.get("text", ""))
    entities = status.get("entities") or {}
    for link in entities.get("urls") or ():
        short = str(link.get("url", ""))
        if link.get("media_key") or str(link.get("display_url", "")).startswith("pic."):
            text = re.sub(rf"\s?{re.escape(short)}", "", text, count=1)
        elif short:
            text = text.replace(short, str(link.get("expanded_url") or short), 1)
    if answered(status):
        names = {f"@{name.get('username', '')}".casefold() for name in entities.get("mentions") or ()}
        while (first := re.match(r"(@\w+)\s+", text)) and first[1].casefold() in names:
            text = text[first.end() :]
    return html.unescape(text)


def answered(status: Mapping[str, Any]) -> str:
    """The number of what it answers, "" when it begins a conversation."""
    # Both names are in use: the guides say tweets, the newest schema says posts.
    told = status.get("referenced_tweets") or status.get("referenced_posts") or ()
    return next((str(other["id"]) for other in told if other["type"] == "replied_to"), "")


def history(status: Mapping[str, Any]) -> list[str]:
    """Every number this post has had, the first one first: an edit on X is another number."""
    told = status.get("edit_history_tweet_ids") or status.get("edit_history_post_ids")
    return [str(each) for each in told] if told else [str(status["id"])]


def same(one: str, other: str) -> bool:
    """Whether two texts say the same: an address without its https:// comes back with one."""
    return _bare(one) == _bare(other)


def _bare(text: str) -> str:
    """Without what X adds or leaves out: schemes, outer spaces, and before an answer the names of whom it answers."""
    return _NAMES_BEFORE.sub("", _SCHEME.sub("", unicodedata.normalize("NFC", text)).strip())


def _of_picture(asset: AssetFile) -> Iterator[str]:
    most = GIF_BYTES if asset.mime == GIF else IMAGE_BYTES
    if asset.mime not in IMAGE_TYPES:
        yield f"{asset.called} is {asset.mime}; X takes JPEG, PNG, WebP, GIF and MP4 here."
    elif asset.path.exists() and asset.path.stat().st_size > most:
        yield f"{asset.called} is larger than the {most // 1_000_000} MB that X takes."
    if len(asset.alt) > ALT:
        yield f"The alternative text of {asset.called} is longer than {ALT} characters."


def _characters(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for found in regex.finditer(r"\X", text, pos=start, endpos=end):
        yield found.start(), _weight(found.group())


def _weight(seen: str) -> int:
    """Of one character as people see it, which may be several code points."""
    if _EMOJI.match(seen):
        return 2
    points = map(ord, unicodedata.normalize("NFC", seen))
    return sum(1 if any(low <= point <= high for low, high in _LIGHT) else 2 for point in points)
