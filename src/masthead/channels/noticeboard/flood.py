"""How often one person may comment. Counted on the comments themselves; network addresses are hashed and forgotten.

The limits are the Noticeboard's own: wide enough for a heated evening, too narrow for a script.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from masthead.channels.noticeboard.models import NoticeboardComment, NoticeboardSalt
from masthead.kernel.refusals import Refused

PER_EMAIL, PER_ORIGIN, WINDOW = 6, 20, timedelta(hours=1)


def origin_of(ip: str, *, at: datetime) -> str:
    """Hash of a network address under today's salt; "" for an unknown address. Drops what two days ago could tell."""
    if not ip:
        return ""
    _forget(before=at.date() - timedelta(days=1))
    return _hash(ip, _salt(at.date()))


class TooMany(Refused):
    """Too many comments within the hour. `again`: from when the next one is taken."""

    def __init__(self, sentence: str, *, again: datetime) -> None:
        super().__init__(sentence)
        self.again = again


def refuse_a_flood(*, email: str, ip: str, at: datetime) -> None:
    """Raise TooMany when this e-mail address or network address has been used too often within the hour."""
    recent = NoticeboardComment.objects.filter(submitted_at__gt=at - WINDOW, submitted_at__lte=at)
    by_email = _full_until(recent.filter(email__iexact=email), PER_EMAIL)
    by_origin = _full_until(recent.filter(origin__in=_origins(ip, at)), PER_ORIGIN) if ip else None
    full = [until for until in (by_email, by_origin) if until]
    if not full:
        return
    sentence = (
        f"{PER_EMAIL} comments an hour are the limit for one e-mail address."
        if by_email
        else "Many comments have come from your network within the hour."
    )
    raise TooMany(sentence, again=_up_to_five_minutes(max(full)))


def _full_until(comments: QuerySet[NoticeboardComment], most: int) -> datetime | None:
    """When the first of the last `most` comments is an hour old; None where there are fewer."""
    newest = list(comments.order_by("-submitted_at").values_list("submitted_at", flat=True)[:most])
    return newest[-1] + WINDOW if len(newest) == most else None


def _up_to_five_minutes(moment: datetime) -> datetime:
    """`moment`, rounded up: a time to remember, and to the minute nobody needs to learn when an address was used."""
    return moment + (datetime.min.replace(tzinfo=moment.tzinfo) - moment) % timedelta(minutes=5)


def _origins(ip: str, at: datetime) -> list[str]:
    """What `ip` was hashed to within the hour, which may have begun yesterday."""
    days = {at.date(), (at - WINDOW).date()}
    return [_hash(ip, bytes(row.salt)) for row in NoticeboardSalt.objects.filter(day__in=days)]


def _salt(day: date) -> bytes:
    row, _ = NoticeboardSalt.objects.get_or_create(day=day, defaults={"salt": secrets.token_bytes(32)})
    return bytes(row.salt)


def _forget(*, before: date) -> None:
    dropped, _ = NoticeboardSalt.objects.filter(day__lt=before).delete()
    if dropped:
        # A hash without its salt tells nothing; it goes too, so that nobody has to take our word for it.
        NoticeboardComment.objects.filter(submitted_at__date__lt=before).exclude(origin="").update(origin="")


def _hash(ip: str, salt: bytes) -> str:
    return hmac.new(salt, ip.encode(), hashlib.sha256).hexdigest()
