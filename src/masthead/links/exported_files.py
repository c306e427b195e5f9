"""The snapshots of linked pages that records speak of, for exports: each once, however often it was signed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager

from django.core.files.storage import default_storage

from masthead.exporters.port import Kept, Readable, Spoken
from masthead.links.models import Dossier

SNAPSHOT = "Linked page as researched (WARC)"
_KINDS = frozenset({"link/researched", "link/signed"})


def _snapshots(records: Sequence[Spoken]) -> Iterator[Kept]:
    said = (record.body.get("snapshot_sha256", "") for record in records if record.kind in _KINDS)
    wanted = dict.fromkeys(digest for digest in said if digest)
    if not wanted:
        return
    rows = Dossier.objects.filter(snapshot_sha256__in=wanted).select_related("link").order_by("pk")
    for dossier in rows:
        if wanted.pop(dossier.snapshot_sha256, True) is None:
            yield Kept(dossier.snapshot_sha256, SNAPSHOT, dossier.link.url, _stored(str(dossier.snapshot.name)))
    for digest in sorted(wanted):
        yield Kept(digest, SNAPSHOT, "", _nowhere)


def _stored(name: str) -> Callable[[], AbstractContextManager[Readable]]:
    return lambda: default_storage.open(name)


def _nowhere() -> AbstractContextManager[Readable]:
    """How a snapshot opens of which nothing is known any more."""
    raise FileNotFoundError


SOURCE = _snapshots
