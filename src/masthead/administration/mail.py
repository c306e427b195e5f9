"""The mail server the desk sends through, and a test message to prove it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email

from masthead.agencies.actors import Actor
from masthead.agencies.models import MailSettings
from masthead.agencies.vault import seal
from masthead.kernel.refusals import Invalid, Refused
from masthead.records.append import append
from masthead.records.operation import operation

SECURITY = ("starttls", "tls", "none")


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """Where and how to send. An empty `password` keeps the one already stored; `security` is one of SECURITY."""

    host: str
    sender: str
    port: int = 587
    security: str = "starttls"
    username: str = ""
    password: str = ""


@operation("agency.set_up")
def set_mail(*, by: Actor, at: datetime, server: MailServer) -> MailSettings:
    """Store the mail server. The record names the server and never the password. Raises Invalid for a gap."""
    host, sender = server.host.strip(), server.sender.strip()
    if not host or any(character.isspace() or character in "/@" for character in host):
        raise Invalid("Give the mail server's name, such as smtp.agency.gov.", field="host")
    if not 1 <= server.port <= 65535:
        raise Invalid("A port is a number from 1 to 65535; 587 is usual.", field="port")
    if server.security not in SECURITY:
        raise Invalid("Choose STARTTLS, TLS or none.", field="security")
    try:
        validate_email(sender)
    except ValidationError:
        raise Invalid("Give the address the desk writes from.", field="sender") from None
    settings = MailSettings.objects.first() or MailSettings()
    settings.host, settings.port, settings.security = host, server.port, server.security
    settings.username, settings.sender = server.username.strip(), sender
    if server.password:
        settings.sealed_password = seal(server.password.encode())
    if not settings.username:
        settings.sealed_password = None
    settings.save()
    append(
        "agency/mail_set",
        by=by,
        at=at,
        subject="agency:mail",
        body={
            "host": host,
            "port": server.port,
            "security": server.security,
            "username": settings.username,
            "sender": sender,
        },
    )
    return settings


def send_test_message(*, to: str, agency: str) -> None:
    """Send one message through the stored server. Raises Refused with what the server answered."""
    settings = MailSettings.objects.first()
    if settings is None:
        raise Refused("Enter the mail server first.")
    message = EmailMessage(
        subject="Masthead can send mail",
        body=f"This test message was sent by the Masthead desk of {agency}. Nothing needs to be done.\n",
        from_email=settings.sender,
        to=[to],
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        message.send()
    except OSError as error:  # smtplib's exceptions, refused connections, bad certificates and time-outs alike
        raise Refused(f"The mail server did not take the message: {error}") from error
