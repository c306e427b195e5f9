"""The pictures and videos that records speak of, as published and as they came, with captions, for exports.

Signed forms never leave this way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager

from django.core.files.storage import default_storage
from django.db.models import Q
from django.db.models.fields.files import FieldFile

from masthead.exporters.port import Kept, Readable, Spoken
from masthead.media.models import Asset

PUBLISHED, ORIGINAL, CAPTIONS = "Picture as published", "Picture as it came", "Captions of a video"


def _uploaded(records: Sequence[Spoken]) -> Iterator[Kept]:
    kinds = ("asset/uploaded", "asset/uploaded_again", "asset/captioned")
    bodies = [record.body for record in records if record.kind in kinds]
    return pictures(original={body["sha256"] for body in bodies})


def pictures(*, published: Iterable[str] = (), original: Iterable[str] = ()) -> Iterator[Kept]:
    """Both files of each picture of which either is asked for by its digest."""
    wanted = dict.fromkeys(published, PUBLISHED) | dict.fromkeys(original, ORIGINAL)
    if not wanted:
        return
    named = Q(published_sha256__in=wanted) | Q(sha256__in=wanted) | Q(captions_sha256__in=wanted)
    for asset in Asset.objects.filter(named).order_by("pk"):
        files = {asset.sha256: (ORIGINAL, asset.original), asset.published_sha256: (PUBLISHED, asset.published)}
        if asset.captions_sha256:
            files[asset.captions_sha256] = (CAPTIONS, asset.captions)
        for digest, (what, file) in files.items():
            wanted.pop(digest, None)
            yield Kept(digest, what, asset.name, _stored(file))
    for digest, what in sorted(wanted.items()):
        yield Kept(digest, what, "", nowhere)


def nowhere() -> AbstractContextManager[Readable]:
    """How a file opens of which nothing is known any more."""
    raise FileNotFoundError


def _stored(file: FieldFile) -> Callable[[], AbstractContextManager[Readable]]:
    name = str(file.name)
    return lambda: default_storage.open(name)


SOURCE = _uploaded
