"""Mastodon's own export, and any other collection in the words of ActivityPub: what the account wrote."""

from __future__ import annotations

from collections.abc import Iterator

from masthead.employees.exports.message import Message, Read, fields_of, moment, words_of
from masthead.kernel.markup import Markup

MISSING = "Mastodon exports only what you wrote yourself: add what the other person said."


def read(whole: object) -> Read | None:
    """What is in `whole`, or None when it is no collection of ActivityPub's."""
    given = fields_of(whole)
    items = given.get("orderedItems", given.get("items"))
    if not isinstance(items, list):
        return None
    return Read("Mastodon", tuple(_notes(items)), MISSING)


def _notes(items: list[object]) -> Iterator[Message]:
    owner = next((words_of(fields_of(item).get("actor")) for item in items if fields_of(item).get("actor")), "")
    told: dict[str, str] = {}
    for item in map(fields_of, items):
        note = fields_of(item.get("object")) if item.get("type") == "Create" else item
        if note.get("type") not in ("Note", "Question", "Article"):
            continue  # a boost repeats what somebody else wrote
        who, own = words_of(note.get("attributedTo")) or words_of(item.get("actor")), words_of(note.get("id"))
        before = words_of(note.get("inReplyTo"))
        # Mastodon names the conversation; others only what is answered.
        thread = (
            words_of(note.get("conversation")) or words_of(note.get("context")) or told.get(before) or before or own
        )
        told[own] = thread
        at = moment(note.get("published")) or moment(item.get("published"))
        yield Message(
            name=_name(who), text=plain(words_of(note.get("content"))), at=at, mine=who == owner, thread=thread
        )


def _name(address: str) -> str:
    """`@ann@social.example` for an actor's address."""
    rest = address.partition("://")[2]
    host, _, path = rest.partition("/")
    name = path.rstrip("/").rpartition("/")[2].removeprefix("@")
    return f"@{name}@{host}" if host and name else address


def plain(html: str) -> str:
    """The words of a post without its markup: a paragraph is a paragraph, a line break a line."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    return "".join(reader.parts).strip()


class _Words(Markup):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self.parts.append("\n")
        elif tag == "p" and self.parts:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
