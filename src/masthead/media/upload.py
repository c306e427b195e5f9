"""First stage: a picture or video comes in, and is described for people who cannot see or hear it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.core.files.base import ContentFile, File
from django.db.models.fields.files import FieldFile

from masthead.agencies.models import Person
from masthead.kernel.refusals import Invalid, Refused
from masthead.kernel.text import clean
from masthead.media import film
from masthead.media.decode import Picture
from masthead.media.models import LICENCES, Asset, Described
from masthead.records.append import append
from masthead.records.operation import operation


@operation("media.upload")
def upload(*, by: Person, at: datetime, picture: Picture, name: str) -> Asset:
    """Keep a decoded picture. The same bytes twice are one asset: the earlier one is returned, and that is recorded."""
    known = Asset.objects.filter(sha256=picture.sha256).first()
    if known:
        append("asset/uploaded_again", by=by, at=at, subject=known.subject, body={"sha256": picture.sha256})
        return known
    asset = Asset(
        name=clean(name).strip()[:200] or "picture",
        sha256=picture.sha256,
        published_sha256=picture.published_sha256,
        mime=picture.mime,
        bytes=len(picture.published),
        width=picture.width,
        height=picture.height,
        uploaded_by=by,
        uploaded_at=at,
    )
    with _files_or_none(asset):
        _store(asset, picture)
        asset.save(force_insert=True)
        _record(asset, by=by, at=at)
    return asset


@operation("media.upload")
def upload_film(*, by: Person, at: datetime, seen: film.Film, name: str) -> Asset:
    """Keep a video that was looked into, as it came. The same bytes twice are one asset, as with pictures."""
    known = Asset.objects.filter(sha256=seen.sha256).first()
    if known:
        append("asset/uploaded_again", by=by, at=at, subject=known.subject, body={"sha256": seen.sha256})
        return known
    asset = Asset(
        name=clean(name).strip()[:200] or "video",
        kind="video",
        sha256=seen.sha256,
        published_sha256=seen.sha256,
        mime=film.MIME,
        bytes=seen.size,
        width=seen.width,
        height=seen.height,
        uploaded_by=by,
        uploaded_at=at,
    )
    with _files_or_none(asset):
        _put(asset.original, f"{asset.id}{film.SUFFIX}", File(seen.file))
        asset.published.name = asset.original.name
        asset.save(force_insert=True)
        _record(asset, by=by, at=at)
    return asset


@operation("media.describe")
def caption(*, by: Person, at: datetime, asset: Asset, captions: bytes) -> Asset:
    """Give a video its captions, or others: an edit of every draft that shows it. Earlier ones stay in the storage."""
    asset = _video(asset)
    digest = hashlib.sha256(film.captions(captions)).hexdigest()
    if digest == asset.captions_sha256:
        append("asset/captioned", by=by, at=at, subject=asset.subject, body={"sha256": digest})
        return asset
    with _file_or_none(asset.captions):
        _put(asset.captions, f"{asset.id}.vtt", ContentFile(captions))
        asset.captions_sha256 = digest
        asset.save(update_fields=["captions", "captions_sha256"])
        Described.objects.create(asset=asset, by=by.actor_id, at=at)
        append("asset/captioned", by=by, at=at, subject=asset.subject, body={"sha256": digest})
    return asset


@operation("media.describe")
def captions_are_shown(*, by: Person, at: datetime, asset: Asset) -> Asset:
    """A person has looked: what is said in the video is shown in its picture, or nothing is said."""
    asset = _video(asset)
    asset.captions_shown = True
    asset.save(update_fields=["captions_shown"])
    append("asset/captions_shown", by=by, at=at, subject=asset.subject, body={})
    return asset


def _video(asset: Asset) -> Asset:
    asset = Asset.objects.select_for_update().get(pk=asset.pk)
    if asset.kind != "video":
        raise Invalid("Only a video has captions.")
    return asset


def _put(field: FieldFile, name: str, content: File[bytes]) -> None:
    try:
        field.save(name, content, save=False)
    except OSError as error:
        raise Refused(f"The file could not be stored ({error.strerror}). Tell your administrator.") from error


def _store(asset: Asset, picture: Picture) -> None:
    _put(asset.original, f"{asset.id}{picture.suffix}", ContentFile(picture.original))
    _put(asset.published, f"{asset.id}{picture.suffix}", ContentFile(picture.published))


@contextmanager
def _files_or_none(asset: Asset) -> Iterator[None]:
    """A transaction takes back rows, not files: they go too when the upload does not stand."""
    try:
        yield
    except BaseException:
        for file in (asset.original, asset.published):
            if file.name:
                file.storage.delete(file.name)
        raise


@contextmanager
def _file_or_none(file: FieldFile) -> Iterator[None]:
    """As `_files_or_none`, for one file that took the place of another."""
    before = file.name
    try:
        yield
    except BaseException:
        if file.name and file.name != before:
            file.storage.delete(file.name)
        raise


def _record(asset: Asset, *, by: Person, at: datetime) -> None:
    append(
        "asset/uploaded",
        by=by,
        at=at,
        subject=asset.subject,
        body={
            "name": asset.name,
            "sha256": asset.sha256,
            "published_sha256": asset.published_sha256,
            "mime": asset.mime,
            "width": asset.width,
            "height": asset.height,
        },
    )


@operation("media.describe")
def describe(*, by: Person, at: datetime, asset: Asset, alt_text: str, licence: str, licence_note: str) -> Asset:
    """Say what the picture shows, in words, and by what right it may be used.

    Other words are an edit of every draft that shows it: for the pause, and for who may approve.
    """
    if licence not in LICENCES:
        raise Invalid("Choose one of the licenses listed.", field="licence")
    asset = Asset.objects.select_for_update().get(pk=asset.pk)
    said = clean(alt_text).strip()
    if said != asset.alt_text:
        Described.objects.create(asset=asset, by=by.actor_id, at=at)
    asset.alt_text = said
    asset.licence = licence
    asset.licence_note = clean(licence_note).strip()
    asset.save(update_fields=["alt_text", "licence", "licence_note"])
    append(
        "asset/described",
        by=by,
        at=at,
        subject=asset.subject,
        body={"alt_text": asset.alt_text, "licence": licence, "licence_note": asset.licence_note},
    )
    return asset
