"""Points the sample desk's mail settings at its own mailbox, before the servers start."""

from __future__ import annotations

import socket
from datetime import datetime

from masthead.administration.mail import MailServer, set_mail
from masthead.agencies.models import MailSettings, Person
from masthead.agencies.rights import Role
from masthead.agencies.sample_desk import is_sample_desk
from masthead.project.demo import DOMAIN
from masthead.project.demo_mailbox import HOST

SENDER = f"desk@{DOMAIN}"


def point_mail_at_the_sample_mailbox(*, at: datetime) -> int:
    """Have the desk's administrator set the mail server where it differs; return the port the mailbox is to listen on.

    The port stays the same between starts while it is free. 0 when this is not the sample desk: nothing is changed.
    """
    if not is_sample_desk():
        return 0
    stored = MailSettings.objects.first()
    ours = stored is not None and stored.host == HOST
    port = stored.port if stored and ours and _is_free(stored.port) else _free_port()
    if stored is None or (stored.host, stored.port, stored.security, stored.username) != (HOST, port, "none", ""):
        server = MailServer(host=HOST, port=port, security="none", sender=stored.sender if stored else SENDER)
        set_mail(by=_administrator(), at=at, server=server)
    return port


def _administrator() -> Person:
    # Whoever tries the desk out may have had the first one leave; the desk never lets the last one go.
    found = Person.objects.filter(is_active=True, grants__role=Role.ADMINISTRATOR.value).order_by("pk").first()
    if found is None:
        raise LookupError("The sample desk has no administrator.")
    return found


def _is_free(port: int) -> bool:
    with socket.socket() as listening:
        # As the mailbox will: a port whose last connections are still fading is free.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, port))
        except OSError:
            return False
    return True


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind((HOST, 0))
        return int(listening.getsockname()[1])
