"""What was answered when a link was researched, kept as it came: a WARC file beside the dossier, under its SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.core.files.base import ContentFile

from masthead.links.fetch import Fetched
from masthead.links.models import Dossier
from masthead.links.warc import warc

MIME = "application/warc"


@contextmanager
def kept_with(dossier: Dossier, fetched: Fetched, *, at: datetime) -> Iterator[None]:
    """Store the snapshot for `dossier`, which is saved within. Where no server answered, there is none.

    A transaction takes back rows, not files: the file goes too when the research does not stand. A storage that takes
    nothing must not lose the research: the dossier then says by its empty digest that there is no snapshot.
    """
    if not fetched.exchanges:
        yield
        return
    content = warc(fetched.exchanges, at=at, of=dossier.link.url)
    try:
        dossier.snapshot.save(f"{dossier.pk}.warc.gz", ContentFile(content), save=False)
    except OSError:
        dossier.snapshot.name = ""
        yield
        return
    dossier.snapshot_sha256 = hashlib.sha256(content).hexdigest()
    try:
        yield
    except BaseException:
        dossier.snapshot.storage.delete(str(dossier.snapshot.name))
        raise
