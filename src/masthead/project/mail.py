"""Sends e-mail the way the agency's mail settings say, wherever in the house it comes from."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from masthead.agencies.models import MailSettings
from masthead.agencies.vault import unseal


class ConfiguredBackend(EmailBackend):
    """SMTP as set in the first run. Before that, sending fails with a sentence an administrator understands."""

    def open(self) -> bool | None:
        if self.connection is None:
            stored = MailSettings.objects.first()
            if stored is None:
                raise ConnectionError("No mail server is set up yet: an administrator enters one under Mail.")
            self.host, self.port = stored.host, stored.port
            self.username = stored.username
            self.password = _password(stored)
            self.use_tls = stored.security == "starttls"
            self.use_ssl = stored.security == "tls"
        return super().open()

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """As SMTP does; a message that names no sender goes out in the desk's name, not this machine's."""
        stored = MailSettings.objects.first()
        for message in email_messages:
            if stored and message.from_email == settings.DEFAULT_FROM_EMAIL:
                message.from_email = stored.sender
        return super().send_messages(email_messages) or 0


def _password(stored: MailSettings) -> str:
    if not stored.sealed_password:
        return ""
    try:
        return unseal(bytes(stored.sealed_password)).decode()
    except ValueError as error:
        # To whoever sends, a lost key is what a server that cannot be reached is: nothing left, and it is tried again.
        raise ConnectionError(str(error)) from error
