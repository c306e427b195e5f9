"""Text as Bluesky measures and marks it: graphemes for people, UTF-8 bytes for machines (app.bsky.richtext.facet)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import regex

_GRAPHEME = regex.compile(r"\X")
_LINK = regex.compile(r"https?://[^\s<>\"]+", regex.IGNORECASE)
_MENTION = regex.compile(r"(?<![\w@./])@((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,62})", regex.I)
_TAG = regex.compile(r"(?<![\w#&/])[#＃]((?!\d+\b)[^\s#＃.,;:!?()\[\]{}<>\"'“”‘’…]{1,64})")

Facet = dict[str, object]


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of text that means something. start, end: indices into the text, not bytes."""

    kind: Literal["link", "mention", "tag"]
    start: int
    end: int
    value: str


def _utf8(text: str) -> bytes:
    """A lone surrogate counts as three bytes rather than break the composer; it never gets as far as sending."""
    return text.encode(errors="surrogatepass")


def size(text: str) -> int:
    """UTF-8 bytes."""
    return len(_utf8(text))


def graphemes(text: str) -> int:
    """What a reader would count as characters: a family emoji is one."""
    return sum(1 for _ in _GRAPHEME.finditer(text))


def index_of_grapheme(text: str, number: int) -> int | None:
    """Index into `text` where grapheme `number` (from 0) begins; None when there are not so many."""
    for count, match in enumerate(_GRAPHEME.finditer(text)):
        if count == number:
            return int(match.start())
    return None


def index_of_byte(text: str, limit: int) -> int | None:
    """Index of the first character that does not fit into `limit` UTF-8 bytes; None when all fit."""
    used = 0
    for index, character in enumerate(text):
        used += len(_utf8(character))
        if used > limit:
            return index
    return None


def marks(text: str) -> list[Mark]:
    """Links, mentions and hashtags, in order; none lies within another."""
    found = [_link(text, match.start(), match.end()) for match in _LINK.finditer(text)]
    found += [Mark("mention", m.start(), m.end(), m.group(1)) for m in _MENTION.finditer(text)]
    found += [Mark("tag", m.start(), m.end(), m.group(1)) for m in _TAG.finditer(text)]
    kept: list[Mark] = []
    for mark in sorted(found, key=lambda mark: mark.start):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return kept


def facets(text: str, resolve: Callable[[str], str | None]) -> list[Facet]:
    """The marks as facets. `resolve(handle)` gives a DID, or None: then the mention stays plain text."""
    # Offsets of all characters at once: counting bytes from the start for each mark would be quadratic.
    offsets = [0]
    for character in text:
        offsets.append(offsets[-1] + len(_utf8(character)))
    built: list[Facet] = []
    for mark in marks(text):
        feature = _feature(mark, resolve)
        if feature is not None:
            place = {"byteStart": offsets[mark.start], "byteEnd": offsets[mark.end]}
            built.append({"$type": "app.bsky.richtext.facet", "index": place, "features": [feature]})
    return built


def _feature(mark: Mark, resolve: Callable[[str], str | None]) -> dict[str, str] | None:
    if mark.kind == "link":
        return {"$type": "app.bsky.richtext.facet#link", "uri": mark.value}
    if mark.kind == "tag":
        return {"$type": "app.bsky.richtext.facet#tag", "tag": mark.value}
    did = resolve(mark.value)
    return {"$type": "app.bsky.richtext.facet#mention", "did": did} if did else None


def _link(text: str, start: int, end: int) -> Mark:
    """Without the punctuation that ends the sentence, and without a bracket opened before the address."""
    while end > start and (
        text[end - 1] in ".,;:!?'”’…" or (text[end - 1] == ")" and "(" not in text[start : end - 1])
    ):
        end -= 1
    return Mark("link", start, end, text[start:end])
