"""Bluesky as JSON: a thread as the app's own interface gives it, a list of posts, or a chat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from masthead.employees.exports.bluesky_car import MISSING, root_of
from masthead.employees.exports.message import Message, Read, fields_of, moment, words_of


def read(whole: object, *, own_name: str) -> Read | None:
    """What is in `whole`, or None when it is nothing of Bluesky's. own_name: a handle, to tell whose is what."""
    given = fields_of(whole)
    own = own_name.strip().removeprefix("@").casefold()
    if "thread" in given:
        return Read("Bluesky", tuple(_thread(given["thread"], own)))
    if isinstance(given.get("feed"), list):
        posts = (fields_of(fields_of(item).get("post")) for item in _list(given["feed"]))
        return Read("Bluesky", tuple(_post(post, own, "") for post in posts if post))
    if isinstance(given.get("records"), list):
        return Read("Bluesky", tuple(_records(given["records"])), MISSING)
    messages = _list(given.get("messages"))
    if messages and all("sentAt" in fields_of(one) or "$type" in fields_of(one) for one in messages[:5]):
        return Read("Bluesky", tuple(_chat(messages, own)))
    return None


def _thread(start: object, own: str) -> Iterator[Message]:
    """The thread around a post: those above it, itself, its answers. Walked without recursion, however deep."""
    waiting, seen = [start], 0
    while waiting and seen < 100_000:
        node, seen = fields_of(waiting.pop()), seen + 1
        if post := fields_of(node.get("post")):
            yield _post(post, own, "thread")
        waiting += [node.get("parent"), *_list(node.get("replies"))]


def _post(post: Mapping[str, object], own: str, thread: str) -> Message:
    author, record = fields_of(post.get("author")), fields_of(post.get("record"))
    handle, shown = words_of(author.get("handle")), words_of(author.get("displayName"))
    uri = words_of(post.get("uri"))
    return Message(
        name=f"{shown} (@{handle})" if shown and handle else shown or handle,
        text=words_of(record.get("text")),
        at=moment(record.get("createdAt")),
        mine=bool(own) and own == handle.casefold(),
        thread=thread or root_of(record) or uri,
    )


def _records(items: object) -> Iterator[Message]:
    for item in map(fields_of, _list(items)):
        record, uri = fields_of(item.get("value")), words_of(item.get("uri"))
        if record.get("$type") == "app.bsky.feed.post":
            name = uri.removeprefix("at://").partition("/")[0]
            text, at = words_of(record.get("text")), moment(record.get("createdAt"))
            yield Message(name=name, text=text, at=at, mine=True, thread=root_of(record) or uri)


def _chat(messages: list[object], own: str) -> Iterator[Message]:
    for said in map(fields_of, messages):
        sender = fields_of(said.get("sender"))
        name = words_of(sender.get("displayName")) or words_of(sender.get("handle")) or words_of(sender.get("did"))
        mine = bool(own) and own in {words_of(sender.get(key)).casefold() for key in ("handle", "did")}
        yield Message(name=name, text=words_of(said.get("text")), at=moment(said.get("sentAt")), mine=mine)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
