"""How each presence is reached: connected, whose account it is, what is missing, until when, and what came in last.

Each line is a sentence a librarian can act on. Nothing is asked of a platform here; what the daily reading and the
taking in of comments found is put together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from django.db.models import QuerySet

from masthead.agencies.models import Agency
from masthead.agencies.vault import unseal_mapping
from masthead.channels.description import Description
from masthead.channels.registry import describe, sign_in, webhook
from masthead.channels.sign_in_port import Tokens
from masthead.conversations.models import StreamCursor
from masthead.conversations.pull import MESSAGES, METRICS
from masthead.kernel.clock import said_day
from masthead.presences.channel_apps import server_of
from masthead.presences.models import ChannelApp, Connection, Presence
from masthead.presences.states import ENDED, OFFICIAL
from masthead.presences.watch import DAILY, drift_of, end_soon, readable

State = Literal["well", "by_hand", "note", "ill"]
"""by_hand: nothing was looked at, because no program can look."""
SILENT = timedelta(minutes=30)
"""An official presence from which nothing was read for so long is not listened to: it is asked every 20 seconds."""
_WORST_FIRST: tuple[State, ...] = ("ill", "note", "by_hand")
_ASKED_FOR = "Comments are asked for all the same."
_SELDOM = "Until then the desk asks once a day."
_CONNECT = "Open the presence and choose “Connect again”."


@dataclass(frozen=True, slots=True)
class Line:
    """`what` is looked at, and `says` what was found, with the cure where one is needed."""

    what: str
    state: State
    says: str


@dataclass(frozen=True, slots=True)
class Reach:
    """One presence; `state` is that of its worst line."""

    presence: Presence
    lines: tuple[Line, ...]

    @property
    def state(self) -> State:
        states = {line.state for line in self.lines}
        return next((state for state in _WORST_FIRST if state in states), "well")


def rows() -> QuerySet[Presence]:
    """The presences there is something to say of, with everything `reach_of` needs."""
    return Presence.objects.exclude(state__in=ENDED).select_related("connection", "profile").prefetch_related("cursors")


def reaches(presences: Iterable[Presence], *, at: datetime, agency: Agency | None) -> list[Reach]:
    """In the order given. Load the presences by `rows()`."""
    apps = {(app.channel, app.server): app for app in ChannelApp.objects.all()}
    return [Reach(presence, tuple(_lines(presence, apps, at, agency))) for presence in presences]


Apps = Mapping[tuple[str, str], ChannelApp]


def _lines(presence: Presence, apps: Apps, at: datetime, agency: Agency | None) -> Iterator[Line]:
    connection, channel = getattr(presence, "connection", None), describe(presence.channel)
    if connection is None:
        cure = (
            "Open it and choose “Connect the account”." if presence.state == "approved" else "It is not approved yet."
        )
        yield Line("Connection", "note", f"Not connected. {cure}")
        return
    how = "by signing in there" if connection.signed_in else "with what was entered"
    if connection.trouble:
        yield Line("Connection", "ill", f"The account cannot be reached. {connection.trouble}")
    elif not readable(presence.channel):
        yield Line("Connection", "by_hand", "Posted by hand: nothing to connect.")
    else:
        yield Line("Connection", "well", f"Connected {_day(connection.connected_at, agency)} {how}, and reached.")
    yield from _account(presence, connection, at)
    yield from _permissions(presence, connection, channel)
    yield from _credentials(presence, connection, channel, at, agency)
    yield from _taken_in(presence, channel, at, agency)
    yield from _messages(presence, channel, at)
    yield from _counts(presence, channel, at)
    if webhook(presence.channel) is not None and presence.state in OFFICIAL:
        yield _knocks(connection, apps.get((presence.channel, server_of(connection.settings))), channel, at)


def _account(presence: Presence, connection: Connection, at: datetime) -> Iterator[Line]:
    """Whether it is the account that was approved."""
    profile = getattr(presence, "profile", None)
    if profile is None or not readable(presence.channel):
        return
    found = profile.shown.get("handle", "")
    if found and found.casefold() != presence.handle.casefold():
        cure = "Set the handle back on the channel, or have the Executive Director confirm it."
        yield Line("Account", "ill", f"It answers to {found} now; what was approved is {presence.handle}. {cure}")
    elif changed := drift_of(profile):
        what = ", ".join(change.what.lower() for change in changed)
        yield Line("Account", "note", f"Changed since it was confirmed: {what}. Open the presence to compare.")
    elif presence.state in OFFICIAL and at - profile.read_at > 2 * DAILY and not connection.trouble:
        yield Line("Account", "note", "Not looked at for two days. See whether a worker is running.")
    else:
        yield Line("Account", "well", f"It is the approved one, {presence.handle}.")


def _permissions(presence: Presence, connection: Connection, channel: Description) -> Iterator[Line]:
    """What the platform did not grant, where it said what it granted."""
    way, granted = sign_in(presence.channel), Tokens.from_secrets(unseal_mapping(connection.secrets)).scopes
    if way is None or not granted:
        return
    lacking = [scope for scope in way.scopes if scope not in granted]
    said = f"{channel.name} did not grant: {', '.join(lacking)}."
    if set(lacking) - set(channel.message_scopes):
        yield Line("Permissions", "ill", f"{said} {_CONNECT} Leave each one allowed.")
    elif lacking:
        says = f"{said} Private messages alone take this: look for them on {channel.name}, or have them here."
        yield Line("Permissions", "note", f"{says} {_CONNECT}")
    else:
        yield Line("Permissions", "well", f"All that the desk uses: {', '.join(way.scopes)}.")


def _credentials(
    presence: Presence, connection: Connection, channel: Description, at: datetime, agency: Agency | None
) -> Iterator[Line]:
    ends = connection.ends_at
    if ends is not None and ends <= at:
        yield Line("Credentials", "ill", f"They ended {_day(ends, agency)}: nothing leaves or comes in. {_CONNECT}")
    elif ends is not None and end_soon(connection, at):
        yield Line("Credentials", "ill", f"They end {_day(ends, agency)}. {_CONNECT}")
    elif ends is not None:
        yield Line("Credentials", "well", f"They hold until {_day(ends, agency).removeprefix('on ')}.")
    elif any(setting.secret for setting in channel.settings):
        yield Line("Credentials", "well", f"{channel.name} names no end of them.")


def _taken_in(presence: Presence, channel: Description, at: datetime, agency: Agency | None) -> Iterator[Line]:
    """What the last pull saw: of the whole account, or of each stream that is a source of its own."""
    if channel.capability("pull").answer == "no" or presence.state not in OFFICIAL:
        return
    cursors = [cursor for cursor in presence.cursors.all() if cursor.stream not in (MESSAGES, METRICS)]
    if not channel.streams_apart:
        yield _pulled("Comments", cursors, at, agency)
        return
    for stream in (each for each in channel.streams if each != MESSAGES):
        places = [cursor for cursor in cursors if cursor.stream == stream]
        # Read, and nothing to remember of it: the presence has no such source.
        if not any(place.read_at and not place.cursor and not place.trouble for place in places):
            yield _pulled(stream.capitalize(), places, at, agency)


def _pulled(what: str, places: Sequence[StreamCursor], at: datetime, agency: Agency | None) -> Line:
    troubled = [place for place in places if place.trouble]
    read = max((place.read_at for place in places if place.read_at), default=None)
    if troubled:
        since = troubled[0].trouble_since
        when = f" since {_day(since, agency).removeprefix('on ')}" if since else ""
        return Line(what, "ill", f"They cannot be taken in{when}. {_trouble_of(troubled[0])}")
    if read is None:
        return Line(what, "note", "Not read yet. See whether a worker is running.")
    if at - read > SILENT:
        return Line(what, "ill", f"Last read {_ago(read, at)}. See whether a worker is running.")
    return Line(what, "well", f"Last read {_ago(read, at)}.")


def _trouble_of(place: StreamCursor) -> str:
    return f"{place.trouble} {_SELDOM}" if place.refused_at else place.trouble


def _messages(presence: Presence, channel: Description, at: datetime) -> Iterator[Line]:
    """Where private messages are asked for by themselves. That a permission for them is missing stops nothing else."""
    for cursor in presence.cursors.all():
        if cursor.stream == MESSAGES and presence.state in OFFICIAL and cursor.trouble:
            says = f"They are not taken in: look on {channel.name}. {_trouble_of(cursor)}"
            yield Line("Private messages", "note", says)
        elif cursor.stream == MESSAGES and presence.state in OFFICIAL and cursor.read_at:
            yield Line("Private messages", "well", f"Last read {_ago(cursor.read_at, at)}.")


def _counts(presence: Presence, channel: Description, at: datetime) -> Iterator[Line]:
    """What the platform counts of our posts, once it was asked."""
    for cursor in presence.cursors.all():
        if cursor.stream == METRICS and cursor.trouble:
            yield Line("Counts", "note", f"What {channel.name} counts of posts is not read. {cursor.trouble}")
        elif cursor.stream == METRICS and cursor.read_at:
            yield Line(
                "Counts", "well", f"What {channel.name} counts of posts was last read {_ago(cursor.read_at, at)}."
            )


def _knocks(connection: Connection, app: ChannelApp | None, channel: Description, at: datetime) -> Line:
    if connection.knocks_trouble:
        says = f"{channel.name} does not tell the desk at once. {connection.knocks_trouble} {_ASKED_FOR}"
        return Line("Knocks", "note", says)
    refused, heard = (app.refused_at, app.knocked_at) if app else (None, None)
    if refused and (heard is None or refused > heard):
        cure = "Have an administrator compare the webhook secret under Agency, Apps."
        return Line("Knocks", "note", f"{channel.name} knocks, and its signature does not fit. {cure}")
    if heard:
        return Line("Knocks", "well", f"{channel.name} last told the desk of something {_ago(heard, at)}.")
    cure = f"{_ASKED_FOR} An administrator can enter the webhook address on the platform."
    return Line("Knocks", "note", f"{channel.name} has never told the desk of anything. {cure}")


def _ago(then: datetime, at: datetime) -> str:
    minutes = int((at - then).total_seconds() // 60)
    if minutes < 1:
        return "less than a minute ago"
    if minutes < 120:
        return f"{minutes} minute{'' if minutes == 1 else 's'} ago"
    return f"{minutes // 60} hours ago" if minutes < 48 * 60 else f"{minutes // (24 * 60)} days ago"


def _day(moment: datetime, agency: Agency | None) -> str:
    day: date = agency.day(moment) if agency else moment.date()
    return f"on {said_day(day)}"
