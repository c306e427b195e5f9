"""Screenshots of an exchange: decoded before they are believed, kept as they came, once under their SHA-256."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.files.base import ContentFile

from masthead.conversations.models import Conversation, Screenshot
from masthead.kernel.refusals import Invalid, Refused
from masthead.kernel.text import clean
from masthead.media.decode import Picture

MOST = 12
LARGEST_TOGETHER = 15 * 1024 * 1024
"""Bytes. They go along in the e-mail to the records mailbox, and mail servers take some 20 MB, encoded."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A decoded picture, and the name of its file where it came from."""

    name: str
    picture: Picture


@contextmanager
def keep_all(conversation: Conversation, shots: Sequence[Shot], *, after: int = 0) -> Iterator[list[Screenshot]]:
    """Keep `shots` in their order, each once, numbered `after` those there are.

    What was written goes again when the transaction around it fails.

    Raises Invalid for too many or too much, Refused when they cannot be stored.
    """
    if len(shots) > MOST:
        raise Invalid(f"Choose at most {MOST} screenshots for one exchange.", field="screenshots")
    if sum(len(shot.picture.original) for shot in shots) > LARGEST_TOGETHER:
        raise Invalid(
            f"The screenshots are larger than {LARGEST_TOGETHER // 1024 // 1024} MB together. Choose fewer.",
            field="screenshots",
        )
    written: list[Screenshot] = []
    try:
        once: dict[str, Shot] = {}
        for shot in shots:
            once.setdefault(shot.picture.sha256, shot)
        yield [_keep(conversation, shot, number, written) for number, shot in enumerate(once.values(), start=after + 1)]
    except BaseException:
        # A transaction takes back rows, not files.
        for row in written:
            row.file.storage.delete(row.file.name or "")
        raise


def _keep(conversation: Conversation, shot: Shot, number: int, written: list[Screenshot]) -> Screenshot:
    picture = shot.picture
    row = Screenshot(
        conversation=conversation,
        number=number,
        name=clean(shot.name).strip()[:200] or f"screenshot {number}",
        sha256=picture.sha256,
        mime=picture.mime,
        bytes=len(picture.original),
    )
    known = Screenshot.objects.filter(sha256=picture.sha256).first()
    if known:
        row.file.name = known.file.name
    else:
        try:
            row.file.save(f"{picture.sha256}{picture.suffix}", ContentFile(picture.original), save=False)
        except OSError as error:
            raise Refused(f"A screenshot could not be stored ({error.strerror}). Tell your administrator.") from error
        written.append(row)
    row.save(force_insert=True)
    return row
