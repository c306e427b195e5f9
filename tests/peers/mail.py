"""Real mail on loopback: an SMTP server (aiosmtpd) delivering into Maildirs that a real IMAP server (Dovecot) serves.

`with mail_pair() as mail:` gives ports, and `mail.messages("records")` what arrived, as IMAP tells it. An address that
begins with `nobody` is refused (550); `mail.refuse_all = True` answers 451 to everything, as a server in trouble does.
"""

from __future__ import annotations

import contextlib
import email
import email.policy
import getpass
import grp
import imaplib
import mailbox
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from peers.ports import free_port

PASSWORD = "mailbox-for-tests"
READY_WITHIN = 180.0
DEBIAN_MAIL_ID = 8


@dataclass
class MailPair:
    """The two ports, both on 127.0.0.1 without TLS. IMAP users are local parts; all have PASSWORD."""

    folder: Path
    smtp_port: int
    imap_port: int
    owner: tuple[int, int]
    refuse_all: bool = False
    logins: list[str] = field(default_factory=list)

    def messages(self, user: str) -> list[EmailMessage]:
        """Everything in the inbox of `user`, oldest first, read over IMAP."""
        with imaplib.IMAP4("127.0.0.1", self.imap_port, timeout=60) as imap:
            imap.login(user, PASSWORD)
            imap.select(readonly=True)
            numbers = imap.uid("SEARCH", "ALL")[1][0].split()
            raw = [imap.uid("FETCH", number.decode(), "(BODY.PEEK[])")[1][0][1] for number in numbers]
        return [email.message_from_bytes(each, policy=email.policy.default) for each in raw]  # type: ignore[misc]

    def deliver(self, user: str, content: bytes) -> None:
        """Put a message into the Maildir of `user`, as the last hop of any mail server does."""
        box = self.folder / "mail" / user
        mailbox.Maildir(box, create=True).add(content)
        for path in (box, *box.rglob("*")):
            # Dovecot may be at work there: what it needed for a moment is gone the next.
            with contextlib.suppress(FileNotFoundError):
                os.chown(path, *self.owner)


class _Inbox:
    def __init__(self, pair: MailPair) -> None:
        self.pair = pair

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.pair.refuse_all:
            return "451 4.3.0 try again later"
        if address.startswith("nobody"):
            return "550 5.1.1 there is no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        for address in envelope.rcpt_tos:
            self.pair.deliver(address.split("@")[0], envelope.original_content or b"")
        return "250 2.0.0 taken"


@contextlib.contextmanager
def mail_pair() -> Iterator[MailPair]:
    """Start both servers; stop them and remove every message afterwards. Raises RuntimeError with Dovecot's log."""
    dovecot = shutil.which("dovecot") or "/usr/sbin/dovecot"
    if not Path(dovecot).exists():
        raise RuntimeError("Dovecot is not installed: apt-get install dovecot-imapd")
    folder = Path(tempfile.mkdtemp(prefix="masthead-mail-"))
    folder.chmod(0o755)
    root = os.getuid() == 0
    owner = (DEBIAN_MAIL_ID, DEBIAN_MAIL_ID) if root else (os.getuid(), os.getgid())
    pair = MailPair(folder=folder, smtp_port=free_port(), imap_port=free_port(), owner=owner)
    for name in ("run", "lib", "mail"):
        (folder / name).mkdir()
    os.chown(folder / "mail", *owner)
    (folder / "dovecot.conf").write_text(_configuration(pair, root=root))
    smtp = Controller(
        _Inbox(pair),
        hostname="127.0.0.1",
        port=pair.smtp_port,
        ready_timeout=READY_WITHIN,
        # A name is given, or each connection would wait for this machine's to be looked up.
        server_hostname="localhost",
        auth_require_tls=False,
        authenticator=_authenticator(pair),
    )
    process = subprocess.Popen([dovecot, "-F", "-c", str(folder / "dovecot.conf")], start_new_session=True)
    try:
        smtp.start()
        _wait_until_ready(pair)
        yield pair
    finally:
        smtp.stop(no_assert=True)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=60)
        shutil.rmtree(folder, ignore_errors=True)


def _authenticator(pair: MailPair):  # type: ignore[no-untyped-def]
    def answer(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: object) -> AuthResult:
        fits = isinstance(given, LoginPassword) and given.password == PASSWORD.encode()
        if fits:
            pair.logins.append(given.login.decode())
        return AuthResult(success=fits, handled=False)

    return answer


def _wait_until_ready(pair: MailPair) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        try:
            imaplib.IMAP4("127.0.0.1", pair.imap_port, timeout=10).shutdown()
        except (OSError, imaplib.IMAP4.error):
            time.sleep(0.05)
        else:
            return
    log = pair.folder / "dovecot.log"
    raise RuntimeError(f"Dovecot did not start: {log.read_text() if log.exists() else 'it wrote no log'}")


def _configuration(pair: MailPair, *, root: bool) -> str:
    # Dovecot refuses to serve as root: it drops to the users its package made.
    user = "dovecot" if root else getpass.getuser()
    group = "dovecot" if root else grp.getgrgid(os.getgid()).gr_name
    uid, gid = pair.owner
    folder = pair.folder
    return f"""\
protocols = imap
base_dir = {folder}/run
state_dir = {folder}/lib
log_path = {folder}/dovecot.log
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {"dovenull" if root else user}
mail_location = maildir:{folder}/mail/%n
first_valid_uid = {min(uid, 8)}
first_valid_gid = {min(gid, 8)}
mail_uid = {uid}
mail_gid = {gid}
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%n
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {pair.imap_port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""
