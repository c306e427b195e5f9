"""How a permission asked for on a screen stands on a day: what the table says, and what the calendar adds."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from masthead.media.models import AskedPermission

Standing = Literal["asked", "mailing", "unanswered", "given", "expired", "declined", "withdrawn", "taken_back"]


def standing_of(asked: AskedPermission, *, at: datetime, day: date) -> Standing:
    """`day` is the agency's at `at`. Reads the prefetched `links` and `mails`.

    unanswered: the link ran out, or its mail came back, and nobody answered; mailing: the link has not left yet.
    """
    if asked.state == "given":
        return "expired" if asked.has_ended(day) else "given"
    if asked.state != "asked":
        return asked.state  # type: ignore[return-value]
    if asked.has_ended(day):
        return "expired"
    open_links = [link for link in asked.links.all() if link.purpose == "sign" and link.ended_at is None]
    if any(link.good_until is None or link.good_until > at for link in open_links):
        return "asked"
    waiting = any(mail.purpose == "sign" and mail.state == "due" for mail in asked.mails.all())
    return "mailing" if waiting else "unanswered"
