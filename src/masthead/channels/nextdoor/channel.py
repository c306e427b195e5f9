"""Nextdoor's connector: it publishes and deletes. There is no key: what was lost is looked for by its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from masthead.channels.as_given import as_given
from masthead.channels.description import Act, Description
from masthead.channels.errors import OutcomeUnknown, Rejected
from masthead.channels.events import Page, Seen
from masthead.channels.nextdoor.agency import profile_of
from masthead.channels.nextdoor.api import Api, Json, Refusal, end_of, names_of
from masthead.channels.nextdoor.description import DESCRIPTION
from masthead.channels.nextdoor.sign_in import NextdoorSignIn
from masthead.channels.nextdoor.words import measured
from masthead.channels.outcomes import Absent, CannotTell, Done, Found, Moderated, ReadBack, Unknown
from masthead.channels.port import Action, Channel
from masthead.channels.post import Measure, Pending, Post
from masthead.channels.profile import Profile
from masthead.channels.ref import Ref

__all__ = ["DESCRIPTION", "SIGN_IN", "Nextdoor", "connect"]

SIGN_IN = NextdoorSignIn()


def connect(presence_settings: Mapping[str, str], secrets: Mapping[str, str]) -> Channel:
    """Secret: `access_token`. Reaches nothing yet."""
    return Nextdoor(Api(secrets.get("access_token", "").strip()))


class Nextdoor:
    """Keeps the port. A post is called by its id or, where only its address is known, by the end of that."""

    def __init__(self, api: Api) -> None:
        self.api = api

    def describe(self) -> Description:
        return DESCRIPTION

    def measure(self, post: Post) -> Measure:
        return measured(post)

    def begin(self, post: Post, key: str) -> Pending:
        """Note which posts there are already with these words: what is looked for later is another."""
        if violations := self.measure(post).violations:
            raise Rejected(violations[0], cure="Change the draft and have it approved again.")
        if any(not asset.url for asset in post.assets):
            raise Rejected(
                "Nextdoor fetches pictures and videos from the desk, and the desk has no public address yet.",
                cure="Have the public address set under Agency, or post it by hand.",
            )
        before = sorted(str(each["id"]) for each in self.api.posts() if _says(each, post.text))
        return Pending(post, key, state={"before": before})

    def advance(self, pending: Pending) -> Pending:
        return pending

    def commit(self, pending: Pending) -> Done | Unknown:
        try:
            made = self.api.create(_body(pending.post))
        except OutcomeUnknown as lost:
            return Unknown(lost.sentence)
        link = str(made.get("share_link") or "")
        if not end_of(link):
            return Unknown("Nextdoor's answer does not say where the post is.")
        return Done(Ref(end_of(link), url=link))

    def probe(self, pending: Pending) -> Found | Absent | CannotTell:
        """Never Absent: Nextdoor does not say that it refuses the same words twice."""
        before = pending.state.get("before")
        known = set(map(str, before)) if isinstance(before, list) else set()
        for each in self.api.posts():
            if _says(each, pending.post.text) and str(each["id"]) not in known:
                return Found(_ref(each))
        return CannotTell("It is not among the agency's posts, but Nextdoor would post it twice if it still arrived.")

    def read_back(self, ref: Ref) -> ReadBack | None:
        post = self._post(ref)
        if post is None:
            return None
        kept = {name: value for name, value in post.items() if name != "comments"}
        raw = as_given(kept)
        return ReadBack(_ref(post, ref.url), str(post.get("body", "")), raw)

    def edit(self, ref: Ref, post: Post) -> Ref:
        raise _refused("edit")

    def delete_own(self, ref: Ref) -> None:
        post = self._post(ref)
        if post is None:
            return
        try:
            self.api.delete(str(post["id"]))
        except Refusal as refusal:
            if refusal.status != 404:
                raise

    def moderate(self, ref: Ref, action: Action, reason: str) -> Moderated:
        raise _refused("moderate")

    def pull(self, stream: str, cursor: str, *, at: datetime) -> Page:
        return Page((), cursor)

    def recheck(self, refs: Sequence[Ref]) -> Mapping[str, Seen]:
        return {ref.native_id: "unknown" for ref in refs}

    def profile(self) -> Profile:
        """Raises Rejected for a neighbor's account: only an agency speaks as one."""
        profile = profile_of(self.api.me())
        if profile is None:
            raise Rejected(
                "This is the account of a neighbor or a business, not of a public agency.",
                cure="Sign in on Nextdoor as the agency, and connect again.",
            )
        return profile

    def _post(self, ref: Ref) -> Json | None:
        called = {ref.native_id, end_of(ref.url)} - {""}
        return next((each for each in self.api.posts() if names_of(each) & called), None)


def _body(post: Post) -> Json:
    shown = [asset.url for asset in post.assets]
    return {"body_text": post.text, **({"media_attachments": shown} if shown else {})}


def _says(post: Json, text: str) -> bool:
    return " ".join(str(post.get("body", "")).split()) == " ".join(text.split())


def _ref(post: Json, url: str = "") -> Ref:
    return Ref(str(post["id"]), url=url or str(post.get("url") or ""))


def _refused(act: Act) -> Rejected:
    return Rejected(DESCRIPTION.capabilities[act].reason, cure="Do it on Nextdoor yourself.")
