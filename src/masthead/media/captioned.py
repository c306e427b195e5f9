"""The captions of a video as they are stored, read for checks and for editing."""

from __future__ import annotations

from functools import lru_cache

from django.core.files.storage import default_storage

from masthead.checks.engine.cues import Cue
from masthead.kernel.refusals import Invalid
from masthead.media.models import Asset
from masthead.media.webvtt import EMPTY, Track, read


def track_of(asset: Asset) -> Track | None:
    """What is in the caption file; an empty track where there is none, and None where the file cannot be read."""
    if not asset.captions_sha256:
        return EMPTY
    try:
        return _read(str(asset.captions.name), asset.captions_sha256)
    except (OSError, Invalid):
        return None


def cues_of(asset: Asset) -> tuple[Cue, ...] | None:
    """What the checks are told: None where there are no captions, () where their file cannot be read."""
    if not asset.captions_sha256:
        return None
    track = track_of(asset)
    return track.cues if track else ()


# By digest, so what is kept here is never out of date; a video is checked with every word typed in a draft.
@lru_cache(maxsize=8)
def _read(name: str, sha256: str) -> Track:
    with default_storage.open(name) as stored:
        return read(stored.read())
