"""A channel that misbehaves on purpose. Its state is a SQLite file, so it outlives a worker that is killed.

Unlike a kind platform it does NOT honor keys: every commit makes another post, so a duplicate is there to be counted.
Faults are planned in the file: (call, before|after the effect, what goes wrong), each spent once, in order.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from masthead.channels import registry
from masthead.channels.description import Capability, Description
from masthead.channels.errors import NoPlan, OutcomeUnknown, RateLimited, Reauth, Rejected, Transient
from masthead.channels.events import CommentEvent, Kind, Page, Seen
from masthead.channels.metrics_port import Metric
from masthead.channels.outcomes import Absent, CannotTell, Done, Found, Moderated, ReadBack, Unknown
from masthead.channels.port import Action, Channel
from masthead.channels.post import Measure, Pending, Post
from masthead.channels.profile import Profile
from masthead.channels.ref import Ref

Fault = Literal["429", "500", "timeout", "401", "402", "422", "drop", "kill", "crash", "cannot_tell", "unreachable"]
LIMIT = 500
RESET = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
YES = Capability("yes")
DESCRIPTION = Description(
    id="fake",
    name="Fake",
    proved="contract",
    capabilities=dict.fromkeys(
        ("publish", "edit", "delete_own", "reply", "moderate", "pull", "messages", "recheck", "profile", "metrics"), YES
    ),
    text_limit=LIMIT,
    asset_limit=4,
    handle_pattern=r"[a-z]+",
    handle_help="Lower-case letters.",
)
SCHEMA = """
CREATE TABLE IF NOT EXISTS post (id INTEGER PRIMARY KEY, key TEXT, text TEXT, version INTEGER DEFAULT 1,
    reply_to TEXT, gone INTEGER DEFAULT 0, likes INTEGER, private INTEGER DEFAULT 0);
CREATE TABLE IF NOT EXISTS comment (id INTEGER PRIMARY KEY, post INTEGER, author TEXT, text TEXT,
    version INTEGER DEFAULT 1, state TEXT DEFAULT 'present', private INTEGER DEFAULT 0);
CREATE TABLE IF NOT EXISTS event (id INTEGER PRIMARY KEY, comment INTEGER, kind TEXT, text TEXT, version INTEGER);
CREATE TABLE IF NOT EXISTS fault (id INTEGER PRIMARY KEY, call TEXT, moment TEXT, what TEXT);
CREATE TABLE IF NOT EXISTS call (id INTEGER PRIMARY KEY, name TEXT);
"""


class FakeServer:
    """The platform itself, as the public and the test see it."""

    def __init__(self, store: Path) -> None:
        self.store = store
        with self.open() as rows:
            rows.executescript(SCHEMA)

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.store, timeout=20)) as connection, connection:
            yield connection

    def plan(self, call: str, what: Fault, *, moment: Literal["before", "after"] = "before", times: int = 1) -> None:
        with self.open() as rows:
            rows.executemany("INSERT INTO fault (call, moment, what) VALUES (?, ?, ?)", [(call, moment, what)] * times)

    def forget_plans(self) -> None:
        with self.open() as rows:
            rows.execute("DELETE FROM fault")

    def posts(self) -> list[str]:
        """The words of every post the public can read, oldest first."""
        with self.open() as rows:
            found = rows.execute("SELECT text FROM post WHERE NOT gone AND NOT private ORDER BY id")
            return [text for (text,) in found]

    def messages(self) -> list[tuple[str, str]]:
        """(the comment that is answered, our words) of every private message of ours, oldest first."""
        with self.open() as rows:
            found = rows.execute("SELECT reply_to, text FROM post WHERE private ORDER BY id").fetchall()
        return [(json.loads(to)["native_id"], text) for to, text in found]

    def likes(self, post: Ref, number: int | None) -> None:
        """So many like it; None: the platform no longer says how many."""
        with self.open() as rows:
            rows.execute("UPDATE post SET likes = ? WHERE id = ?", [number, _number(post)])

    def calls(self, name: str) -> int:
        with self.open() as rows:
            return int(rows.execute("SELECT count(*) FROM call WHERE name = ?", [name]).fetchone()[0])

    def says(self, post: Ref, text: str, author: str = "A reader") -> Ref:
        with self.open() as rows:
            comment = rows.execute(
                "INSERT INTO comment (post, author, text) VALUES (?, ?, ?)", [_number(post), author, text]
            ).lastrowid
            self._tell(rows, comment, "new")
        return Ref(f"comment-{comment}", "1")

    def writes(self, text: str, author: str = "A reader") -> Ref:
        """Somebody writes to the agency in private."""
        with self.open() as rows:
            message = rows.execute(
                "INSERT INTO comment (author, text, private) VALUES (?, ?, 1)", [author, text]
            ).lastrowid
            self._tell(rows, message, "new")
        return Ref(f"comment-{message}", "1")

    def rewords(self, comment: Ref, text: str) -> None:
        with self.open() as rows:
            rows.execute("UPDATE comment SET text = ?, version = version + 1 WHERE id = ?", [text, _number(comment)])
            self._tell(rows, _number(comment), "edited")

    def removes(self, comment: Ref) -> None:
        with self.open() as rows:
            rows.execute("UPDATE comment SET state = 'gone', text = '' WHERE id = ?", [_number(comment)])
            self._tell(rows, _number(comment), "deleted")

    @staticmethod
    def _tell(rows: sqlite3.Connection, comment: int | None, kind: str) -> None:
        rows.execute(
            "INSERT INTO event (comment, kind, text, version) SELECT id, ?, text, version FROM comment WHERE id = ?",
            [kind, comment],
        )


class FakeChannel:
    """The connector. Every call spends the faults planned for it."""

    def __init__(self, store: Path) -> None:
        self.server = FakeServer(store)

    def describe(self) -> Description:
        return DESCRIPTION

    def measure(self, post: Post) -> Measure:
        over = len(post.text) - LIMIT
        violations = (f"The text is {over} characters too long.",) if over > 0 else ()
        return Measure(violations, len(post.text), LIMIT, LIMIT if over > 0 else None)

    def begin(self, post: Post, key: str) -> Pending:
        self._spend("begin", "before")
        if violations := self.measure(post).violations:
            raise Rejected(violations[0], cure="Shorten it.")
        self._spend("begin", "after")
        return Pending(post, key, ready=False, state={"upload": 1})

    def advance(self, pending: Pending) -> Pending:
        self._spend("advance", "before")
        return replace(pending, ready=True)

    def commit(self, pending: Pending) -> Done | Unknown:
        if lost := self._spend("commit", "before"):
            return lost
        reply = json.dumps(pending.post.reply_to.as_json()) if pending.post.reply_to else None
        with self.server.open() as rows:
            number = rows.execute(
                "INSERT INTO post (key, text, reply_to, private) VALUES (?, ?, ?, ?)",
                [pending.key, pending.post.text, reply, pending.post.private],
            ).lastrowid
        return self._spend("commit", "after") or Done(_ref(int(number or 0), 1))

    def probe(self, pending: Pending) -> Found | Absent | CannotTell:
        if self._spend("probe", "before"):
            return CannotTell("The channel does not say.")
        with self.server.open() as rows:
            row = rows.execute("SELECT id, version FROM post WHERE key = ? AND NOT gone", [pending.key]).fetchone()
        return Found(_ref(*row)) if row else Absent()

    def read_back(self, ref: Ref) -> ReadBack | None:
        return self._read(ref, private=False)

    def read_message(self, ref: Ref) -> ReadBack | None:
        return self._read(ref, private=True)

    def _read(self, ref: Ref, *, private: bool) -> ReadBack | None:
        if self._spend("read_back", "before"):
            return None
        with self.server.open() as rows:
            row = rows.execute(
                "SELECT id, version, text FROM post WHERE id = ? AND NOT gone AND private = ?", [_number(ref), private]
            ).fetchone()
        return ReadBack(_ref(row[0], row[1]), row[2], row[2].encode()) if row else None

    def edit(self, ref: Ref, post: Post) -> Ref:
        self._spend("edit", "before")
        with self.server.open() as rows:
            rows.execute("UPDATE post SET text = ?, version = version + 1 WHERE id = ?", [post.text, _number(ref)])
            version = rows.execute("SELECT version FROM post WHERE id = ?", [_number(ref)]).fetchone()[0]
        return _ref(_number(ref), version)

    def delete_own(self, ref: Ref) -> None:
        self._spend("delete_own", "before")
        with self.server.open() as rows:
            rows.execute("UPDATE post SET gone = 1 WHERE id = ?", [_number(ref)])

    def moderate(self, ref: Ref, action: Action, reason: str) -> Moderated:
        self._spend("moderate", "before")
        state = "hidden" if action == "hide" else "present"
        with self.server.open() as rows:
            rows.execute("UPDATE comment SET state = ? WHERE id = ? AND state != 'gone'", [state, _number(ref)])
            (seen,) = rows.execute("SELECT state FROM comment WHERE id = ?", [_number(ref)]).fetchone()
        return Moderated(ref, hidden=seen != "present", read_back=seen)

    def pull(self, stream: str, cursor: str, *, at: datetime) -> Page:
        self._spend("pull", "before")
        with self.server.open() as rows:
            found = rows.execute(
                "SELECT event.id, kind, event.text, event.version, comment.id, post, author, private FROM event"
                " JOIN comment ON comment.id = comment WHERE event.id > ? ORDER BY event.id LIMIT 3",
                [int(cursor or 0)],
            ).fetchall()
        events = tuple(_event(row, at) for row in found[:2])
        return Page(events, str(found[:2][-1][0]) if found else cursor, more=len(found) > 2)

    def recheck(self, refs: Sequence[Ref]) -> Mapping[str, Seen]:
        self._spend("recheck", "before")
        seen: dict[str, Seen] = {}
        with self.server.open() as rows:
            for ref in refs:
                row = rows.execute("SELECT state, version FROM comment WHERE id = ?", [_number(ref)]).fetchone()
                edited = row and row[0] == "present" and str(row[1]) != ref.version
                seen[ref.native_id] = "gone" if row is None else "edited" if edited else row[0]
        return seen

    def metrics(self, refs: Sequence[Ref]) -> Mapping[str, Sequence[Metric]]:
        self._spend("metrics", "before")
        found: dict[str, Sequence[Metric]] = {}
        with self.server.open() as rows:
            for ref in refs:
                row = rows.execute(
                    "SELECT likes, (SELECT count(*) FROM comment WHERE post = post.id) FROM post"
                    " WHERE id = ? AND NOT gone",
                    [_number(ref)],
                ).fetchone()
                likes = (Metric("likes", "hearts", row[0]),) if row and row[0] is not None else ()
                found |= {ref.native_id: (*likes, Metric("answers", "comments", row[1]))} if row else {}
        return found

    def profile(self) -> Profile:
        self._spend("profile", "before")
        return Profile("fake", "Fake", "", "https://fake.invalid/")

    def _spend(self, call: str, moment: str) -> Unknown | None:
        """Let the next planned fault happen. Returns Unknown where the port wants an answer rather than an error."""
        with self.server.open() as rows:
            if moment == "before":
                rows.execute("INSERT INTO call (name) VALUES (?)", [call])
            row = rows.execute(
                "DELETE FROM fault WHERE id = (SELECT min(id) FROM fault WHERE call = ? AND moment = ?) RETURNING what",
                [call, moment],
            ).fetchone()
        what = row[0] if row else ""
        if what == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if what == "crash":
            raise RuntimeError("a defect in the connector")
        if what in _ERRORS:
            raise _ERRORS[what]
        if what in ("drop", "500", "timeout", "cannot_tell"):
            if call in ("commit", "probe", "read_back"):
                return Unknown(f"The answer was lost ({what}).")
            raise OutcomeUnknown("The answer was lost.") if call in ("edit", "moderate") else Transient("It timed out.")
        return None


_ERRORS = {
    "429": RateLimited("Too many posts.", until=RESET),
    "401": Reauth("The channel signed us out.", cure="Connect the presence again."),
    "402": NoPlan("The plan does not include this.", cure="Ask for another plan."),
    "422": Rejected("The channel does not accept this text.", cure="Change the text."),
    "unreachable": Transient("The channel could not be reached."),
}


def connect(presence_settings: Mapping[str, str], secrets: Mapping[str, str]) -> Channel:
    return FakeChannel(Path(presence_settings["store"]))


def install() -> None:
    """Make the fake known to the registry of this process. Doing so twice is harmless."""
    if "fake" not in registry.descriptions():
        registry.register(DESCRIPTION, connect)


def later(minutes: float) -> datetime:
    """A moment after the fake's rate limit was reset."""
    return RESET + timedelta(minutes=minutes)


def _ref(number: int, version: int) -> Ref:
    return Ref(f"post-{number}", str(version), f"https://fake.invalid/{number}")


def _number(ref: Ref) -> int:
    return int(ref.native_id.rpartition("-")[2])


def _event(row: tuple[int, Kind, str, int, int, int | None, str, int], at: datetime) -> CommentEvent:
    _, kind, text, version, comment, post, author, private = row
    root = Ref(f"post-{post}") if not private else Ref(f"with {author}")
    return CommentEvent(
        native_id=f"comment-{comment}",
        version=str(version),
        kind=kind,
        author_shown=author,
        author_id=author,
        text=text,
        parent_ref=None if private else root,
        root_ref=root,
        private=bool(private),
        url="",
        raw=json.dumps(row).encode(),
        observed_at=at,
        via="fake",
    )
