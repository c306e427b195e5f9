"""Looks into the records mailbox over IMAP: did this message arrive?"""

from __future__ import annotations

import imaplib
import ssl
from dataclasses import dataclass
from typing import Protocol

from masthead.kernel.refusals import Refused


class Mailbox(Protocol):
    def holds(self, message_id: str) -> bool:
        """Whether a message with this Message-ID (in angle brackets) is there. Raises Refused when nobody can look."""


@dataclass(frozen=True)
class ImapMailbox:
    """A mailbox on an IMAP server. `tls` False is for a server on this same machine."""

    host: str
    port: int
    user: str
    password: str
    tls: bool = True
    folder: str = "INBOX"
    timeout: float = 20.0

    def holds(self, message_id: str) -> bool:
        quoted = message_id.replace("\\", "\\\\").replace('"', '\\"')
        try:
            with self._session() as session:
                session.login(self.user, self.password)
                session.select(self.folder, readonly=True)
                _, found = session.search(None, "HEADER", "Message-ID", f'"{quoted}"')
        except (imaplib.IMAP4.error, OSError) as error:
            raise Refused(f"The records mailbox could not be looked into: {error}") from error
        return any(part for part in found if part)

    def _session(self) -> imaplib.IMAP4:
        if not self.tls:
            return imaplib.IMAP4(self.host, self.port, timeout=self.timeout)
        context = ssl.create_default_context()
        return imaplib.IMAP4_SSL(self.host, self.port, ssl_context=context, timeout=self.timeout)
