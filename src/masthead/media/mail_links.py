"""Links of permissions by e-mail. The link is made when its mail leaves, so that no secret waits in a queue.

A mail that was handed over twice carries two links; the first answer ends both.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import QuerySet

from masthead.agencies.actors import Actor
from masthead.agencies.models import MailSettings, the_agency
from masthead.agencies.vault import unseal
from masthead.kernel.refusals import Refused
from masthead.media.models import AskedPermission, PermissionMail
from masthead.media.signing_links import make_link, own_path, sign_path, whole_address
from masthead.media.states import PERMISSION_MAIL
from masthead.records.append import append
from masthead.records.operation import operation

GIVE_UP_AFTER, LONGEST_WAIT = timedelta(days=5), timedelta(hours=4)
_WANTED = {"sign": "asked", "own": "given"}
"""A link is worth sending only as long as it opens something."""


def due_mails(at: datetime) -> QuerySet[PermissionMail]:
    """What waits to be sent, oldest first."""
    return PermissionMail.objects.filter(state="due", next_try__lte=at).order_by("next_try", "pk")


def send_due_links(*, by: Actor, at: datetime, connection: BaseEmailBackend, limit: int = 20) -> int:
    """Send what waits; return how many went. A server that cannot be reached raises OSError, and all stay due."""
    waiting = list(due_mails(at)[:limit])
    if not waiting:
        return 0
    connection.open()
    try:
        return sum(_send(by=by, at=at, mail=mail, connection=connection) for mail in waiting)
    finally:
        connection.close()


def _send(*, by: Actor, at: datetime, mail: PermissionMail, connection: BaseEmailBackend) -> bool:
    try:
        made = _claim(by=by, at=at, mail=mail)
    except Refused:
        return False  # another worker was faster
    if not made:
        return False
    try:
        connection.send_messages(
            [link_mail(mail.asked, mail.purpose, made, unseal(bytes(mail.sealed_address)).decode())]
        )
    except SMTPRecipientsRefused as refusal:
        code = next((code for code, _ in refusal.recipients.values()), 0)
        _settle(by=by, at=at, mail=mail, act="refuse" if code >= 500 else "put_off")
        return False
    except OSError:
        _settle(by=by, at=at, mail=mail, act="put_off")
        return False
    _settle(by=by, at=at, mail=mail, act="accept")
    return True


def link_mail(asked: AskedPermission, purpose: str, token: str, address: str) -> EmailMessage:
    """The message. It names nobody who is shown: mail is read on the way and by others."""
    agency, mail = the_agency(), MailSettings.objects.first()
    name = agency.name if agency else "A public agency"
    if purpose == "sign":
        subject = f"May we show this picture? A question from {name}"
        body = (
            f"{name} asks for permission to show somebody in a picture or video: you, or a child in your care.\n\n"
            f"Open this link to see the pictures and what they are for, and to say yes or no. It is good once, for"
            f" {asked.link_days} days:\n{whole_address(sign_path(token))}\n\n"
            "You need not answer. Unless you say yes, the pictures are not shown.\n"
        )
    else:
        subject = f"Your permission, and how to take it back: {name}"
        body = (
            f"You gave {name} a permission to show somebody in pictures or videos.\n\n"
            "This link shows what you signed, and takes it back at any time. Keep it to yourself:\n"
            f"{whole_address(own_path(token))}\n"
        )
    return EmailMessage(
        subject=subject,
        body=body,
        from_email=mail.sender if mail else None,
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    )


@operation("media.send_link")
def _claim(*, by: Actor, at: datetime, mail: PermissionMail) -> str:
    """Make the link of a mail that is about to leave. Returns "" for one that is not wanted any more.

    Raises Refused for one that is settled.
    """
    row = PermissionMail.objects.select_for_update(of=("self",)).select_related("asked").get(pk=mail.pk)
    wanted = row.asked.state == _WANTED[row.purpose]
    row.state = PERMISSION_MAIL.to(row.state, "put_off" if wanted else "drop")
    if not wanted:
        _forget(row, by=by, at=at)
        return ""
    row.attempts += 1
    row.save(update_fields=["attempts"])
    token = make_link(row.asked, row.purpose, at)  # type: ignore[arg-type]
    body = {"link": row.purpose, "attempt": row.attempts}
    append("permission/link_sending", by=by, at=at, subject=row.asked.subject, body=body)
    return token


@operation("media.send_link")
def _settle(*, by: Actor, at: datetime, mail: PermissionMail, act: str) -> None:
    """Write down what became of it. An address is forgotten as soon as nothing more is sent to it."""
    row = PermissionMail.objects.select_for_update(of=("self",)).select_related("asked").get(pk=mail.pk)
    if act == "put_off" and at - row.due_at >= GIVE_UP_AFTER:
        act = "give_up"
    row.state = PERMISSION_MAIL.to(row.state, act)
    if row.state != "due":
        _forget(row, by=by, at=at)
        return
    row.next_try = at + min(LONGEST_WAIT, timedelta(minutes=2 ** min(row.attempts, 10)))
    row.save(update_fields=["state", "next_try"])
    append("permission/link_put_off", by=by, at=at, subject=row.asked.subject, body={"link": row.purpose})


def _forget(row: PermissionMail, *, by: Actor, at: datetime) -> None:
    row.sealed_address, row.settled_at = b"", at
    row.save(update_fields=["state", "sealed_address", "settled_at"])
    body = {"link": row.purpose, "outcome": row.state}
    append("permission/link_settled", by=by, at=at, subject=row.asked.subject, body=body)
