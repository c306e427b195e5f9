"""The files of an exchange: screenshots handed over, every wording's bytes as received, the pictures of its post.

All but screenshots are named by the SHA-256 of their bytes, so a copy can be compared with the record that states the
same; exchange.json has the screenshots' digests. What a mail server would refuse for its size is left out and named:
nothing is dropped silently, and nothing makes the mail fail.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from uuid import UUID

from django.core.files.storage import default_storage

from masthead.conversations.exchange import Exchange
from masthead.conversations.models import Conversation
from masthead.media.models import Asset
from masthead.outbox.models import Delivery
from masthead.outbox.payload import FrozenAsset

MOST_BYTES = 12 * 1024 * 1024
"""All files together. In a mail they grow by a third, and most servers take 20 to 25 MB."""

MOST_NATIVE = 50
"""Files of received bytes. Those beyond stand in exchange.json to the letter: nobody opens a thousand files."""


@dataclass(frozen=True, slots=True)
class File:
    """`name` is its SHA-256, or a screenshot's number, with an ending that says what it is."""

    name: str
    mime: str
    content: bytes


@dataclass(slots=True)
class Enclosed:
    """`files` go along. too_large: names and sizes of those that do not; unreadable: names of those that are not as
    they were approved, or not there."""

    files: list[File] = field(default_factory=list)
    too_large: list[tuple[str, int]] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    native_left: int = 0

    def sentences(self, conversation: UUID) -> Iterator[str]:
        """What is said in the mail of what does not go along, and where it is."""
        if self.native_left:
            yield f"The bytes of {self.native_left} more wordings are in exchange.json, not in files of their own."
        if self.too_large:
            whole = sum(size for _, size in self.too_large) / 1024**2
            names = ", ".join(name for name, _ in self.too_large)
            files = "1 file" if len(self.too_large) == 1 else f"{len(self.too_large)} files"
            yield (
                f"Left out for size: {files}, {whole:.1f} MB. They are kept in the desk's media and its backups, "
                f"for conversation {conversation}: {names}."
            )
        if self.unreadable:
            names = ", ".join(self.unreadable)
            yield f"Could not be read from the desk's storage, and should be restored from a backup: {names}."


def enclosed(conversation: Conversation, exchange: Exchange) -> Enclosed:
    """What goes along, in a fixed order: screenshots, received bytes as they were said, then the post's pictures."""
    made, room, seen = Enclosed(), MOST_BYTES, set[str]()
    for shot in exchange.screenshots:
        stored = str(shot.file.name)
        name = f"screenshot-{shot.number}{PurePosixPath(stored).suffix}"
        room -= _add(made, name, shot.mime, shot.sha256, stored, room)
    for digest, content in _native(exchange):
        if digest in seen:
            continue
        seen.add(digest)
        if hashlib.sha256(content).hexdigest() != digest:
            made.unreadable.append(f"{digest}.json")
            continue
        if len(made.files) >= MOST_NATIVE or len(content) > room:
            made.native_left += 1
            continue
        made.files.append(_native_file(digest, content))
        room -= len(content)
    for name, mime, digest, stored in _pictures(conversation):
        if digest not in seen:
            seen.add(digest)
            room -= _add(made, name, mime, digest, stored, room)
    return made


def _add(made: Enclosed, name: str, mime: str, digest: str, stored: str, room: int) -> int:
    """Put a stored file among those that go along, if it fits and is what it was. How many bytes it took."""
    try:
        size = default_storage.size(stored)
        if size > room:
            made.too_large.append((name, size))
            return 0
        with default_storage.open(stored) as file:
            content = file.read()
    except OSError:
        made.unreadable.append(name)
        return 0
    if hashlib.sha256(content).hexdigest() != digest:
        made.unreadable.append(name)
        return 0
    made.files.append(File(name, mime, content))
    return size


def _native(exchange: Exchange) -> Iterator[tuple[str, bytes]]:
    for one in exchange.said:
        for digest, content in ((one.raw_sha256, one.raw), *((w.raw_sha256, w.raw) for w in one.earlier)):
            if digest:
                yield digest, content


def _native_file(digest: str, content: bytes) -> File:
    try:
        json.loads(content)
    except (ValueError, RecursionError):
        return File(f"{digest}.bin", "application/octet-stream", content)
    return File(f"{digest}.json", "application/json", content)


def _pictures(conversation: Conversation) -> Iterator[tuple[str, str, str, str]]:
    """(name, mime, SHA-256, place in the storage): each as it was published, then as it came, where that differs."""
    if not conversation.publication_subject or conversation.presence_id is None:
        return
    delivered = Delivery.objects.filter(
        subject=conversation.publication_subject, presence_id=conversation.presence_id
    ).exclude(state="cancelled")
    frozen = [FrozenAsset(**asset) for delivery in delivered for asset in delivery.payload.get("assets", ())]
    rows = Asset.objects.filter(published_sha256__in=[asset.sha256 for asset in frozen])
    originals = {row.published_sha256: row for row in rows}
    for asset in frozen:
        yield _named(asset.sha256, asset.name), asset.mime, asset.sha256, asset.name
        if row := originals.get(asset.sha256):
            stored = str(row.original.name)
            yield _named(row.sha256, stored), "application/octet-stream", row.sha256, stored


def _named(digest: str, stored: str) -> str:
    return f"{digest}{PurePosixPath(stored).suffix.lower()}"
