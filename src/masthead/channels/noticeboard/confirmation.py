"""The e-mail that asks a commenter to confirm. Sent outside any transaction; sent twice is better than never."""

from __future__ import annotations

from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused

from django.core.mail import EmailMessage
from django.db.models import QuerySet

from masthead.agencies.actors import Actor
from masthead.agencies.models import MailSettings, the_agency
from masthead.channels.noticeboard.addresses import CONFIRM_DAYS, absolute, author_path, confirm_path
from masthead.channels.noticeboard.models import NoticeboardComment
from masthead.records.append import append
from masthead.records.operation import operation


def confirmation_mail(comment: NoticeboardComment) -> EmailMessage:
    """The message with the link that makes the comment visible, and the one its author keeps to change it later."""
    agency, mail = the_agency(), MailSettings.objects.first()
    name = agency.name if agency else "our Noticeboard"
    body = (
        f"Someone, probably you, wrote a comment for {name} and gave this address.\n\n"
        f"To show your comment, open this link within {CONFIRM_DAYS} days:\n{absolute(confirm_path(comment.pk))}\n\n"
        f"To change or delete it later, keep this link to yourself:\n{absolute(author_path(comment.pk))}\n\n"
        "What you write to a public agency is a public record.\n"
        "If you did not write it, do nothing: it will not be shown.\n"
    )
    return EmailMessage(
        subject=f"Confirm your comment for {name}",
        body=body,
        from_email=mail.sender if mail else None,
        to=[comment.email],
        headers={"Auto-Submitted": "auto-generated"},
    )


def due_confirmations(at: datetime) -> QuerySet[NoticeboardComment]:
    """What waits, oldest first. What could not be sent while its link would have been valid is let go."""
    waiting = NoticeboardComment.objects.filter(state="pending", confirmation_sent_at=None, confirmation_refused="")
    return waiting.filter(submitted_at__gt=at - timedelta(days=CONFIRM_DAYS)).order_by("submitted_at")


def send_due_confirmations(*, by: Actor, at: datetime, limit: int = 50) -> int:
    """Send what waits, oldest first; return how many went. A mail server that fails raises: the rest stay due.

    An address it refuses for good is written down and not tried again, so that one mistyped address holds up nobody
    else's.
    """
    sent = 0
    for comment in due_confirmations(at)[:limit]:
        try:
            confirmation_mail(comment).send()
        except SMTPRecipientsRefused as refusal:
            code = next((code for code, _ in refusal.recipients.values()), 0)
            if code >= 500:
                confirmation_was_refused(by=by, at=at, comment=comment, why=f"The mail server answered {code}.")
            continue
        confirmation_was_sent(by=by, at=at, comment=comment)
        sent += 1
    return sent


@operation("comments.send_confirmation")
def confirmation_was_sent(*, by: Actor, at: datetime, comment: NoticeboardComment) -> None:
    """Note that the mail server took the message."""
    comment.confirmation_sent_at = at
    comment.save(update_fields=["confirmation_sent_at"])
    append("noticeboard/confirmation_sent", by=by, at=at, subject=f"comment:{comment.pk}", body={})


@operation("comments.send_confirmation")
def confirmation_was_refused(*, by: Actor, at: datetime, comment: NoticeboardComment, why: str) -> None:
    """Note that the mail server will not take this address."""
    comment.confirmation_refused = why
    comment.save(update_fields=["confirmation_refused"])
    append("noticeboard/confirmation_refused", by=by, at=at, subject=f"comment:{comment.pk}", body={"why": why})
