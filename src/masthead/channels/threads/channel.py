"""Threads's connector. A post is a container first, which Threads publishes at most once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from masthead.channels.as_given import as_given
from masthead.channels.description import Description
from masthead.channels.errors import Rejected, Transient
from masthead.channels.events import Page, Seen
from masthead.channels.films import VIDEO, is_shown
from masthead.channels.graph import Graph, Json, Refusal
from masthead.channels.graph_containers import NOT_READY, advanced, cured, looked_for, publish
from masthead.channels.graph_since import since
from masthead.channels.outcomes import Absent, CannotTell, Done, Found, Moderated, ReadBack, Unknown
from masthead.channels.port import Action, Channel
from masthead.channels.post import AssetFile, Measure, Pending, Post
from masthead.channels.profile import Profile
from masthead.channels.ref import Ref
from masthead.channels.threads.account import ADDRESS, HIDDEN, Account, id_in, number, ref_of, root_of
from masthead.channels.threads.description import DESCRIPTION
from masthead.channels.threads.sign_in import ThreadsSignIn
from masthead.channels.threads.stream import recheck, replies
from masthead.channels.threads.words import measured

__all__ = ["DESCRIPTION", "SIGN_IN", "Threads", "connect"]

SIGN_IN = ThreadsSignIn()


def connect(presence_settings: Mapping[str, str], secrets: Mapping[str, str]) -> Channel:
    """Settings: none; secret: `access_token`, the profile's. Reaches nothing yet."""
    return Threads(Graph("Threads", ADDRESS, secrets.get("access_token", "").strip()))


class Threads:
    """Keeps the port."""

    def __init__(self, graph: Graph) -> None:
        self.graph, self.account = graph, Account(graph)

    def describe(self) -> Description:
        return DESCRIPTION

    def measure(self, post: Post) -> Measure:
        return measured(post)

    def begin(self, post: Post, key: str) -> Pending:
        """Have Threads make a container nobody sees; note what we said last, to know the new."""
        if violations := self.measure(post).violations:
            raise Rejected(violations[0], cure="Change the draft and have it approved again.")
        answer = {"reply_to_id": number(post.reply_to)} if post.reply_to else {}
        if post.reply_to and self.account.reply(post.reply_to) is None:
            raise Rejected("The reply you answer is no longer on Threads.", cure="Answer in a post of its own.")
        before = [str(row["id"]) for row in self.account.newest(answers=bool(answer))]
        try:
            container = self._container(post, answer)
        except Refusal as refusal:
            if refusal.subcode in NOT_READY:
                raise Transient("Threads is still fetching the files.") from refusal
            raise cured(refusal) from refusal
        return Pending(post, key, ready=False, state={"container": container, "before": before})

    def advance(self, pending: Pending) -> Pending:
        return pending if pending.ready else advanced(self.graph, pending, field="status", why="error_message")

    def commit(self, pending: Pending) -> Done | Unknown:
        made = publish(self.graph, "/me/threads_publish", pending)
        return made if isinstance(made, Unknown) else Done(ref_of({"id": made, "text": pending.post.text}))

    def probe(self, pending: Pending) -> Found | Absent | CannotTell:
        """By its words, among what we said since; else by what became of the container."""
        newest = self.account.newest(answers=pending.post.reply_to is not None)
        for row in since(newest, pending):
            if row.get("text", "") == pending.post.text:
                return Found(ref_of(row))
        return looked_for(self.graph, pending, field="status")

    def read_back(self, ref: Ref) -> ReadBack | None:
        row = self.account.one(ref)
        if row is None:
            return None
        raw = as_given(row)
        return ReadBack(ref_of(row), str(row.get("text", "")), raw)

    def edit(self, ref: Ref, post: Post) -> Ref:
        raise Rejected(DESCRIPTION.capabilities["edit"].reason, cure="Delete it and publish it anew.")

    def delete_own(self, ref: Ref) -> None:
        self.graph.delete(f"/{number(ref)}")

    def moderate(self, ref: Ref, action: Action, reason: str) -> Moderated:
        """A reply to the post itself, and with it what stands under it; one further down is left, and staff told."""
        here = self._replied(ref)
        if (here.get("hide_status") in HIDDEN) != (action == "hide"):
            if id_in(here, "replied_to") != id_in(here, "root_post"):
                raise Rejected(
                    "Threads hides a reply to a reply only together with the reply above it.",
                    cure="Look whether the reply above gives a ground of its own; else answer, or report it there.",
                )
            self.graph.post(f"/{number(ref)}/manage_reply", {"hide": "true" if action == "hide" else "false"})
            here = self._replied(ref)
        hidden = here.get("hide_status") in HIDDEN
        return Moderated(ref_of(here, root_of(ref)), hidden, "hidden, with the replies under it" if hidden else "shown")

    def pull(self, stream: str, cursor: str, *, at: datetime) -> Page:
        return replies(self.account, stream, cursor, at=at)

    def recheck(self, refs: Sequence[Ref]) -> Mapping[str, Seen]:
        return recheck(self.account, refs)

    def profile(self) -> Profile:
        me = self.account.me
        # The picture's address is signed anew each time; only the name of the file stays while the picture does.
        avatar = urlsplit(str(me.get("threads_profile_picture_url") or "")).path.rpartition("/")[2]
        extra = {"avatar": avatar, "verified": "by Threads" if me.get("is_verified") else ""}
        return Profile(
            handle=str(me["username"]),
            name=str(me.get("name") or me["username"]),
            about=str(me.get("threads_biography") or ""),
            url=f"https://www.threads.com/@{me['username']}",
            extra={"author_id": str(me["username"])} | {name: value for name, value in extra.items() if value},
        )

    def _container(self, post: Post, answer: Mapping[str, str]) -> str:
        words, files = {"text": post.text, **answer}, [asset for asset in post.assets if is_shown(asset)]
        if not files:
            return self.graph.prepare("/me/threads", {"media_type": "TEXT", **words})
        if len(files) == 1:
            return self.graph.prepare("/me/threads", {**_file(files[0]), **words})
        shown = [self.graph.prepare("/me/threads", {**_file(each), "is_carousel_item": "true"}) for each in files]
        return self.graph.prepare("/me/threads", {"media_type": "CAROUSEL", "children": ",".join(shown), **words})

    def _replied(self, ref: Ref) -> Json:
        row = self.account.reply(ref)
        if row is None:
            raise Rejected("The reply is no longer on Threads.", cure="Nothing to do: nobody can read it there.")
        return row


def _file(asset: AssetFile) -> dict[str, str]:
    """A picture or a film, with its alternative text: by …/docs/threads/posts/accessibility both have one."""
    kind = {"media_type": "VIDEO", "video_url": asset.url}
    if asset.mime != VIDEO:
        kind = {"media_type": "IMAGE", "image_url": asset.url}
    return kind | ({"alt_text": asset.alt} if asset.alt else {})
