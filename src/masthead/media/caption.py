"""Second stage for a video: its captions come in as a file, or are edited. Earlier ones stay in the storage.

Captions are part of what is approved, so others, or another language, are an edit of every draft that shows the video.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from django.core.files.base import ContentFile
from django.db.models.fields.files import FieldFile

from masthead.agencies.models import Person
from masthead.checks.engine.cues import Cue, for_editing, for_file
from masthead.checks.engine.languages import LANGUAGES
from masthead.kernel.refusals import Invalid, Refused
from masthead.kernel.text import clean
from masthead.media.captioned import track_of
from masthead.media.models import Asset, Described
from masthead.media.upload import put
from masthead.media.webvtt import is_webvtt, read, stated_language, write
from masthead.records.append import append
from masthead.records.operation import operation


@dataclass(frozen=True, slots=True)
class Typed:
    """One caption as somebody typed it, times in milliseconds. like: the place of the one it was made of, or None."""

    start: int
    end: int
    text: str
    like: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Which captions were edited: `count` of them from the place `first` on, in the file with the SHA-256 `base`.

    base is "" where the video had no captions.
    """

    base: str
    first: int
    count: int


@operation("media.describe")
def caption(*, by: Person, at: datetime, asset: Asset, captions: bytes, language: str) -> Asset:
    """Give a video its captions, or others, from a file in WebVTT, kept as it came, or in SubRip, converted.

    What a WebVTT file says of its language counts where `language` is "". Raises Invalid for a file that cannot be
    read, naming the line.
    """
    asset = _video(asset)
    track = read(captions)
    content = captions if is_webvtt(captions) else write(track)
    spoken = _language(language or stated_language(track))
    _keep(asset, content, spoken, len(track.cues), "uploaded" if content is captions else "converted", by=by, at=at)
    return asset


@operation("media.describe")
def edit_captions(
    *, by: Person, at: datetime, asset: Asset, part: Part, typed: Sequence[Typed], language: str
) -> Asset:
    """Put what was typed in the place of a part of the captions. Styles, comments and placing in the file stay.

    Raises Refused where other captions were saved meanwhile, Invalid for a caption without words or with an end
    before its beginning, and where none would be left.
    """
    asset = _video(asset)
    if asset.captions_sha256 != part.base:
        raise Refused(
            "Somebody saved other captions of this video meanwhile. Copy what you changed, and open them once more."
        )
    track = track_of(asset)
    if track is None:
        raise Refused("The caption file cannot be read any more. Upload it again on the page of the video.")
    before, after = track.cues[: part.first], track.cues[part.first + part.count :]
    made, used = [], set()
    for one in typed:
        like = track.cues[one.like] if one.like is not None and 0 <= one.like < len(track.cues) else None
        # The second half of a caption that was split has its placing, not its name or the comment before it.
        made.append(_cue(one, like, is_first=one.like not in used))
        used.add(one.like)
    cues = (*before, *made, *after)
    if not cues:
        raise Invalid("Captions need at least one caption. Write one, or upload a file.", field="captions")
    content = write(replace(track, cues=cues))
    read(content)
    _keep(asset, content, _language(language), len(cues), "edited", by=by, at=at)
    return asset


@operation("media.describe")
def captions_are_shown(*, by: Person, at: datetime, asset: Asset) -> Asset:
    """A person has looked: what is said in the video is shown in its picture, or nothing is said."""
    asset = _video(asset)
    asset.captions_shown = True
    asset.save(update_fields=["captions_shown"])
    append("asset/captions_shown", by=by, at=at, subject=asset.subject, body={})
    return asset


def _keep(asset: Asset, content: bytes, language: str, cues: int, how: str, *, by: Person, at: datetime) -> None:
    digest = hashlib.sha256(content).hexdigest()
    body = {"sha256": digest, "language": language, "cues": cues, "how": how}
    with _file_or_none(asset.captions):
        if digest != asset.captions_sha256:
            put(asset.captions, f"{asset.id}.vtt", ContentFile(content))
        if (digest, language) != (asset.captions_sha256, asset.captions_language):
            asset.captions_sha256, asset.captions_language = digest, language
            asset.save(update_fields=["captions", "captions_sha256", "captions_language"])
            Described.objects.create(asset=asset, by=by.actor_id, at=at)
        append("asset/captioned", by=by, at=at, subject=asset.subject, body=body)


def _cue(typed: Typed, like: Cue | None, *, is_first: bool) -> Cue:
    words = clean(typed.text)
    # What nobody touched stays as it was written, also where it could be written otherwise.
    text = like.text if like and words == for_editing(like.text) else for_file(words)
    if not text:
        raise Invalid("A caption has no words. Write what is said, or delete it.", field="captions")
    if typed.end <= typed.start:
        raise Invalid("A caption ends before it begins. Put its times right.", field="captions")
    if like is None:
        return Cue(typed.start, typed.end, text)
    changed = replace(like, start=typed.start, end=typed.end, text=text)
    return changed if is_first else replace(changed, id="", notes="")


def _language(stated: str) -> str:
    if stated not in LANGUAGES:
        raise Invalid("Choose the language of the captions.", field="language")
    return stated


def _video(asset: Asset) -> Asset:
    asset = Asset.objects.select_for_update().get(pk=asset.pk)
    if asset.kind != "video":
        raise Invalid("Only a video has captions.")
    return asset


@contextmanager
def _file_or_none(file: FieldFile) -> Iterator[None]:
    """A transaction takes back rows, not files: a new one goes too when the captions do not stand."""
    before = file.name
    try:
        yield
    except BaseException:
        if file.name and file.name != before:
            file.storage.delete(file.name)
        raise
