"""The channel of an agency on YouTube. A thing there is `video:<id>` or `comment:<id>`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property

import httpx

from masthead.channels.description import Description
from masthead.channels.errors import Rejected
from masthead.channels.events import Page, Seen
from masthead.channels.metrics_port import Metric
from masthead.channels.outcomes import Absent, CannotTell, Done, Found, Moderated, ReadBack, Unknown
from masthead.channels.port import Action
from masthead.channels.post import Measure, Pending, Post
from masthead.channels.profile import Profile
from masthead.channels.ref import Ref
from masthead.channels.youtube import comments, videos
from masthead.channels.youtube.api import Api, Json
from masthead.channels.youtube.description import DESCRIPTION, SITE
from masthead.channels.youtube.metrics import metrics as counted
from masthead.channels.youtube.stream import comments as pull_comments
from masthead.channels.youtube.words import measured, unfit


class YouTube:
    """Keeps the port."""

    def __init__(
        self, channel: str, token: str, *, ends: datetime | None = None, transport: httpx.BaseTransport | None = None
    ) -> None:
        self.channel, self.api = channel, Api(token, transport=transport)
        self._ends = ends

    def describe(self) -> Description:
        return DESCRIPTION

    def measure(self, post: Post) -> Measure:
        return measured(post)

    def begin(self, post: Post, key: str) -> Pending:
        return self.begin_in_pieces(post, key, lambda: None)

    def begin_in_pieces(self, post: Post, key: str, sent: Callable[[], None]) -> Pending:
        if violations := self.measure(post).violations:
            raise Rejected(violations[0], cure="Change the draft and have it approved again.")
        if post.reply_to:
            return Pending(post, key, state=comments.prepare(self.api, post, post.reply_to, self._me["id"]))
        return Pending(post, key, ready=False, state=videos.prepare(self.api, self._me, post, key, sent))

    def advance(self, pending: Pending) -> Pending:
        return replace(pending, ready=videos.is_ready(self.api, str(pending.state["video"])))

    def commit(self, pending: Pending) -> Done | Unknown:
        commit = comments.commit if pending.post.reply_to else videos.commit
        return commit(self.api, pending)

    def probe(self, pending: Pending) -> Found | Absent | CannotTell:
        if pending.post.reply_to:
            return comments.probe(self.api, pending, self._me["id"])
        return videos.probe(self.api, pending)

    def read_back(self, ref: Ref) -> ReadBack | None:
        read_back = comments.read_back if comments.is_comment(ref) else videos.read_back
        return read_back(self.api, ref)

    def edit(self, ref: Ref, post: Post) -> Ref:
        """New words; the video stays."""
        on_a_thread = comments.is_comment(ref)
        violations = measured(replace(post, reply_to=ref, assets=())).violations if on_a_thread else unfit(post.text)[0]
        if violations:
            raise Rejected(violations[0])
        edit = comments.edit if on_a_thread else videos.edit
        return edit(self.api, ref, post)

    def delete_own(self, ref: Ref) -> None:
        delete = comments.delete if comments.is_comment(ref) else videos.delete
        delete(self.api, ref)

    def moderate(self, ref: Ref, action: Action, reason: str) -> Moderated:
        return comments.moderate(self.api, ref, action)

    def pull(self, stream: str, cursor: str, *, at: datetime) -> Page:
        return pull_comments(self.api, self._me["id"], stream, cursor, at=at)

    def recheck(self, refs: Sequence[Ref]) -> Mapping[str, Seen]:
        return comments.recheck(self.api, refs)

    def metrics(self, refs: Sequence[Ref]) -> Mapping[str, Sequence[Metric]]:
        return counted(self.api, refs)

    def profile(self) -> Profile:
        mine, snippet = self._me, self._me["snippet"]
        return Profile(
            handle=str(snippet.get("customUrl") or mine["id"]),
            name=str(snippet["title"]),
            about=str(snippet.get("description", "")),
            url=f"{SITE}/channel/{mine['id']}",
            extra={"author_id": str(mine["id"]), "avatar": _picture(snippet)},
            credentials_end=self._ends,
        )

    @cached_property
    def _me(self) -> Json:
        """The channel whose owner signed in. Asked once, and refused where it is not the one that was connected."""
        mine = self.api.read("channels", part="snippet,contentDetails", mine=True).get("items", [])
        if not mine:
            raise Rejected("This Google account has no channel.", cure="Sign in as the owner of the agency's channel.")
        if self.channel and str(mine[0]["id"]) != self.channel:
            raise Rejected(
                f"The sign-in belongs to another channel ({mine[0]['id']}).",
                cure="Sign in again and choose the agency's channel.",
            )
        return dict(mine[0])


def _picture(snippet: Json) -> str:
    return str(((snippet.get("thumbnails") or {}).get("default") or {}).get("url", ""))
