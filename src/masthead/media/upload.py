"""First stage: a picture or video comes in, and is described for people who cannot see or hear it."""

from __future__ import annotations

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
from masthead.media.models import LICENCES, TEXT_SHOWN, Asset, Described
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
        likeness=picture.likeness,
        credentials=picture.credentials,
        says=picture.says.as_json(),
        looked_into=True,
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
    """Keep a video that was looked into, as it came; where it names a place, a copy without that is published.

    The same bytes twice are one asset, as with pictures.
    """
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
        length=seen.length,
        credentials=seen.credentials,
        says=seen.says.as_json(),
        looked_into=True,
        uploaded_by=by,
        uploaded_at=at,
    )
    with _files_or_none(asset):
        put(asset.original, f"{asset.id}{film.SUFFIX}", File(seen.file))
        if seen.places:
            with film.without_places(seen) as published:
                asset.published_sha256 = published.sha256
                put(asset.published, f"{asset.id}{film.SUFFIX}", File(published.file))
        else:
            asset.published.name = asset.original.name
        asset.save(force_insert=True)
        _record(asset, by=by, at=at)
    return asset


def put(field: FieldFile, name: str, content: File[bytes]) -> None:
    """Store a file without saving its row. Raises Refused where the storage does not take it."""
    try:
        field.save(name, content, save=False)
    except OSError as error:
        raise Refused(f"The file could not be stored ({error.strerror}). Tell your administrator.") from error


def _store(asset: Asset, picture: Picture) -> None:
    put(asset.original, f"{asset.id}{picture.came_as}", ContentFile(picture.original))
    put(asset.published, f"{asset.id}{picture.suffix}", ContentFile(picture.published))


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
            "credentials": bool(asset.credentials),
        },
    )


def _filled(asset: Asset, words: dict[str, str], field: str) -> dict[str, str]:
    offered = asset.file_says and {"alt_text": asset.file_says.words, "licence_note": asset.file_says.note}.get(field)
    if not offered:
        raise Invalid("The file says nothing that could be taken over there.", field="from_file")
    return {**words, field: words[field].strip() or offered}


@operation("media.describe")
def describe(
    *,
    by: Person,
    at: datetime,
    asset: Asset,
    alt_text: str,
    licence: str,
    licence_note: str,
    text_shown: str = "",
    from_file: str = "",
) -> Asset:
    """Say what the picture shows, in words, by what right it may be used, and whether there is text in it.

    An empty `text_shown` leaves that as it was said. from_file: "alt_text" or "licence_note", to be filled with what
    the picture's file says where it is given empty; written words are never replaced.
    Other words are an edit of every draft that shows it: for the pause, and for who may approve.
    """
    if licence not in LICENCES:
        raise Invalid("Choose one of the licenses listed.", field="licence")
    if text_shown and text_shown not in TEXT_SHOWN:
        raise Invalid("Say whether there is text in the picture.", field="text_shown")
    asset = Asset.objects.select_for_update().get(pk=asset.pk)
    if from_file:
        words = {"alt_text": alt_text, "licence_note": licence_note}
        alt_text, licence_note = _filled(asset, words, from_file).values()
    said = clean(alt_text).strip()
    if said != asset.alt_text:
        Described.objects.create(asset=asset, by=by.actor_id, at=at)
    asset.alt_text = said
    asset.licence = licence
    asset.licence_note = clean(licence_note).strip()
    asset.text_shown = text_shown or asset.text_shown
    asset.save(update_fields=["alt_text", "licence", "licence_note", "text_shown"])
    _record_described(by, at, asset)
    return asset


@operation("media.describe")
def say_text_shown(*, by: Person, at: datetime, asset: Asset, text_shown: str) -> Asset:
    """Say whether there is text in a picture, and leave its other words as they are. Raises Invalid for no answer."""
    if text_shown not in TEXT_SHOWN:
        raise Invalid("Say whether there is text in the picture.", field="text_shown")
    asset = Asset.objects.select_for_update().get(pk=asset.pk)
    asset.text_shown = text_shown
    asset.save(update_fields=["text_shown"])
    _record_described(by, at, asset)
    return asset


def _record_described(by: Person, at: datetime, asset: Asset) -> None:
    body = {
        "alt_text": asset.alt_text,
        "licence": asset.licence,
        "licence_note": asset.licence_note,
        "text_shown": asset.text_shown,
    }
    append("asset/described", by=by, at=at, subject=asset.subject, body=body)
