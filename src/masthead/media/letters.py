"""After the first stage: how much of a picture rows of letters take, and how pale the palest is, for whoever is asked.

No word is read, and it may be wrong: whether there is text in a picture is a person's answer (upload.py).
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet

from masthead.agencies.actors import Worker
from masthead.media import see_letters
from masthead.media.faces import NoLibrary
from masthead.media.models import Asset
from masthead.records.append import append
from masthead.records.operation import operation

LONGEST = 60.0
"""Seconds for one picture, which takes about one."""


@dataclass(frozen=True, slots=True)
class Letters:
    """share: percent of the picture that text-like rows take; contrast: of the palest, 1 to 21; None without any."""

    share: int
    contrast: Decimal | None


def unlooked() -> QuerySet[Asset]:
    """Pictures in which nobody has looked for letters yet, oldest first: new ones, and those of earlier versions."""
    return Asset.objects.filter(kind="image", letters_looked_at=None).order_by("uploaded_at", "id")


def look(picture: bytes) -> Letters | None:
    """What is seen in an upright picture; None where it cannot be read or takes too long. Raises NoLibrary."""
    argv = [sys.executable, "-m", see_letters.__name__]
    try:
        done = subprocess.run(argv, input=picture, capture_output=True, timeout=LONGEST, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return None
    if done.returncode == see_letters.NO_LIBRARY:
        raise NoLibrary
    if done.returncode != 0:
        return None
    share, palest = json.loads(done.stdout)
    return Letters(round(100 * share), None if palest is None else round(Decimal(palest), 1))


@operation("media.look_for_letters")
def note(*, by: Worker, at: datetime, asset: Asset, seen: Letters | None) -> Asset:
    """Write down what was seen, and nothing else. seen: None where the picture could not be looked at."""
    asset = Asset.objects.select_for_update().get(pk=asset.pk)
    asset.letters_share = seen.share if seen else None
    asset.letters_contrast = seen.contrast if seen else None
    asset.letters_looked_at = at
    asset.save(update_fields=["letters_share", "letters_contrast", "letters_looked_at"])
    contrast = None if asset.letters_contrast is None else str(asset.letters_contrast)
    body = {"share": asset.letters_share, "contrast": contrast}
    append("asset/letters_looked_for", by=by, at=at, subject=asset.subject, body=body)
    return asset
