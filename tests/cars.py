"""CAR files as a Bluesky account's export has them, written for tests by another library's encoder."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from fido2.cbor import encode


def cid_of(block: bytes) -> bytes:
    return b"\x01\x71\x12\x20" + hashlib.sha256(block).digest()


def varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def link(cid: bytes) -> bytes:
    """A CBOR link, as raw bytes: tag 42 over the CID with a zero before it."""
    return b"\xd8\x2a\x58" + bytes([len(cid) + 1]) + b"\x00" + cid


def car(blocks: Sequence[bytes], named: Sequence[bytes] = ()) -> bytes:
    """A CAR file whose root is the first block."""
    names = named or [cid_of(block) for block in blocks]
    header = b"\xa2\x65roots\x81" + link(names[0]) + b"\x67version\x01"
    sections = [varint(len(name) + len(block)) + name + block for name, block in zip(names, blocks, strict=True)]
    return varint(len(header)) + header + b"".join(sections)


def repository(posts: Mapping[str, Mapping[str, object]], did: str = "did:plc:ann") -> bytes:
    """A whole repository: a commit, a tree of one node, and the posts by their keys."""
    records = {key: encode(dict(post)) for key, post in posts.items()}
    entries = b""
    before = b""
    for key in sorted(records):
        path = f"app.bsky.feed.post/{key}".encode()
        shared = next((i for i, pair in enumerate(zip(before, path, strict=False)) if pair[0] != pair[1]), len(before))
        shared = min(shared, len(path))
        rest = path[shared:]
        entries += b"\xa4\x61k" + encode(rest) + b"\x61p" + encode(shared)
        entries += b"\x61t\xf6\x61v" + link(cid_of(records[key]))
        before = path
    assert len(records) < 24
    node = b"\xa2\x61e" + bytes([0x80 | len(records)]) + entries + b"\x61l\xf6"
    commit = b"\xa4\x63did" + encode(did) + b"\x64data" + link(cid_of(node))
    commit += b"\x64prev\xf6\x67version\x03"
    return car([commit, node, *records.values()])
