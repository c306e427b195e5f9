"""The pictures of posts that were queued, for exports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from masthead.exporters.port import Kept, Spoken
from masthead.media.exported_files import pictures


def _posted(records: Sequence[Spoken]) -> Iterator[Kept]:
    queued = (record.body for record in records if record.kind == "delivery/queued")
    return pictures(published={digest for body in queued for digest in body["assets"]})


SOURCE = _posted
