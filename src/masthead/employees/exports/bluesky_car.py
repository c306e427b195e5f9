"""A Bluesky account's own export: one CAR file with everything the account wrote, and nothing others did.

Walks the tree of the repository (atproto.com/specs/repository) from its root: so each post is known by its address.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from masthead.employees.exports.dag_cbor import Cid, Malformed, blocks, decode
from masthead.employees.exports.message import Message, Read, fields_of, moment, words_of
from masthead.kernel.refusals import Invalid

_POSTS = "app.bsky.feed.post/"
MISSING = "Bluesky exports only what you wrote yourself: add what the other person said."


def read(raw: bytes) -> Read:
    """Raises Invalid for what is no such file, or a damaged one."""
    try:
        roots, found = blocks(raw)
        commit = fields_of(decode(found[roots[0].value])) if roots and roots[0].value in found else {}
        did, data = commit.get("did"), commit.get("data")
        if not isinstance(did, str) or not isinstance(data, Cid):
            raise Malformed("it has no repository at its root")
        messages = tuple(_messages(did, data, found))
    except Malformed as reason:
        raise Invalid(
            f"This is not a whole CAR file of Bluesky: {reason}. Download the export again.", field="export"
        ) from reason
    return Read("Bluesky", messages, MISSING)


def _messages(did: str, root: Cid, found: Mapping[bytes, bytes]) -> Iterator[Message]:
    for path, link in _entries(root, found):
        record = fields_of(decode(found[link.value])) if path.startswith(_POSTS) and link.value in found else {}
        if record.get("$type") == "app.bsky.feed.post":
            own = f"at://{did}/{path}"
            yield Message(
                name=did,
                text=words_of(record.get("text")),
                at=moment(record.get("createdAt")),
                mine=True,
                thread=root_of(record) or own,
            )


def root_of(record: Mapping[str, object]) -> str:
    """The address of the post that a reply's thread hangs from, "" for a post that answers nothing."""
    uri = fields_of(fields_of(record.get("reply")).get("root")).get("uri")
    return uri if isinstance(uri, str) else ""


def _entries(root: Cid, found: Mapping[bytes, bytes]) -> Iterator[tuple[str, Cid]]:
    """(path, record) of every entry of the tree. A node is read once, so that one that holds itself ends."""
    waiting, seen = [root], {root.value}
    while waiting:
        node = fields_of(decode(found[link])) if (link := waiting.pop().value) in found else {}
        entries = node.get("e")
        key = b""
        below = [node.get("l")]
        for entry in map(fields_of, entries if isinstance(entries, list) else []):
            shared, rest, value = entry.get("p"), entry.get("k"), entry.get("v")
            if not isinstance(shared, int) or not isinstance(rest, bytes) or not 0 <= shared <= len(key):
                raise Malformed("its tree is damaged")
            key = key[:shared] + rest
            below.append(entry.get("t"))
            if isinstance(value, Cid):
                yield key.decode("utf-8", "replace"), value
        for child in below:
            if isinstance(child, Cid) and child.value not in seen:
                seen.add(child.value)
                waiting.append(child)
