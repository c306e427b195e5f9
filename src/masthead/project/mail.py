"""Sends e-mail the way the agency's mail settings say, wherever in the house it comes from."""

from __future__ import annotations

from django.core.mail.backends.smtp import EmailBackend

from masthead.agencies.models import MailSettings
from masthead.agencies.vault import unseal


class ConfiguredBackend(EmailBackend):
    """SMTP as set in the first run. Before that, sending fails with a sentence an administrator understands."""

    def open(self) -> bool | None:
        if self.connection is None:
            settings = MailSettings.objects.first()
            if settings is None:
                raise ConnectionError("No mail server is set up yet: an administrator enters one under Mail.")
            self.host, self.port = settings.host, settings.port
            self.username = settings.username
            self.password = _password(settings)
            self.use_tls = settings.security == "starttls"
            self.use_ssl = settings.security == "tls"
        return super().open()


def _password(settings: MailSettings) -> str:
    if not settings.sealed_password:
        return ""
    try:
        return unseal(bytes(settings.sealed_password)).decode()
    except ValueError as error:
        # To whoever sends, a lost key is what a server that cannot be reached is: nothing left, and it is tried again.
        raise ConnectionError(str(error)) from error
