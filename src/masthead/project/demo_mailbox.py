"""The sample desk's mail server: it takes every message, keeps it in a Maildir, and passes nothing on.

A process of its own beside web server and worker, in a demo alone. It listens on this machine only.
"""

from __future__ import annotations

import asyncio
import mailbox
import signal
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"
LARGEST = 32 * 1024 * 1024
"""Bytes of one message; an exchange with its native bytes is far smaller."""


class Keeper:
    """Files each message under a name that grows with time, as Maildirs do."""

    def __init__(self, folder: Path) -> None:
        self.box = mailbox.Maildir(folder, create=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """The answer to the sender: 250 when the message is on the disk, 452 ("try again") when the disk gave out."""
        content = envelope.content or b""
        try:
            self.box.add(content if isinstance(content, bytes) else content.encode())
        except OSError:
            return "452 The message could not be stored on this machine"
        return "250 Kept in the sample mailbox"


async def take_mail(port: int, folder: Path) -> None:
    """Serve until asked to stop. Raises OSError when the port is taken."""
    keeper, loop, stopping = Keeper(folder), asyncio.get_running_loop(), asyncio.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signum, stopping.set)
    server = await loop.create_server(
        # A name is given, or each connection would wait for this machine's to be looked up.
        lambda: SMTP(
            keeper,
            hostname="localhost",
            ident="Masthead sample mailbox",
            data_size_limit=LARGEST,
            enable_SMTPUTF8=True,
            loop=loop,
        ),
        HOST,
        port,
    )
    await stopping.wait()
    server.close()


def serve(port: int, folder: Path) -> None:
    """`take_mail`, as the whole work of a process."""
    asyncio.run(take_mail(port, folder))
