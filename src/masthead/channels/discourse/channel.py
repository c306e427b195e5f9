"""Discourse's connector. The forum takes a name of our choosing for each topic, and no second topic under it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from masthead.channels.as_given import as_given
from masthead.channels.description import Description
from masthead.channels.discourse import films
from masthead.channels.discourse.description import DESCRIPTION
from masthead.channels.discourse.forum import Forum, Json, Refusal
from masthead.channels.discourse.metrics import metrics as counted
from masthead.channels.discourse.stream import answers, recheck
from masthead.channels.discourse.words import external_id, markdown, measured, picture, plain, shown_in
from masthead.channels.errors import OutcomeUnknown, Rejected, Transient
from masthead.channels.events import Page, Seen
from masthead.channels.films import VIDEO
from masthead.channels.metrics_port import Metric
from masthead.channels.outcomes import Absent, CannotTell, Done, Found, Moderated, ReadBack, Unknown
from masthead.channels.port import Action, Channel
from masthead.channels.post import AssetFile, Measure, Pending, Post
from masthead.channels.profile import Profile
from masthead.channels.ref import Ref
from masthead.channels.titles import joined, split
from masthead.channels.wording import version_of

__all__ = ["DESCRIPTION", "Discourse", "connect"]


def connect(presence_settings: Mapping[str, str], secrets: Mapping[str, str]) -> Channel:
    """Settings: `address`, `user`, `category`; secret: `api_key`. Reaches nothing yet."""
    address, user = presence_settings["address"].strip(), presence_settings["user"].strip()
    forum = Forum(address, user, secrets.get("api_key", "").strip())
    return Discourse(forum, presence_settings.get("category", "").strip())


class Discourse:
    """Keeps the port. A thing on the forum is called by the number of its post; a topic by that of its first."""

    def __init__(self, forum: Forum, category: str) -> None:
        self.forum, self.category = forum, category

    def describe(self) -> Description:
        return DESCRIPTION

    def measure(self, post: Post) -> Measure:
        return measured(post)

    def begin(self, post: Post, key: str) -> Pending:
        return self.begin_in_pieces(post, key, lambda: None)

    def begin_in_pieces(self, post: Post, key: str, sent: Callable[[], None]) -> Pending:
        """Upload what is shown and write the whole request, so that `commit` has one thing left to do."""
        if violations := self.measure(post).violations:
            raise Rejected(violations[0], cure="Change the draft and have it approved again.")
        title, body = split(post.text)
        try:
            shown = "".join(self._uploaded(each, sent) for each in post.assets)
        except OutcomeUnknown as lost:
            raise Transient(lost.sentence, cure=lost.cure) from lost
        if post.reply_to:
            answered = self.forum.find(f"/posts/{post.reply_to.native_id}.json")
            if answered is None or answered.get("deleted_at"):
                raise Rejected("The comment you answer is no longer there.", cure="Answer in a topic of its own.")
            place = {"topic_id": answered["topic_id"], "reply_to_post_number": answered["post_number"]}
            return Pending(post, key, state={"request": {**place, "raw": markdown(post.text) + shown}})
        request = {"title": title, "raw": markdown(body) + shown, "external_id": external_id(key)}
        return Pending(post, key, state={"request": {**request, "category": self._category()}})

    def advance(self, pending: Pending) -> Pending:
        return pending

    def commit(self, pending: Pending) -> Done | Unknown:
        try:
            made = self.forum.write("POST", "/posts.json", _request(pending))
        except OutcomeUnknown as lost:
            return Unknown(lost.sentence)
        except Refusal as refusal:
            if not isinstance(self.probe(pending), Absent):
                return Unknown("The forum has this already: an earlier attempt arrived after all.")
            raise refusal
        if made.get("action") == "enqueued" or "id" not in made:
            return Unknown("The forum keeps the post for its own moderators to approve.")
        return Done(self._ref(made))

    def probe(self, pending: Pending) -> Found | Absent | CannotTell:
        """A topic: by the name chosen for it, which the forum gives only once. An answer: by its words in its place;
        the forum takes no second one of the same words within minutes, and after that nothing can still arrive."""
        request = _request(pending)
        if "topic_id" in request:
            for one in self._topic(int(request["topic_id"])):
                same_place = one.get("reply_to_post_number") in (request["reply_to_post_number"], None)
                if one["username"] == self.forum.user and same_place and one["raw"] == request["raw"]:
                    return Found(self._ref(one))
            return Absent()
        topic = self.forum.find(f"/t/external_id/{request['external_id']}.json")
        if topic is None:
            return Absent()
        if topic.get("deleted_at"):
            return CannotTell("The topic was posted, and somebody deleted it since.")
        return Found(self._ref(topic["post_stream"]["posts"][0]))

    def read_back(self, ref: Ref) -> ReadBack | None:
        """Where a visitor finds it; in a closed category, where the agency's own user does."""
        one = self.forum.find(f"/posts/{ref.native_id}.json")
        if one is None or one.get("deleted_at") or one.get("hidden"):
            return None
        text = plain(one["raw"])
        if one["post_number"] == 1:
            topic = self.forum.find(f"/t/{one['topic_id']}.json")
            if topic is None:
                return None
            text = joined(str(topic["title"]), text)
        return ReadBack(self._ref(one), text, as_given(one))

    def edit(self, ref: Ref, post: Post) -> Ref:
        """New words under the same address; pictures and films stay."""
        one = self.forum.find(f"/posts/{ref.native_id}.json")
        if one is None or one.get("deleted_at"):
            raise Rejected("It is no longer on the forum.", cure="Publish it again as a new post.")
        title, body = split(post.text) if one["post_number"] == 1 else ("", post.text)
        if title:
            self.forum.write("PUT", f"/t/-/{one['topic_id']}.json", {"title": title})
        raw = markdown(body) + shown_in(one["raw"])
        changed = self.forum.write("PUT", f"/posts/{ref.native_id}.json", {"post": {"raw": raw}})
        return self._ref(changed["post"])

    def delete_own(self, ref: Ref) -> None:
        one = self.forum.find(f"/posts/{ref.native_id}.json")
        if one is None or one.get("deleted_at"):
            return
        path = f"/t/{one['topic_id']}.json" if one["post_number"] == 1 else f"/posts/{ref.native_id}.json"
        try:
            self.forum.write("DELETE", path, {})
        except Refusal as refusal:
            if not refusal.is_gone:
                raise

    def moderate(self, ref: Ref, action: Action, reason: str) -> Moderated:
        here = self._seen_by_staff(ref)
        if bool(here.get("deleted_at")) != (action == "hide"):
            if action == "hide":
                self.forum.write("DELETE", f"/posts/{ref.native_id}.json", {})
            else:
                self.forum.write("PUT", f"/posts/{ref.native_id}/recover.json", {})
            here = self._seen_by_staff(ref)
        hidden = bool(here.get("deleted_at"))
        return Moderated(self._ref(here), hidden, "deleted, recoverable" if hidden else "shown")

    def pull(self, stream: str, cursor: str, *, at: datetime) -> Page:
        return answers(self.forum, stream, cursor, at=at)

    def recheck(self, refs: Sequence[Ref]) -> Mapping[str, Seen]:
        return recheck(self.forum, refs)

    def metrics(self, refs: Sequence[Ref]) -> Mapping[str, Sequence[Metric]]:
        return counted(self.forum, refs)

    def profile(self) -> Profile:
        """Reads the user with the key, and the category: a wrong number is better known now than at the first post."""
        user = self.forum.read(f"/u/{self.forum.user}.json")["user"]
        if self.forum.find(f"/c/{self._category()}/show.json") is None:
            raise Rejected(f"The forum has no category {self.category}.", cure="Look at the end of its address.")
        host = self.forum.address.partition("://")[2]
        return Profile(
            handle=f"{user['username']}@{host}",
            name=str(user.get("name") or user["username"]),
            about=str(user.get("bio_raw") or ""),
            url=f"{self.forum.address}/u/{user['username']}",
            extra={
                "author_id": str(user["username"]),
                "may remove comments": "yes" if user.get("moderator") or user.get("admin") else "no",
            },
        )

    def _uploaded(self, asset: AssetFile, sent: Callable[[], None]) -> str:
        """The Markdown that shows it."""
        if asset.mime == VIDEO:
            return films.uploaded(self.forum, asset, sent)
        return picture(self.forum.upload(asset.path.read_bytes(), asset.mime, asset.path.name), asset.alt)

    def _seen_by_staff(self, ref: Ref) -> Json:
        one: Json | None = self.forum.find(f"/posts/{ref.native_id}.json")
        if one is None:
            raise Rejected("It is no longer on the forum.", cure="Nothing to do: nobody can read it there.")
        return one

    def _topic(self, number: int) -> list[Json]:
        """The newest posts of a topic, as stored."""
        topic = self.forum.read(f"/t/{number}.json")
        newest = topic["post_stream"]["stream"][-20:]
        found = self.forum.read(f"/t/{number}/posts.json", {"post_ids[]": newest, "include_raw": "true"})
        return list(found["post_stream"]["posts"])

    def _category(self) -> int:
        if not self.category.isdecimal():
            raise Rejected("The category is a number.", cure="Look at the end of the category's address on the forum.")
        return int(self.category)

    def _ref(self, one: Any) -> Ref:
        url = f"{self.forum.address}/t/{one['topic_slug']}/{one['topic_id']}/{one['post_number']}"
        return Ref(str(one["id"]), version_of(str(one["raw"])) if "raw" in one else "", url)


def _request(pending: Pending) -> Json:
    request = pending.state.get("request")
    if not isinstance(request, dict):
        raise Rejected("What was prepared for the forum is lost.", cure="Release it to prepare it again.")
    return request
