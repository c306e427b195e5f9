"""Facebook's connector. A Page takes no key with a post: what was sent is looked for by its words, newest first."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from masthead.channels.as_given import as_given
from masthead.channels.description import Description
from masthead.channels.errors import OutcomeUnknown, Rejected
from masthead.channels.events import Page as EventPage
from masthead.channels.events import Seen
from masthead.channels.facebook import films
from masthead.channels.facebook.description import DESCRIPTION
from masthead.channels.facebook.messages import is_message, messages_of
from masthead.channels.facebook.metrics import metrics as counted
from masthead.channels.facebook.page import ADDRESS, Page, ref_of
from masthead.channels.facebook.sign_in import FacebookSignIn
from masthead.channels.facebook.stream import comments, recheck
from masthead.channels.facebook.words import measured
from masthead.channels.films import film_of
from masthead.channels.graph import Graph, Json, Refusal
from masthead.channels.graph_messages import STREAM
from masthead.channels.graph_since import since
from masthead.channels.graph_subscription import subscribe, unsubscribe
from masthead.channels.graph_webhook import GraphWebhook
from masthead.channels.metrics_port import Metric
from masthead.channels.outcomes import Absent, CannotTell, Done, Found, Moderated, ReadBack, Unknown
from masthead.channels.port import Action, Channel
from masthead.channels.post import AssetFile, Measure, Pending, Post
from masthead.channels.profile import Profile
from masthead.channels.ref import Ref

__all__ = ["DESCRIPTION", "SIGN_IN", "WEBHOOK", "Facebook", "connect"]

SIGN_IN = FacebookSignIn()
WEBHOOK = GraphWebhook("page")

KNOCKS = ("feed", "messages")
"""Posts and comments of the Page; and what is written to it in private, which takes a permission of its own."""

SAID_ALREADY = 506
"""Facebook refuses the very words of the post before. They may be ours, of an attempt whose answer was lost."""


def connect(presence_settings: Mapping[str, str], secrets: Mapping[str, str]) -> Channel:
    """Settings: none; secret: `access_token`, the Page's. Reaches nothing yet."""
    return Facebook(Graph("Facebook", ADDRESS, secrets.get("access_token", "").strip()))


class Facebook:
    """Keeps the port. Posts and comments are called by the ids Facebook gives them."""

    def __init__(self, graph: Graph) -> None:
        self.graph, self.page = graph, Page(graph)
        self.messages = messages_of(self.page)

    def describe(self) -> Description:
        return DESCRIPTION

    def measure(self, post: Post) -> Measure:
        return measured(post)

    def begin(self, post: Post, key: str) -> Pending:
        return self.begin_in_pieces(post, key, lambda: None)

    def begin_in_pieces(self, post: Post, key: str, sent: Callable[[], None]) -> Pending:
        """Upload what is shown unpublished, and note what the Page said last there: what is looked for is newer."""
        if violations := self.measure(post).violations:
            raise Rejected(violations[0], cure="Change the draft and have it approved again.")
        if post.private:
            return self.messages.prepare(post, key)
        place = self._place_of_answer(post.reply_to) if post.reply_to else ""
        before = [str(row["id"]) for row in self.page.ours_under(place)]
        if film := film_of(post):
            draft = films.prepare(self.page, post, film, sent)
            return Pending(post, key, ready=False, state={"video": draft, "before": before})
        form = {"message": post.text}
        for number, asset in enumerate(post.assets):
            form[f"attached_media[{number}]"] = json.dumps({"media_fbid": self._uploaded(asset)})
        if post.links and not post.assets and not place:
            form["link"] = post.links[0]
        path = f"/{place}/comments" if place else f"/{self.page.id}/feed"
        return Pending(post, key, state={"path": path, "place": place, "form": form, "before": before})

    def advance(self, pending: Pending) -> Pending:
        return replace(pending, ready=films.advanced(self.graph, pending)) if films.is_film(pending) else pending

    def commit(self, pending: Pending) -> Done | Unknown:
        if pending.post.private:
            return self.messages.send(pending)
        if films.is_film(pending):
            return films.publish(self.page, pending)
        path, form = pending.state.get("path"), pending.state.get("form")
        if not isinstance(path, str) or not isinstance(form, dict):
            raise Rejected("What was prepared for Facebook is lost.", cure="Release it to prepare it again.")
        try:
            made = self.graph.make(path, form)
        except OutcomeUnknown as lost:
            return Unknown(lost.sentence)
        except Refusal as refusal:
            if refusal.code == SAID_ALREADY:
                return Unknown("Facebook has these words already: an earlier attempt may have arrived after all.")
            raise
        return Done(ref_of({"id": made, "message": pending.post.text}))

    def probe(self, pending: Pending) -> Found | Absent | CannotTell:
        """By its words, among what the Page said there since. Never Absent: a late arrival would be a second post."""
        if pending.post.private:
            return self.messages.sent(pending)
        if films.is_film(pending):
            return films.look_for(self.page, pending)
        rows = self.page.ours_under(str(pending.state.get("place", "")))
        for row in since(rows, pending):
            if row.get("message", "") == pending.post.text:
                return Found(ref_of(row))
        return CannotTell("It is not among the newest on the Page, but Facebook would post it twice if it still came.")

    def read_back(self, ref: Ref) -> ReadBack | None:
        row = self.page.thing(ref.native_id) if not is_message(ref.native_id) else None
        if row is None or row.get("is_hidden"):
            return None
        raw = as_given(row)
        return ReadBack(ref_of(row), str(row.get("message", "")), raw)

    def read_message(self, ref: Ref) -> ReadBack | None:
        return self.messages.read(ref) if is_message(ref.native_id) else None

    def edit(self, ref: Ref, post: Post) -> Ref:
        """New words under the same address; pictures and films stay."""
        if violations := self.measure(post).violations:
            raise Rejected(violations[0])
        self.graph.post(f"/{ref.native_id}", {"message": post.text})
        return ref_of({"id": ref.native_id, "message": post.text, "permalink_url": ref.url})

    def delete_own(self, ref: Ref) -> None:
        self.graph.delete(f"/{ref.native_id}")

    def moderate(self, ref: Ref, action: Action, reason: str) -> Moderated:
        hide = action == "hide"
        here = self._commented(ref)
        if bool(here.get("is_hidden")) != hide:
            if hide and here.get("can_hide") is False:
                raise Rejected(
                    "Facebook lets nobody hide this comment.", cure="Answer it, or report it to Facebook on the Page."
                )
            self.graph.post(f"/{ref.native_id}", {"is_hidden": "true" if hide else "false"})
            here = self._commented(ref)
        hidden = bool(here.get("is_hidden"))
        shown = "hidden, but for its author and the author’s friends" if hidden else "shown"
        return Moderated(ref_of(here), hidden, shown)

    def pull(self, stream: str, cursor: str, *, at: datetime) -> EventPage:
        if stream == STREAM:
            return self.messages.pull(cursor, at=at)
        return comments(self.page, stream, cursor, at=at)

    def recheck(self, refs: Sequence[Ref]) -> Mapping[str, Seen]:
        return recheck(self.page, refs)

    def metrics(self, refs: Sequence[Ref]) -> Mapping[str, Sequence[Metric]]:
        return counted(self.page, refs)

    def ask_for_knocks(self) -> None:
        """Asked for, and what every token of a Page allows is read back: it lists what it tells the app that asks."""
        subscribe(self.graph, self.page.id, KNOCKS)
        rows = self.graph.read(f"/{self.page.id}/subscribed_apps", "id,subscribed_fields").get("data") or []
        if not any(KNOCKS[0] in (row.get("subscribed_fields") or []) for row in rows):
            raise Rejected(
                "Facebook took the request to tell the desk of comments, and does not list it.",
                cure="Look at Webhooks in the app’s dashboard.",
            )

    def end_knocks(self) -> None:
        unsubscribe(self.graph, self.page.id)

    def profile(self) -> Profile:
        """Raises Rejected for a person's token: it could do nothing on the Page."""
        fields = "id,name,username,about,link,website,category,verification_status,picture.type(large){url}"
        try:
            me = self.graph.read("/me", fields)
        except Refusal as refusal:
            raise Rejected(
                "This is not the access token of a Page.",
                cure="Copy the token of the Page itself: it is listed beside the Page’s name.",
                setting="access_token",
            ) from refusal
        picture = ((me.get("picture") or {}).get("data") or {}).get("url", "")
        extra = {
            "author_id": str(me["id"]),
            "link": str(me.get("website") or ""),
            # Its address is signed anew each time; only the name of the file stays while the picture does.
            "avatar": urlsplit(str(picture)).path.rpartition("/")[2],
            "verified": {"not_verified": ""}.get(status := str(me.get("verification_status") or ""), status),
        }
        return Profile(
            handle=str(me.get("username") or me["id"]),
            name=str(me["name"]),
            about=str(me.get("about") or ""),
            url=str(me.get("link") or f"https://www.facebook.com/{me['id']}"),
            extra={name: value for name, value in extra.items() if value},
        )

    def _uploaded(self, asset: AssetFile) -> str:
        """A picture that no post shows yet. One that none ever shows is seen by nobody."""
        form = {"published": "false"} | ({"alt_text_custom": asset.alt} if asset.alt else {})
        files = {"source": (asset.path.name, asset.path.read_bytes(), asset.mime)}
        return self.graph.prepare(f"/{self.page.id}/photos", form, files=files)

    def _place_of_answer(self, answered: Ref) -> str:
        """What an answer is put under: Facebook's threads are two deep, an answer to an answer stands beside it."""
        if self.page.is_post(answered.native_id):
            return answered.native_id
        comment = self.page.comment(answered.native_id)
        if comment is None:
            raise Rejected("The comment you answer is no longer on Facebook.", cure="Answer in a post of its own.")
        return str((comment.get("parent") or {}).get("id") or answered.native_id)

    def _commented(self, ref: Ref) -> Json:
        row = self.page.comment(ref.native_id)
        if row is None:
            raise Rejected("It is no longer on Facebook.", cure="Nothing to do: nobody can read it there.")
        return row
