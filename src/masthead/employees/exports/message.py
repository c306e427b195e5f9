"""What an export, or a paste, says of one message. Nothing here is kept: it is shown, corrected, handed over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

LONGEST_TEXT = 20_000
"""Characters of one message. The longest post of a platform read here has 63,206, and no exchange is made of these."""
MOST = 200_000
"""Messages in one export: a lifetime of them. More is another file by mistake."""


@dataclass(frozen=True, slots=True)
class Message:
    """name: as the platform shows it, or its own id of the person. thread: the same for messages of one exchange.

    mine: said by whoever exported it. at: when, if the platform says.
    """

    name: str
    text: str
    at: datetime | None = None
    mine: bool = False
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """What was read. platform: its name. missing: one sentence on what such an export never holds, "" if nothing."""

    platform: str
    messages: tuple[Message, ...]
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Thread:
    """One exchange, oldest first."""

    messages: tuple[Message, ...]

    @property
    def latest(self) -> datetime:
        return max((message.at for message in self.messages if message.at), default=_LONG_AGO)


_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def threads(messages: Iterable[Message], *, words: str = "") -> list[Thread]:
    """Messages by their exchange, the latest first; with `words`, those in which somebody says or is called them."""
    found: dict[str, list[Message]] = {}
    for message in messages:
        found.setdefault(message.thread, []).append(message)
    asked = words.casefold().strip()
    kept = [
        Thread(tuple(sorted(said, key=lambda one: one.at or _LONG_AGO)))
        for said in found.values()
        if not asked or any(asked in one.text.casefold() or asked in one.name.casefold() for one in said)
    ]
    return sorted(kept, key=lambda thread: thread.latest, reverse=True)


def moment(value: object) -> datetime | None:
    """An ISO 8601 time with a zone, or None for what is none."""
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        said = datetime.fromisoformat(value)
        return said.astimezone(UTC) if said.tzinfo else said.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def after_epoch(value: object, *, per_second: int) -> datetime | None:
    """A time counted from 1970 in seconds or parts of them, or None for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return datetime.fromtimestamp(value / per_second, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def words_of(value: object) -> str:
    """A text, cut where no message goes on; "" for what is none."""
    return value[:LONGEST_TEXT] if isinstance(value, str) else ""


def fields_of(value: object) -> Mapping[str, object]:
    """What stands in it by name; empty for what has no names."""
    return value if isinstance(value, dict) else {}
