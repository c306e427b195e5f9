"""X's connector. X has no key for a post, but takes the same words only once: what was lost is looked for by them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from masthead.channels.as_given import as_given
from masthead.channels.description import Description
from masthead.channels.errors import OutcomeUnknown, Rejected, Transient
from masthead.channels.events import Page, Seen
from masthead.channels.films import film_of
from masthead.channels.metrics_port import Metric
from masthead.channels.outcomes import Absent, CannotTell, Done, Found, Moderated, ReadBack, Unknown
from masthead.channels.port import Action, Channel
from masthead.channels.post import AssetFile, Measure, Pending, Post
from masthead.channels.profile import Profile
from masthead.channels.ref import Ref
from masthead.channels.x import films, messages
from masthead.channels.x.api import FIELDS, PAGE, Api, Json, Refusal, with_authors
from masthead.channels.x.description import DESCRIPTION, GIF, WEB
from masthead.channels.x.messages import STREAM, is_message, measured_message
from masthead.channels.x.metrics import metrics as counted
from masthead.channels.x.sign_in import XSignIn
from masthead.channels.x.stream import recheck, said_to_us, url_of
from masthead.channels.x.words import answered, history, measured, plain, same

__all__ = ["DESCRIPTION", "SIGN_IN", "X", "connect"]

SIGN_IN = XSignIn()


def connect(presence_settings: Mapping[str, str], secrets: Mapping[str, str]) -> Channel:
    """Secret: `access_token`. Reaches nothing yet."""
    return X(Api(secrets.get("access_token", "").strip()))


class X:
    """Keeps the port. A post on X is called by its number; of an edited one, by its first."""

    def __init__(self, api: Api) -> None:
        self.api = api

    def describe(self) -> Description:
        return DESCRIPTION

    def measure(self, post: Post) -> Measure:
        return measured_message(post) if post.private else measured(post)

    def begin(self, post: Post, key: str) -> Pending:
        return self.begin_in_pieces(post, key, lambda: None)

    def begin_in_pieces(self, post: Post, key: str, sent: Callable[[], None]) -> Pending:
        """Upload the files, and note which of our posts is the newest: what is looked for later is newer."""
        if violations := self.measure(post).violations:
            raise Rejected(violations[0], cure="Change the draft and have it approved again.")
        if post.private:
            return messages.prepare(self.api, post, key)
        me = self.api.me()
        newest = self._own({"max_results": 5})
        try:
            film = film_of(post)
            media = [films.uploaded(self.api, film, sent)] if film else [self._uploaded(each) for each in post.assets]
        except OutcomeUnknown as lost:
            raise Transient(lost.sentence, cure=lost.cure) from lost
        request: Json = {"text": post.text}
        if media:
            request["media"] = {"media_ids": [number for number, _ in media]}
        if post.reply_to:
            request["reply"] = {"in_reply_to_tweet_id": post.reply_to.native_id}
        after = str(newest[0]["id"]) if newest else ""
        state = {"request": request, "after": after, "me": str(me["id"])}
        return Pending(post, key, ready=all(done for _, done in media), state=state)

    def advance(self, pending: Pending) -> Pending:
        """Ask for each file whether X still works on it."""
        media = (_request(pending).get("media") or {}).get("media_ids", [])
        is_ready = films.is_prepared if film_of(pending.post) else _is_processed
        return replace(pending, ready=all(is_ready(self.api.upload_status(number)) for number in media))

    def commit(self, pending: Pending) -> Done | Unknown:
        if pending.post.private:
            return messages.send(self.api, pending)
        try:
            made = self.api.write("POST", "/2/tweets", _request(pending))
        except OutcomeUnknown as lost:
            return Unknown(lost.sentence)
        except Refusal as refusal:
            if not refusal.is_said_already:
                raise
            return self._said_already(pending)
        if "id" not in (made.get("data") or {}):
            return Unknown("X's answer does not say under which number the post is.")
        return Done(self._ref(str(made["data"]["id"])))

    def probe(self, pending: Pending) -> Found | Absent | CannotTell:
        """Look among our own posts since. What has no picture X takes only once, so trying again makes no second."""
        if pending.post.private:
            return messages.sent(self.api, pending)
        after = str(pending.state.get("after", ""))
        own = self._own({"max_results": PAGE, **({"since_id": after} if after else {})})
        if it := next((each for each in reversed(own) if _is_it(each, pending.post)), None):
            return Found(self._ref(str(it["id"])))
        if pending.post.assets or len(own) == PAGE:
            return CannotTell("It is not among the newest posts, but X might post it twice if it still arrived.")
        return Absent()

    def read_back(self, ref: Ref) -> ReadBack | None:
        status = self.api.post(ref.native_id) if not is_message(ref) else None
        if status is None:
            return None
        raw = as_given(status)
        return ReadBack(
            Ref(history(status)[0], history(status)[-1], self._ref(str(status["id"])).url), plain(status), raw
        )

    def read_message(self, ref: Ref) -> ReadBack | None:
        return messages.read(self.api, ref) if is_message(ref) else None

    def edit(self, ref: Ref, post: Post) -> Ref:
        cure = "Delete the post and publish the corrected words as a new one."
        raise Rejected(DESCRIPTION.capabilities["edit"].reason, cure=cure)

    def delete_own(self, ref: Ref) -> None:
        try:
            self.api.write("DELETE", f"/2/tweets/{ref.native_id}")
        except Refusal as refusal:
            if not refusal.is_gone:
                raise

    def moderate(self, ref: Ref, action: Action, reason: str) -> Moderated:
        """X answers with how it is after the act; there is no other way to read it."""
        answer = self.api.write("PUT", f"/2/tweets/{ref.native_id}/hidden", {"hidden": action == "hide"})
        hidden = (answer.get("data") or {}).get("hidden")
        if not isinstance(hidden, bool):
            raise OutcomeUnknown("X's answer does not say whether the answer is hidden now.")
        where = "under “View hidden replies”" if hidden else "in the conversation"
        return Moderated(ref, hidden, f"shown {where}, as X says")

    def pull(self, stream: str, cursor: str, *, at: datetime) -> Page:
        if stream == STREAM:
            return messages.messages(self.api, cursor, at=at)
        return said_to_us(self.api, stream, cursor, at=at)

    def recheck(self, refs: Sequence[Ref]) -> Mapping[str, Seen]:
        return recheck(self.api, refs)

    def metrics(self, refs: Sequence[Ref]) -> Mapping[str, Sequence[Metric]]:
        return counted(self.api, refs)

    def profile(self) -> Profile:
        me = self.api.me()
        links = ((me.get("entities") or {}).get("url") or {}).get("urls") or [{}]
        return Profile(
            handle=str(me["username"]),
            name=str(me.get("name") or me["username"]),
            about=str(me.get("description") or ""),
            url=f"{WEB}/{me['username']}",
            extra={
                "author_id": str(me["id"]),
                "link": str(links[0].get("expanded_url") or me.get("url") or ""),
                "avatar": str(me.get("profile_image_url") or ""),
                "verified": str(me.get("verified_type") or "") if me.get("verified") else "",
            },
        )

    def _uploaded(self, asset: AssetFile) -> tuple[str, bool]:
        """(X's number for the file, whether it is ready), its alternative text given with it."""
        category = "tweet_gif" if asset.mime == GIF else "tweet_image"
        made = self.api.upload(asset.path.read_bytes(), category, asset.path.name, asset.mime)
        if asset.alt:
            alt = {"id": str(made["id"]), "metadata": {"alt_text": {"text": asset.alt}}}
            self.api.write("POST", "/2/media/metadata", alt)
        return str(made["id"]), _is_processed(made)

    def _said_already(self, pending: Pending) -> Unknown:
        """X refuses words it has. They may be of an earlier attempt that arrived, or of a post of another day."""
        if not isinstance(self.probe(pending), Absent):
            return Unknown("X has this already: an earlier attempt arrived after all.")
        earlier = next((each for each in self._own({"max_results": PAGE}) if _is_it(each, pending.post)), None)
        where = f": {self._ref(str(earlier['id'])).url}" if earlier else ""
        raise Rejected(
            f"X takes the same words only once, and says the account has said these already{where}.",
            cure="Look at the account. If it is another day's post, say it in other words.",
        )

    def _own(self, params: Json) -> list[Json]:
        """Our newest posts, answers among them, newest first."""
        path = f"/2/users/{self.api.me()['id']}/tweets"
        return with_authors(self.api.read(path, {**FIELDS, **params}))

    def _ref(self, number: str) -> Ref:
        return Ref(number, number, url_of(str(self.api.me()["username"]), number))


def _is_processed(media: Json) -> bool:
    if why := films.failure(media):
        raise Rejected(f"X could not use a picture: {why}.", cure="Save it as another kind of file and try again.")
    return films.is_worked_through(media)


def _is_it(status: Json, post: Post) -> bool:
    answers = post.reply_to.native_id if post.reply_to else ""
    return answered(status) == answers and same(plain(status), post.text)


def _request(pending: Pending) -> Json:
    request = pending.state.get("request")
    if not isinstance(request, dict):
        raise Rejected("What was prepared for X is lost.", cure="Release it to prepare it again.")
    return request
