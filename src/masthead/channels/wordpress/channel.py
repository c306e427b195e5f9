"""WordPress's connector. A post is a draft on the site first; publishing it twice is publishing it once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from masthead.channels.description import Description
from masthead.channels.errors import Rejected
from masthead.channels.events import Page, Seen
from masthead.channels.metrics_port import Metric
from masthead.channels.outcomes import Absent, CannotTell, Done, Found, Moderated, ReadBack, Unknown
from masthead.channels.port import Action, Channel
from masthead.channels.post import Measure, Pending, Post
from masthead.channels.profile import Profile
from masthead.channels.ref import Ref
from masthead.channels.wordpress import answers, comments, posts
from masthead.channels.wordpress.account import profile
from masthead.channels.wordpress.description import DESCRIPTION
from masthead.channels.wordpress.metrics import metrics as counted
from masthead.channels.wordpress.rest import Rest
from masthead.channels.wordpress.stream import comments as pull_comments
from masthead.channels.wordpress.words import measured

__all__ = ["DESCRIPTION", "WordPress", "connect"]


def connect(presence_settings: Mapping[str, str], secrets: Mapping[str, str]) -> Channel:
    """Settings: `address`, `user`; secret: `application_password`. Reaches nothing yet."""
    address = presence_settings["address"].strip()
    return WordPress(Rest(address, presence_settings["user"].strip(), secrets.get("application_password", "").strip()))


class WordPress:
    """Keeps the port. A thing on the site is `post:<number>` or `comment:<number>`."""

    def __init__(self, rest: Rest) -> None:
        self.rest = rest

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
            return Pending(post, key, state=answers.prepare(self.rest, post, key))
        return Pending(post, key, state=posts.prepare(self.rest, post, key, sent))

    def advance(self, pending: Pending) -> Pending:
        return pending

    def commit(self, pending: Pending) -> Done | Unknown:
        commit = answers.commit if pending.post.reply_to else posts.commit
        return commit(self.rest, pending)

    def probe(self, pending: Pending) -> Found | Absent | CannotTell:
        probe = answers.probe if pending.post.reply_to else posts.probe
        return probe(self.rest, pending)

    def read_back(self, ref: Ref) -> ReadBack | None:
        read_back = answers.read_back if _is_comment(ref) else posts.read_back
        return read_back(self.rest, ref)

    def edit(self, ref: Ref, post: Post) -> Ref:
        """New words under the same address; a post's pictures and its film stay."""
        if violations := self.measure(post).violations:
            raise Rejected(violations[0])
        edit = answers.edit if _is_comment(ref) else posts.edit
        return edit(self.rest, ref, post)

    def delete_own(self, ref: Ref) -> None:
        delete = answers.delete if _is_comment(ref) else posts.delete
        delete(self.rest, ref)

    def moderate(self, ref: Ref, action: Action, reason: str) -> Moderated:
        return comments.moderate(self.rest, ref, action)

    def pull(self, stream: str, cursor: str, *, at: datetime) -> Page:
        return pull_comments(self.rest, stream, cursor, at=at)

    def recheck(self, refs: Sequence[Ref]) -> Mapping[str, Seen]:
        return comments.recheck(self.rest, refs)

    def metrics(self, refs: Sequence[Ref]) -> Mapping[str, Sequence[Metric]]:
        return counted(self.rest, refs)

    def profile(self) -> Profile:
        return profile(self.rest)


def _is_comment(ref: Ref) -> bool:
    return ref.native_id.startswith("comment:")
