"""After the first stage: how many faces a machine sees in a picture, for whoever lists the people.

Nobody is recognized and nothing of a face is kept, only their number. It may be wrong, and decides nothing: who is
shown is a person's finding (depict.py).
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from datetime import datetime

from django.db.models import QuerySet

from masthead.agencies.actors import Worker
from masthead.media import see_faces
from masthead.media.models import Asset
from masthead.records.append import append
from masthead.records.operation import operation

LONGEST = 60.0
"""Seconds for one picture, which takes about one."""


class NoLibrary(Exception):
    """What sees faces is not installed: nothing is counted, and the pages say so."""


def can_be_counted() -> bool:
    """Whether the library that sees faces is installed. It is not loaded for the question."""
    return importlib.util.find_spec("cv2") is not None


def uncounted() -> QuerySet[Asset]:
    """Pictures nobody has counted the faces in yet, oldest first. Videos are not counted."""
    return Asset.objects.filter(kind="image", faces_counted_at=None).order_by("uploaded_at", "id")


def count(picture: bytes) -> int | None:
    """The faces seen in an upright picture; None where it cannot be read or takes too long. Raises NoLibrary."""
    argv = [sys.executable, "-m", see_faces.__name__]
    try:
        done = subprocess.run(argv, input=picture, capture_output=True, timeout=LONGEST, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return None
    if done.returncode == see_faces.NO_LIBRARY:
        raise NoLibrary
    return int(done.stdout) if done.returncode == 0 else None


@operation("media.count_faces")
def note(*, by: Worker, at: datetime, asset: Asset, seen: int | None) -> Asset:
    """Write the number down, and nothing else. seen: None where the faces could not be counted."""
    asset = Asset.objects.select_for_update().get(pk=asset.pk)
    asset.faces_seen, asset.faces_counted_at = seen, at
    asset.save(update_fields=["faces_seen", "faces_counted_at"])
    append("asset/faces_counted", by=by, at=at, subject=asset.subject, body={"seen": seen})
    return asset
