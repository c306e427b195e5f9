"""Where the desk may look whether a forwarded exchange arrived: the records mailbox, read over IMAP, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from masthead.agencies.actors import Actor
from masthead.agencies.models import RecordsMailbox
from masthead.agencies.vault import seal, unseal
from masthead.kernel.refusals import Invalid
from masthead.records.append import append
from masthead.records.operation import operation


@dataclass(frozen=True, kw_only=True)
class MailboxAddress:
    """How to reach the mailbox. An empty `password` keeps the one stored; without `tls` only for this same machine."""

    host: str
    username: str
    port: int = 993
    tls: bool = True
    password: str = ""


@operation("agency.set_up")
def set_records_mailbox(*, by: Actor, at: datetime, mailbox: MailboxAddress) -> RecordsMailbox:
    """Store where to look. The record names the mailbox and never the password. Raises Invalid for a gap."""
    host, username = mailbox.host.strip(), mailbox.username.strip()
    if not host or any(character.isspace() or character in "/@" for character in host):
        raise Invalid("Give the mailbox's server, such as imap.agency.gov.", field="host")
    if not 1 <= mailbox.port <= 65535:
        raise Invalid("A port is a number from 1 to 65535; 993 is usual.", field="port")
    if not username:
        raise Invalid("Give the mailbox's user name.", field="username")
    stored = RecordsMailbox.objects.first() or RecordsMailbox()
    if not mailbox.password and not stored.sealed_password:
        raise Invalid("Give the mailbox's password.", field="password")
    stored.host, stored.port, stored.tls, stored.username = host, mailbox.port, mailbox.tls, username
    if mailbox.password:
        stored.sealed_password = seal(mailbox.password.encode())
    stored.save()
    body = {"host": host, "port": mailbox.port, "tls": mailbox.tls, "username": username}
    append("agency/records_mailbox_set", by=by, at=at, subject="agency:records_mailbox", body=body)
    return stored


def stored_mailbox() -> MailboxAddress | None:
    """The mailbox with its password opened, or None where none is set. Raises ValueError when the key was lost."""
    row = RecordsMailbox.objects.first()
    if row is None:
        return None
    password = unseal(bytes(row.sealed_password)).decode()
    return MailboxAddress(host=row.host, username=row.username, port=row.port, tls=row.tls, password=password)
