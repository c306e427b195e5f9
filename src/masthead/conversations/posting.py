"""Hands one e-mail to the mail server, and says honestly what is known of it afterwards."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from masthead.agencies.models import MailSettings


@dataclass(frozen=True, slots=True)
class Posted:
    """accepted: the server took it; put_off: it certainly did not; lost: the answer was lost, nobody knows."""

    outcome: Literal["accepted", "put_off", "lost"]
    why: str = ""


def post(connection: BaseEmailBackend, message: EmailMessage) -> Posted:
    """Send `message` once, on a session of its own: one gone stale between two messages would look like a loss."""
    try:
        connection.open()
    except OSError as error:  # smtplib's exceptions among them: nothing was handed over yet
        return Posted("put_off", _sentence(error))
    try:
        count = connection.send_messages([message])
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError) as refusal:
        # The server spoke, and what it said was no.
        return Posted("put_off", _sentence(refusal))
    except OSError as error:
        return Posted("lost", _sentence(error))
    finally:
        _close(connection)
    return Posted("accepted") if count else Posted("put_off", "The mail server was not asked to send anything.")


def sender() -> str:
    """The address the desk writes from."""
    stored = MailSettings.objects.first()
    return stored.sender if stored else settings.DEFAULT_FROM_EMAIL


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except OSError:
        return  # the message's fate was settled before; a goodbye that fails changes nothing


def _sentence(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = "; ".join(f"{who}: {code} {_said(text)}" for who, (code, text) in error.recipients.items())
        return f"The mail server refused the address. {answers}"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"The mail server answered {error.smtp_code}: {_said(error.smtp_error)}"
    return f"The mail server could not be reached or did not answer: {error}"


def _said(text: bytes | str) -> str:
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else text
