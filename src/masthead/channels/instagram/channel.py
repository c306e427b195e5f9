"""Instagram's connector. A post is a container that Instagram fills from the desk and publishes at most once.

A film of its own is a reel there, by https://developers.facebook.com/docs/instagram-platform/content-publishing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from masthead.channels.as_given import as_given
from masthead.channels.description import Description
from masthead.channels.errors import OutcomeUnknown, Rejected, Transient
from masthead.channels.events import Page, Seen
from masthead.channels.films import film_of
from masthead.channels.graph import Graph, Json, Refusal
from masthead.channels.graph_containers import NOT_READY, advanced, cured, looked_for, publish
from masthead.channels.graph_messages import STREAM
from masthead.channels.graph_since import since
from masthead.channels.graph_subscription import subscribe, unsubscribe
from masthead.channels.graph_webhook import GraphWebhook
from masthead.channels.instagram.account import (
    ADDRESS,
    Account,
    is_comment,
    number,
    ref_of_comment,
    ref_of_media,
)
from masthead.channels.instagram.description import DESCRIPTION
from masthead.channels.instagram.messages import is_message, measured_message, messages_of
from masthead.channels.instagram.metrics import metrics as counted
from masthead.channels.instagram.sign_in import InstagramSignIn
from masthead.channels.instagram.stream import comments, recheck
from masthead.channels.instagram.words import measured
from masthead.channels.metrics_port import Metric
from masthead.channels.outcomes import Absent, CannotTell, Done, Found, Moderated, ReadBack, Unknown
from masthead.channels.port import Action, Channel
from masthead.channels.post import AssetFile, Measure, Pending, Post
from masthead.channels.profile import Profile
from masthead.channels.ref import Ref

__all__ = ["DESCRIPTION", "SIGN_IN", "WEBHOOK", "Instagram", "connect"]

SIGN_IN = InstagramSignIn()
WEBHOOK = GraphWebhook("instagram")
KNOCKS = ("comments", "messages")


def connect(presence_settings: Mapping[str, str], secrets: Mapping[str, str]) -> Channel:
    """Settings: none; secret: `access_token`, the account's. Reaches nothing yet."""
    return Instagram(Graph("Instagram", ADDRESS, secrets.get("access_token", "").strip()))


class Instagram:
    """Keeps the port."""

    def __init__(self, graph: Graph) -> None:
        self.graph, self.account = graph, Account(graph)
        self.messages = messages_of(self.account)

    def describe(self) -> Description:
        return DESCRIPTION

    def measure(self, post: Post) -> Measure:
        return measured_message(post) if post.private else measured(post)

    def begin(self, post: Post, key: str) -> Pending:
        """Have Instagram fetch what is shown into a container nobody sees; note what we said last, to know the new."""
        if violations := self.measure(post).violations:
            raise Rejected(violations[0], cure="Change the draft and have it approved again.")
        if post.private:
            return self.messages.prepare(post, key)
        if post.reply_to:
            return self._begun_answer(post, key, post.reply_to)
        before = [str(row["id"]) for row in self.account.newest()]
        try:
            container = self._container(post)
        except Refusal as refusal:
            if refusal.subcode in NOT_READY:
                raise Transient("Instagram is still fetching the files.") from refusal
            raise cured(refusal) from refusal
        return Pending(post, key, ready=False, state={"container": container, "before": before})

    def advance(self, pending: Pending) -> Pending:
        return pending if pending.ready else advanced(self.graph, pending, field="status_code", why="status")

    def commit(self, pending: Pending) -> Done | Unknown:
        text = pending.post.text
        if pending.post.private:
            return self.messages.send(pending)
        if pending.post.reply_to:
            try:
                made = self.graph.make(str(pending.state["place"]), {"message": text})
            except OutcomeUnknown as lost:
                return Unknown(lost.sentence)
            return Done(ref_of_comment({"id": made, "text": text}))
        published = publish(self.graph, f"/{self.account.id}/media_publish", pending)
        return published if isinstance(published, Unknown) else Done(ref_of_media({"id": published, "caption": text}))

    def probe(self, pending: Pending) -> Found | Absent | CannotTell:
        """By its words, among what we said there since; else by what became of the container."""
        if pending.post.private:
            return self.messages.sent(pending)
        if pending.post.reply_to:
            for row in since(self.account.under(str(pending.state["place"])), pending):
                if row.get("text", "") == pending.post.text:
                    return Found(ref_of_comment(row))
            return CannotTell("The answer is not there, but Instagram would post it twice if it still came.")
        for row in since(self.account.newest(), pending):
            if row.get("caption", "") == pending.post.text:
                return Found(ref_of_media(row))
        return looked_for(self.graph, pending, field="status_code")

    def read_back(self, ref: Ref) -> ReadBack | None:
        if is_message(ref):
            return None
        row = self.account.comment(ref) if is_comment(ref) else self.account.media(ref)
        if row is None or row.get("hidden"):
            return None
        raw = as_given(row)
        if is_comment(ref):
            return ReadBack(ref_of_comment(row), str(row.get("text", "")), raw)
        return ReadBack(ref_of_media(row), str(row.get("caption", "")), raw)

    def read_message(self, ref: Ref) -> ReadBack | None:
        return self.messages.read(ref) if is_message(ref) else None

    def edit(self, ref: Ref, post: Post) -> Ref:
        raise Rejected(DESCRIPTION.capabilities["edit"].reason, cure="Change it in the Instagram app.")

    def delete_own(self, ref: Ref) -> None:
        if is_comment(ref):
            self.graph.delete(f"/{number(ref)}")
        elif self.account.media(ref) is not None:
            raise Rejected("Instagram does not let the desk delete a post.", cure="Delete it in the Instagram app.")

    def moderate(self, ref: Ref, action: Action, reason: str) -> Moderated:
        here = self._commented(ref)
        if bool(here.get("hidden")) != (action == "hide"):
            self.graph.post(f"/{number(ref)}", {"hide": "true" if action == "hide" else "false"})
            here = self._commented(ref)
        hidden = bool(here.get("hidden"))
        return Moderated(ref_of_comment(here), hidden, "hidden from the public" if hidden else "shown")

    def pull(self, stream: str, cursor: str, *, at: datetime) -> Page:
        if stream == STREAM:
            return self.messages.pull(cursor, at=at)
        return comments(self.account, stream, cursor, at=at)

    def recheck(self, refs: Sequence[Ref]) -> Mapping[str, Seen]:
        return recheck(self.account, refs)

    def metrics(self, refs: Sequence[Ref]) -> Mapping[str, Sequence[Metric]]:
        return counted(self.account, refs)

    def ask_for_knocks(self) -> None:
        subscribe(self.graph, self.account.id, KNOCKS)

    def end_knocks(self) -> None:
        unsubscribe(self.graph, self.account.id)

    def profile(self) -> Profile:
        me = self.account.me
        # The picture's address is signed anew each time; only the name of the file stays while the picture does.
        avatar = urlsplit(str(me.get("profile_picture_url") or "")).path.rpartition("/")[2]
        return Profile(
            handle=str(me["username"]),
            name=str(me.get("name") or me["username"]),
            about="",
            url=f"https://www.instagram.com/{me['username']}/",
            extra={"author_id": self.account.id} | ({"avatar": avatar} if avatar else {}),
        )

    def _begun_answer(self, post: Post, key: str, answered: Ref) -> Pending:
        """Threads are two deep: an answer to an answer stands under the first comment."""
        place = f"/{number(answered)}/comments"
        if is_comment(answered):
            comment = self._commented(answered)
            if comment.get("hidden"):
                raise Rejected("Instagram takes no answer to a hidden comment.", cure="Restore the comment first.")
            place = f"/{comment.get('parent_id') or number(answered)}/replies"
        before = [str(row["id"]) for row in self.account.under(place)]
        return Pending(post, key, state={"place": place, "before": before})

    def _container(self, post: Post) -> str:
        path = f"/{self.account.id}/media"
        if film := film_of(post):
            reel = {"media_type": "REELS", "video_url": film.file.url, "share_to_feed": "true"}
            return self.graph.prepare(path, {**reel, "caption": post.text})
        if len(post.assets) == 1:
            return self.graph.prepare(path, {**_picture(post.assets[0]), "caption": post.text})
        shown = [self.graph.prepare(path, {**_picture(each), "is_carousel_item": "true"}) for each in post.assets]
        return self.graph.prepare(path, {"media_type": "CAROUSEL", "children": ",".join(shown), "caption": post.text})

    def _commented(self, ref: Ref) -> Json:
        row = self.account.comment(ref)
        if row is None:
            raise Rejected("The comment is no longer on Instagram.", cure="Nothing to do: nobody can read it there.")
        return row


def _picture(asset: AssetFile) -> dict[str, str]:
    return {"image_url": asset.url} | ({"alt_text": asset.alt} if asset.alt else {})
