"""What the sample desk mailed, read from the Maildir its mail server fills."""

from __future__ import annotations

import email.policy
import mailbox
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from masthead.desk.paging import Page
from masthead.kernel.refusals import NotFound

PAGE = 25
# A Maildir's own names: seconds, microseconds, process, count within it. As text, 9 µs would come after 10.
_NAME = re.compile(r"(\d{1,11})\.M(\d{1,6})P(\d{1,9})Q(\d{1,9})\.")
_Order = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """One message in the list. `key` is its file's name; `to` and `subject` as its head says, "" where it says none."""

    key: str
    arrived: datetime
    to: str
    subject: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A message with its plain text and the names of what is attached, in order."""

    letter: Letter
    sender: str
    text: str
    attached: tuple[str, ...]


class SampleLetters:
    """The letters in `folder`; none before the first arrived."""

    def __init__(self, folder: Path) -> None:
        try:
            self._box: mailbox.Maildir | None = mailbox.Maildir(folder, create=False)
        except mailbox.NoSuchMailboxError:
            self._box = None

    def page(self, query: Mapping[str, str], *, size: int = PAGE) -> Page[Letter]:
        """The page `query` asks for (`before=` or `after=` a file's name); the newest where it asks nonsense."""
        found = {_order(key): key for key in (self._box.keys() if self._box is not None else ())}
        order = sorted((each for each in found if each), reverse=True)
        before, after = _order(query.get("before", "")), _order(query.get("after", ""))
        first = 0
        if after:
            first = max(0, sum(each > after for each in order) - size)
        elif before:
            first = sum(each >= before for each in order)
        keys = [found[each] for each in order[first : first + size]]
        return Page(
            tuple(self._letter(key, self._message(key, head=True)) for key in keys),
            newer=keys[0] if first and keys else "",
            older=keys[-1] if len(order) > first + size else "",
        )

    def open(self, key: str) -> Opened:
        """One letter, whole. Raises NotFound."""
        message = self._message(key)
        body = message.get_body(("plain",))
        return Opened(
            self._letter(key, message),
            str(message.get("From", "")),
            str(body.get_content()) if body is not None else "",
            tuple(_name_of(part, number) for number, part in enumerate(message.iter_attachments(), 1)),
        )

    def attachment(self, key: str, number: int) -> tuple[str, bytes]:
        """(name, bytes) of an attachment, counted from 1. Raises NotFound."""
        parts = list(self._message(key).iter_attachments())
        if not 1 <= number <= len(parts):
            raise NotFound("There is no such attachment.")
        part = parts[number - 1]
        decoded = part.get_payload(decode=True)
        # A letter within a letter has no bytes of its own until it is written out.
        return _name_of(part, number), decoded if isinstance(decoded, bytes) else part.as_bytes()

    def _message(self, key: str, *, head: bool = False) -> EmailMessage:
        try:
            if self._box is None or not _order(key):
                raise KeyError(key)
            raw = self._box.get_bytes(key)
        except KeyError:
            raise NotFound("There is no such letter in the sample mailbox.") from None
        return BytesParser(EmailMessage, policy=email.policy.default).parsebytes(raw, headersonly=head)

    def _letter(self, key: str, message: EmailMessage) -> Letter:
        seconds, micro = _order(key)[:2]
        arrived = datetime.fromtimestamp(seconds, UTC).replace(microsecond=micro)
        return Letter(key, arrived, str(message.get("To", "")), str(message.get("Subject", "")))


def _order(key: str) -> _Order:
    """Where a file's name stands in time; empty for a name no Maildir makes."""
    found = _NAME.match(key)
    return tuple(int(number) for number in found.groups()) if found else ()


def _name_of(part: EmailMessage, number: int) -> str:
    return part.get_filename() or f"attachment-{number}"
