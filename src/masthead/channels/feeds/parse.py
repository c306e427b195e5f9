"""Bytes in, a feed out: RSS and Atom by feedparser, JSON Feed by its own few rules. Pure.

What an attacker could make of it is refused before any parser sees it: a document that declares entities of its own,
and one that is not written in the encoding it claims.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from typing import Any
from urllib.parse import urljoin

import feedparser

from masthead.channels.errors import Rejected
from masthead.channels.feeds.words import plain
from masthead.channels.wording import version_of
from masthead.kernel.text import clean

MOST = 500
"""Entries of one feed that are looked at, in its own order: the newest come first."""
LONGEST_ID = 480
_ENTITY, _DECLARED = re.compile(r"<!ENTITY", re.IGNORECASE), re.compile(r"\A\s*<\?xml[^>]*?\?>", re.IGNORECASE)
_ENCODING = re.compile(r"""\A\s*<\?xml[^>]*?encoding=["']([\w.:-]+)["']""", re.IGNORECASE)
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CURE = "Ask whoever runs the page to look at its feed with a validator."
_LOOK = "Look on the page for the feed's address, and connect the presence again with it."


@dataclass(frozen=True, slots=True)
class Entry:
    """One post or comment. `answers`: ids and addresses of what it says it answers; `raw`: what was told of it."""

    id: str
    title: str
    text: str
    author: str
    author_id: str
    url: str
    said_at: datetime | None
    answers: tuple[str, ...]
    raw: bytes

    @property
    def version(self) -> str:
        """Names one wording. When a feed says that something changed is not believed: many say it of nothing."""
        return version_of(self.title, self.text)


@dataclass(frozen=True, slots=True)
class Feed:
    title: str
    about: str
    link: str
    entries: tuple[Entry, ...]


def parsed(content: bytes, kind: str, url: str) -> Feed:
    """kind: the Content-Type. Raises Rejected, in one sentence, for what is no feed or must not be read."""
    text = _decoded(content, kind)
    if text.lstrip().startswith("{"):
        return _json_feed(text, url)
    if _ENTITY.search(text):
        raise Rejected("The feed declares entities of its own, as attacks do, and is not read.", cure=_CURE)
    # The declaration goes: what follows is UTF-8 now, whatever it was.
    stream = io.BytesIO(_DECLARED.sub("", text, count=1).encode("utf-8"))
    # Without an address of its own: by it, an id that looks like a path would become another wherever the feed moves.
    headers = {"content-type": "application/xml; charset=utf-8"}
    found = feedparser.parse(stream, response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    if not found.get("version"):
        raise Rejected(f"What is at {url} is no feed.", cure=_LOOK)
    about = found.feed
    return Feed(
        plain(str(about.get("title", ""))),
        plain(str(about.get("subtitle", ""))),
        _address(about.get("link"), url),
        _once(_of_xml(entry, url) for entry in found.entries[:MOST]),
    )


def _decoded(content: bytes, kind: str) -> str:
    """As its byte order mark, its Content-Type or its own first line says; as UTF-8 where nothing does."""
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    header = Message()
    header["content-type"] = kind or "application/xml"
    own = _ENCODING.match(content[:400].decode("latin-1"))
    named = marked or str(header.get_content_charset("") or "") or (own[1] if own else "utf-8")
    # Text in UTF-8 is hardly ever anything else, and servers often claim another encoding for all their files.
    for encoding in dict.fromkeys((named, own[1] if own else named, "utf-8")):
        try:
            return content.decode(encoding)
        except (LookupError, UnicodeError):
            continue
    raise Rejected(f"The feed says that it is written in {named[:40]}, and is not.", cure=_CURE)


def _of_xml(entry: Mapping[str, Any], base: str) -> Entry:
    contents = [str(each.get("value", "")) for each in entry.get("content", ())]
    words = next((each for each in contents if each), "") or str(entry.get("summary", ""))
    author = entry.get("author_detail") or {}
    answered = entry.get("thr_in-reply-to") or {}
    answers = (answered.get("ref"), answered.get("href")) if isinstance(answered, Mapping) else ()
    link = str(entry.get("link", ""))  # where an entry has none, feedparser gives its id
    return Entry(
        id=_id(str(entry.get("id") or link), entry),
        title=plain(str(entry.get("title", ""))),
        text=plain(words),
        author=plain(str(author.get("name") or entry.get("author", ""))),
        author_id=str(author.get("href", "")),
        url=_address(link, base),
        said_at=_moment(entry.get("published_parsed") or entry.get("updated_parsed")),
        answers=tuple(_named(str(each)) for each in answers if each),
        raw=_raw(entry),
    )


def _json_feed(text: str, url: str) -> Feed:
    """JSON Feed 1 and 1.1, by https://www.jsonfeed.org/version/1.1/."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise Rejected("The feed is damaged: it is no JSON.", cure=_CURE) from None
    if not str(found.get("version", "")).startswith("https://jsonfeed.org/version/"):
        raise Rejected("What stands there is JSON, but no feed.", cure=_LOOK)
    items = found.get("items")
    rows = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    return Feed(
        plain(_said(found, "title")),
        _said(found, "description"),
        _address(found.get("home_page_url"), url),
        _once(_of_json(item, url) for item in rows[:MOST]),
    )


def _of_json(item: Mapping[str, Any], base: str) -> Entry:
    authors = item.get("authors")
    author = (authors[0] if isinstance(authors, list) and authors else item.get("author")) or {}
    author = author if isinstance(author, dict) else {}
    html = _said(item, "content_html")
    url = _address(item.get("url"), base)
    return Entry(
        id=_id(str(item.get("id") or url), item),
        title=plain(_said(item, "title")),
        text=plain(html) if html else _said(item, "content_text") or _said(item, "summary"),
        author=_said(author, "name"),
        author_id=_said(author, "url"),
        url=url,
        said_at=_written(_said(item, "date_published") or _said(item, "date_modified")),
        answers=(),
        raw=_raw(item),
    )


def _address(link: object, base: str) -> str:
    """A web address, as it stands or beside the feed; "" for anything else."""
    try:
        whole = clean(urljoin(base, link)) if isinstance(link, str) and link else ""
    except ValueError:
        return ""
    return whole if whole.startswith(("https://", "http://")) else ""


def _once(entries: Iterator[Entry]) -> tuple[Entry, ...]:
    """Each id once; where a feed has it twice, what stands first, which is the newest."""
    found: dict[str, Entry] = {}
    for entry in entries:
        found.setdefault(entry.id, entry)
    return tuple(found.values())


def _id(named: str, entry: Mapping[str, Any]) -> str:
    """The feed's own id of an entry. One without any goes by what it says, so that a changed one is another."""
    named = _named(named)
    return named or hashlib.sha256(_raw(entry)).hexdigest()


def _named(given: str) -> str:
    """An id as it can be kept: a long one by its digest, and without signs that no table holds."""
    given = clean(given).strip()
    return given if len(given) <= LONGEST_ID else hashlib.sha256(given.encode()).hexdigest()


def _said(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""


def _raw(entry: Mapping[str, Any]) -> bytes:
    told = json.dumps(entry, ensure_ascii=False, sort_keys=True, default=str)
    return told.encode("utf-8", "replace")


def _moment(parts: Any) -> datetime | None:
    try:
        year, month, day, hour, minute, second = parts[:6]
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except (TypeError, ValueError):
        return None


def _written(moment: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(moment.replace("Z", "+00:00"))
    except ValueError:
        return None
    return found if found.tzinfo else None
