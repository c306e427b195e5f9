"""An account on a Mastodon-like server. They have no true key: what was sent is looked for by its words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from masthead.channels.description import Description
from masthead.channels.errors import OutcomeUnknown, Rejected
from masthead.channels.events import Page, Seen
from masthead.channels.films import film_of
from masthead.channels.follow_port import Followed, FollowsPage, Marked
from masthead.channels.mastodon import films, follows
from masthead.channels.mastodon.description import CHARACTERS, DESCRIPTION, MOST_CHARACTERS
from masthead.channels.mastodon.metrics import metrics as counted
from masthead.channels.mastodon.server import HONOR_KEYS, REFUSE_KEYS, Gone, Server
from masthead.channels.mastodon.stream import author_id_of, is_private, recheck, replies
from masthead.channels.mastodon.words import may_say, measured, plain, version_of, without_address
from masthead.channels.metrics_port import Metric
from masthead.channels.outcomes import Absent, CannotTell, Done, Found, Moderated, ReadBack, Unknown
from masthead.channels.port import Action
from masthead.channels.post import AssetFile, Measure, Pending, Post
from masthead.channels.profile import Profile
from masthead.channels.ref import Ref

_NEWEST = 40
"""So many of our own newest posts are looked through for one whose fate is unknown: what a server shows at once."""


class MastodonAccount:
    """Keeps the port. A thing on the server is called by the number its own server gives it."""

    def __init__(self, server: Server, limit: str = "") -> None:
        self.server = server
        given = int(limit) if limit.isdecimal() and len(limit) < 6 else 0
        self.limit = min(given, MOST_CHARACTERS) or CHARACTERS

    def describe(self) -> Description:
        return replace(DESCRIPTION, text_limit=self.limit)

    def measure(self, post: Post) -> Measure:
        return measured(post, self.limit)

    def begin(self, post: Post, key: str) -> Pending:
        return self.begin_in_pieces(post, key, lambda: None)

    def begin_in_pieces(self, post: Post, key: str, sent: Callable[[], None]) -> Pending:
        """Upload the files, and note which of our posts is the newest: what is looked for later is newer."""
        if violations := self.measure(post).violations:
            raise Rejected(violations[0], cure="Change the draft and have it approved again.")
        api = self.server.api
        with self.server.asked():
            me = str(api.account_verify_credentials()["id"])
            newest = [str(own["id"]) for own in api.account_statuses(me, limit=1)]
            address = _address(api.status(post.reply_to.native_id), me) if post.reply_to else ""
        if post.private and not address:
            raise Rejected("It answers a message of our own, so nobody would read it.", cure="Answer what they wrote.")
        if film := film_of(post):
            media = [films.uploaded(self.server, film.file, sent)]
        else:
            with self.server.asked():
                media = [self._uploaded(asset) for asset in post.assets]
        state = {
            "me": me,
            "after": newest[0] if newest else "",
            "words": f"{address} {post.text}" if post.private else _addressed(post.text, address),
            "media": [number for number, _ in media],
            "software": self.server.software(),
        }
        return Pending(post, key, ready=all(done for _, done in media), state=state)

    def advance(self, pending: Pending) -> Pending:
        """An answer without an address (206) means that the server still works on the file."""
        numbers = _listed(pending.state["media"])
        if film_of(pending.post):
            return replace(pending, ready=films.is_prepared(self.server, numbers[0]))
        with self.server.asked():
            shown = [self.server.api.media(number) for number in numbers]
        return replace(pending, ready=all(picture["url"] for picture in shown))

    def commit(self, pending: Pending) -> Done | Unknown:
        state, post = pending.state, pending.post
        try:
            with self.server.told():
                made = self.server.api.status_post(
                    str(state["words"]),
                    in_reply_to_id=post.reply_to.native_id if post.reply_to else None,
                    media_ids=_listed(state["media"]) or None,
                    visibility="direct" if post.private else "public",
                    language=post.lang,
                    idempotency_key=None if state["software"] in REFUSE_KEYS else pending.key,
                )
        except OutcomeUnknown as lost:
            return Unknown(lost.sentence)
        return Done(_ref(made))

    def probe(self, pending: Pending) -> Found | Absent | CannotTell:
        """Look among our own posts since. Absent only where a late arrival cannot make a second post."""
        state = pending.state
        with self.server.asked():
            own = self.server.api.account_statuses(state["me"], since_id=state["after"] or None, limit=_NEWEST)
            found = [status for status in own if self._is_it(status, pending)]
        if found:
            return Found(_ref(found[-1]))
        if len(own) < _NEWEST and state["software"] in HONOR_KEYS:
            return Absent()
        return CannotTell("It is not among the newest posts, but this server would post it twice if it still arrived.")

    def read_back(self, ref: Ref) -> ReadBack | None:
        return self._read(ref, private=False)

    def read_message(self, ref: Ref) -> ReadBack | None:
        return self._read(ref, private=True)

    def _read(self, ref: Ref, *, private: bool) -> ReadBack | None:
        """What is there, where it is as private as it should be."""
        try:
            with self.server.asked():
                status = self.server.api.status(ref.native_id)
                text = self._words(status)
        except Gone:
            return None
        if is_private(status) != private:
            return None
        raw = json.dumps(status, default=str, ensure_ascii=False, sort_keys=True).encode()
        return ReadBack(_ref(status), text, raw)

    def edit(self, ref: Ref, post: Post) -> Ref:
        """New words under the same address; pictures and place in the thread stay."""
        if violations := self.measure(post).violations:
            raise Rejected(violations[0])
        with self.server.asked():
            status = self.server.api.status(ref.native_id)
        media = [picture["id"] for picture in status["media_attachments"]]
        address = next((f"@{name['acct']}" for name in status["mentions"]), "") if status["in_reply_to_id"] else ""
        with self.server.told():
            return _ref(
                self.server.api.status_update(ref.native_id, _addressed(post.text, address), media_ids=media or None)
            )

    def delete_own(self, ref: Ref) -> None:
        try:
            with self.server.told():
                self.server.api.status_delete(ref.native_id)
        except Gone:
            return

    def moderate(self, ref: Ref, action: Action, reason: str) -> Moderated:
        raise Rejected(
            DESCRIPTION.capabilities["moderate"].reason,
            cure="Report the reply on the server, or leave it and answer it.",
        )

    def pull(self, stream: str, cursor: str, *, at: datetime) -> Page:
        return replies(self.server, stream, cursor, at=at)

    def recheck(self, refs: Sequence[Ref]) -> Mapping[str, Seen]:
        return recheck(self.server, refs)

    # --- whom the account follows

    def follow(self, handle: str) -> Followed:
        return follows.follow(self.server, handle)

    def unfollow(self, ref: Ref | None, account: str) -> None:
        follows.unfollow(self.server, ref, account)

    def follows(self, cursor: str) -> FollowsPage:
        return follows.follows(self.server, cursor)

    def marks(self) -> Sequence[Marked]:
        return follows.marks(self.server)

    def requested(self, accounts: Sequence[str]) -> frozenset[str]:
        return follows.requested(self.server, accounts)

    def metrics(self, refs: Sequence[Ref]) -> Mapping[str, Sequence[Metric]]:
        return counted(self.server, refs)

    def profile(self) -> Profile:
        with self.server.asked():
            account = self.server.api.account_verify_credentials()
        return Profile(
            handle=f"{account['acct']}@{self.server.host}",
            name=str(account["display_name"] or account["acct"]),
            about=plain(str(account["note"])),
            url=str(account["url"]),
            extra={"software": self.server.software(), "author_id": author_id_of(account)},
        )

    def _uploaded(self, asset: AssetFile) -> tuple[str, bool]:
        """(the server's number for it, whether it is ready). A file no post names is deleted by the server in a day."""
        made: Any = self.server.api.media_post(
            asset.path.read_bytes(), mime_type=asset.mime, description=asset.alt or None, file_name=asset.path.name
        )
        return str(made["id"]), bool(made["url"])

    def _is_it(self, status: Any, pending: Pending) -> bool:
        answers = pending.post.reply_to.native_id if pending.post.reply_to else None
        if (str(status["in_reply_to_id"]) if status["in_reply_to_id"] else None) != answers:
            return False
        if (
            status["reblog"]
            or is_private(status) != pending.post.private
            or not may_say(str(status["content"]), pending.post.text)
        ):
            return False
        return self._words(status) == pending.post.text

    def _words(self, status: Any) -> str:
        """As written, where the server still has that (not all do), else as shown; without whom it addresses."""
        try:
            text = str(self.server.api.status_source(status["id"])["text"])
        except Exception as error:
            if not isinstance(self.server.meaning(error), Gone):
                raise
            text = plain(str(status["content"]))
        return without_address(text, status["mentions"]) if status["in_reply_to_id"] else text


def _address(status: Any, me: str) -> str:
    """The name of whom we answer: without it, they are told nothing."""
    return "" if str(status["account"]["id"]) == me else f"@{status['account']['acct']}"


def _addressed(text: str, address: str) -> str:
    """With the name before it, unless it stands in it whole: in @anna, @ann is told nothing."""
    whole = rf"(?<![\w@/]){re.escape(address.casefold())}(?![\w@]|[.-]+\w)"
    return text if not address or re.search(whole, text.casefold()) else f"{address} {text}"


def _listed(stored: object) -> list[str]:
    return [str(each) for each in stored] if isinstance(stored, list) else []


def _ref(status: Any) -> Ref:
    return Ref(str(status["id"]), version_of(status), str(status["url"]))
