"""How often one person may comment. Counted on the comments themselves; network addresses are hashed and forgotten.

The limits are the Noticeboard's own: wide enough for a heated evening, too narrow for a script.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import date, datetime, timedelta

from masthead.channels.noticeboard.models import NoticeboardComment, NoticeboardSalt
from masthead.kernel.refusals import Invalid

PER_EMAIL, PER_ORIGIN, WINDOW = 6, 20, timedelta(hours=1)


def origin_of(ip: str, *, at: datetime) -> str:
    """Hash of a network address under today's salt; "" for an unknown address. Drops what two days ago could tell."""
    if not ip:
        return ""
    _forget(before=at.date() - timedelta(days=1))
    return _hash(ip, _salt(at.date()))


def refuse_a_flood(*, email: str, ip: str, at: datetime) -> None:
    """Raise Invalid when this e-mail address or network address has been used too often within the hour."""
    recent = NoticeboardComment.objects.filter(submitted_at__gt=at - WINDOW, submitted_at__lte=at)
    if recent.filter(email__iexact=email).count() >= PER_EMAIL:
        raise Invalid(f"{PER_EMAIL} comments an hour are the limit. Please come back later.", field="email")
    if not ip:
        return
    days = {at.date(), (at - WINDOW).date()}
    origins = [_hash(ip, bytes(row.salt)) for row in NoticeboardSalt.objects.filter(day__in=days)]
    if recent.filter(origin__in=origins).count() >= PER_ORIGIN:
        raise Invalid("Many comments have come from your network within the hour. Please come back later.")


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
