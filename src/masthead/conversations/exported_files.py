"""The bytes of every wording as received, and the pictures of the post a conversation hangs from, for exports."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Sequence
from uuid import UUID

from masthead.conversations.hand_over import native
from masthead.conversations.models import Conversation, RawCapture
from masthead.exporters.port import Kept, Spoken
from masthead.kernel.ids import id_in
from masthead.media.exported_files import nowhere, pictures
from masthead.outbox.models import Delivery

AT_ONCE = 50
"""Rows of received bytes held at a time."""


def _said(records: Sequence[Spoken]) -> Iterator[Kept]:
    yield from _received(records)
    ids = (id_in(record.conversation) for record in records)
    yield from pictures(published=_under({key for key in ids if key}))


def _received(records: Sequence[Spoken]) -> Iterator[Kept]:
    wanted = {digest for record in records for digest in _digests(record)}
    rows = RawCapture.objects.filter(pk__in=wanted).order_by("pk")
    for row in rows.iterator(chunk_size=AT_ONCE):
        wanted.discard(row.sha256)
        content = bytes(row.content)
        yield Kept(row.sha256, "Bytes as received", "", lambda content=content: io.BytesIO(content))  # type: ignore[misc]
    for digest in sorted(wanted):
        yield Kept(digest, "Bytes as received", "", nowhere)


def _digests(record: Spoken) -> Iterator[str]:
    if record.kind.startswith("comment/") and record.body.get("raw_sha256"):
        yield record.body["raw_sha256"]
    if record.kind == "conversation/handed_over":
        for message in record.body["messages"]:
            yield hashlib.sha256(native(message)).hexdigest()


def _under(conversations: set[UUID]) -> set[str]:
    """Digests of the pictures that went out with the posts of these conversations."""
    if not conversations:
        return set()
    threads = Conversation.objects.filter(pk__in=conversations).exclude(publication_subject="")
    hung = set(threads.values_list("publication_subject", "presence"))
    sent = Delivery.objects.filter(subject__in={subject for subject, _ in hung}).exclude(state="cancelled")
    rows = sent.values_list("subject", "presence", "payload")
    posts = [payload for subject, presence, payload in rows if (subject, presence) in hung]
    return {asset["sha256"] for payload in posts for asset in payload.get("assets", ())}


SOURCE = _said
