"""LinkedIn's connector. A post of the same words is refused for a day or two: that is all the key there is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import httpx

from masthead.channels.as_given import as_given
from masthead.channels.description import Description
from masthead.channels.errors import ChannelError, OutcomeUnknown, Rejected, Transient
from masthead.channels.events import Page, Seen
from masthead.channels.films import film_of, pictures_of
from masthead.channels.linkedin import comments, films
from masthead.channels.linkedin.description import DESCRIPTION, SITE
from masthead.channels.linkedin.rest import Json, Refusal, Rest, urn
from masthead.channels.linkedin.sign_in import LinkedInSignIn
from masthead.channels.linkedin.stream import comments as pull_comments
from masthead.channels.linkedin.stream import own_posts, recheck
from masthead.channels.linkedin.webhook import LinkedInWebhook
from masthead.channels.linkedin.words import little, measured, plain
from masthead.channels.outcomes import Absent, CannotTell, Done, Found, Moderated, ReadBack, Unknown
from masthead.channels.port import Action, Channel
from masthead.channels.post import AssetFile, Measure, Pending, Post
from masthead.channels.profile import Profile
from masthead.channels.ref import Ref
from masthead.channels.sign_in_port import Tokens
from masthead.channels.wording import version_of

__all__ = ["DESCRIPTION", "SIGN_IN", "WEBHOOK", "LinkedIn", "connect"]


def connect(presence_settings: Mapping[str, str], secrets: Mapping[str, str]) -> Channel:
    """Setting: `organization`; secret: `access_token`. Reaches nothing yet."""
    tokens = Tokens.from_secrets(secrets)
    return LinkedIn(presence_settings.get("organization", ""), tokens.access, ends=tokens.last_until)


SIGN_IN = LinkedInSignIn()
WEBHOOK = LinkedInWebhook()


class LinkedIn:
    """Keeps the port. Posts go by urn:li:share or urn:li:ugcPost, comments by urn:li:comment."""

    def __init__(
        self,
        organization: str,
        token: str,
        *,
        ends: datetime | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.number = organization.strip().rpartition(":")[2]
        self.urn = f"urn:li:organization:{self.number}"
        self.rest = Rest(token.strip(), transport=transport)
        self._ends = ends

    def describe(self) -> Description:
        return DESCRIPTION

    def measure(self, post: Post) -> Measure:
        return measured(post)

    def begin(self, post: Post, key: str) -> Pending:
        return self.begin_in_pieces(post, key, lambda: None)

    def begin_in_pieces(self, post: Post, key: str, sent: Callable[[], None]) -> Pending:
        """Upload the files, write the whole request, and note what is there already by us."""
        if violations := self.measure(post).violations:
            raise Rejected(violations[0], cure="Change the draft and have it approved again.")
        if post.reply_to:
            return Pending(post, key, state=comments.request(self.rest, post.reply_to, self.urn, post.text))
        own = own_posts(self.rest, self.urn)
        try:
            film = film_of(post)
            images = [] if film else [self._uploaded(asset) for asset in post.assets]
            video = films.uploaded(self.rest, self.urn, film, sent) if film else ""
        except OutcomeUnknown as lost:
            # A file no post shows is seen by nobody; the next attempt uploads it again.
            raise Transient(lost.sentence, cure=lost.cure) from lost
        alts = [asset.alt for asset in pictures_of(post.assets)]
        shown: list[Json] = [{"id": name, "altText": alt} for name, alt in zip(images, alts, strict=True)]
        request: Json = {
            "author": self.urn,
            "commentary": little(post.text),
            "visibility": "PUBLIC",
            "distribution": {
                "feedDistribution": "MAIN_FEED",
                "targetEntities": [],
                "thirdPartyDistributionChannels": [],
            },
            "lifecycleState": "PUBLISHED",
            "isReshareDisabledByAuthor": False,
            **_content([{"id": video}] if video else shown),
        }
        there = {"known": [str(each["id"]) for each in own], "newest": max([0, *(_born(each) for each in own)])}
        state = {"request": request, "images": images, "video": video, **there}
        return Pending(post, key, not (images or video), state)

    def advance(self, pending: Pending) -> Pending:
        if video := pending.state.get("video"):
            return replace(pending, ready=films.is_prepared(self.rest, str(video)))
        states = [self.rest.read(f"/images/{urn(name)}")["status"] for name in _listed(pending, "images")]
        if "PROCESSING_FAILED" in states:
            raise Rejected("LinkedIn could not read a picture.", cure="Save the picture anew, as JPEG, and try again.")
        return replace(pending, ready=all(state == "AVAILABLE" for state in states))

    def commit(self, pending: Pending) -> Done | Unknown:
        path = f"/socialActions/{urn(str(pending.state['target']))}/comments" if pending.post.reply_to else "/posts"
        try:
            answer = self.rest.write("POST", path, _request(pending))
        except OutcomeUnknown as lost:
            return Unknown(lost.sentence)
        except Refusal as refusal:
            if refusal.is_said_already:
                return self._said_already(refusal, pending)
            raise
        if pending.post.reply_to:
            body = answer.body or {}
            return Done(comments.ref_of(body)) if "commentUrn" in body else Unknown("LinkedIn did not name the answer.")
        name = answer.headers.get("x-restli-id", "")
        return Done(_ref(name, pending.post.text)) if name else Unknown("LinkedIn did not name the post.")

    def probe(self, pending: Pending) -> Found | Absent | CannotTell:
        """A post: among the newest of ours. Sending it again is safe, since LinkedIn takes the same words once only.

        An answer: among ours in its place. LinkedIn would take it twice, so one not there may still arrive.
        """
        known, text = _listed(pending, "known"), pending.post.text.strip()
        if pending.post.reply_to:
            for each in comments.under(self.rest, str(pending.state["target"])):
                ours = each["actor"] == self.urn and each["commentUrn"] not in known
                if ours and comments.text_of(each).strip() == text:
                    return Found(comments.ref_of(each))
            return CannotTell("The answer is not there, but LinkedIn would take it twice if it still arrived.")
        video = str(pending.state.get("video") or "")
        images = [video] if video else _listed(pending, "images")
        for own in own_posts(self.rest, self.urn):
            if own["id"] not in known and plain(str(own["commentary"])).strip() == text and _images(own) == images:
                return Found(_ref(str(own["id"]), pending.post.text))
        return Absent()

    def read_back(self, ref: Ref) -> ReadBack | None:
        if comments.is_comment(ref):
            comment = comments.find(self.rest, ref)
            return ReadBack(comments.ref_of(comment), comments.text_of(comment), as_given(comment)) if comment else None
        own = self.rest.find(f"/posts/{urn(ref.native_id)}")
        if own is None or own["lifecycleState"] != "PUBLISHED" or own["visibility"] != "PUBLIC":
            return None
        text = plain(str(own["commentary"]))
        return ReadBack(_ref(ref.native_id, text), text, as_given(own))

    def edit(self, ref: Ref, post: Post) -> Ref:
        """New words under the same address; pictures stay."""
        if violations := self.measure(replace(post, reply_to=ref) if comments.is_comment(ref) else post).violations:
            raise Rejected(violations[0])
        if comments.is_comment(ref):
            path = f"{comments.path_of(ref)}?actor={urn(self.urn)}"
            patch: Json = {"patch": {"message": {"$set": {"text": post.text}}}}
        else:
            path, patch = f"/posts/{urn(ref.native_id)}", {"patch": {"$set": {"commentary": little(post.text)}}}
        self.rest.write("POST", path, patch, act="PARTIAL_UPDATE")
        return Ref(ref.native_id, version_of(post.text), ref.url)

    def delete_own(self, ref: Ref) -> None:
        on_a_thread = comments.is_comment(ref)
        path = f"{comments.path_of(ref)}?actor={urn(self.urn)}" if on_a_thread else f"/posts/{urn(ref.native_id)}"
        try:
            self.rest.write("DELETE", path, act="DELETE")
        except Refusal as refusal:
            if not refusal.is_gone:
                raise

    def moderate(self, ref: Ref, action: Action, reason: str) -> Moderated:
        raise Rejected(
            DESCRIPTION.capabilities["moderate"].reason,
            cure="Open the comment on LinkedIn as an administrator of the page, or leave it and answer it.",
        )

    def pull(self, stream: str, cursor: str, *, at: datetime) -> Page:
        return pull_comments(self.rest, self.urn, stream, cursor, at=at)

    def recheck(self, refs: Sequence[Ref]) -> Mapping[str, Seen]:
        return recheck(self.rest, refs)

    def profile(self) -> Profile:
        """Of the page. Only its administrators are told more than its name, so a wrong one is known when connecting."""
        if not self.number.isdecimal():
            raise Rejected("The number of the page is digits alone.", cure="Look at the page's address.")
        page = self.rest.find(f"/organizations/{self.number}")
        if page is None:
            raise Rejected(f"LinkedIn has no page with the number {self.number}.", cure="Look at the page's address.")
        handle = str(page.get("vanityName") or self.number)
        return Profile(
            handle=handle,
            name=str(page.get("localizedName") or handle),
            about=str(page.get("localizedDescription") or ""),
            url=f"{SITE}/company/{handle}",
            extra={"author_id": self.urn, "link": str(page.get("localizedWebsite") or "")},
            credentials_end=self._ends,
        )

    def _uploaded(self, asset: AssetFile) -> str:
        """LinkedIn's name for a picture no post shows yet."""
        asked: Json = {"initializeUploadRequest": {"owner": self.urn}}
        place = self.rest.write("POST", "/images?action=initializeUpload", asked).body["value"]
        self.rest.upload(str(place["uploadUrl"]), asset.path.read_bytes(), asset.mime)
        return str(place["image"])

    def _said_already(self, refusal: Refusal, pending: Pending) -> Unknown:
        """An earlier attempt arrived after all, or the words are an older post's: LinkedIn says of which."""
        named = re.search(r"urn:li:(?:share|ugcPost):\d+", refusal.said)
        try:
            there = self.rest.find(f"/posts/{urn(named.group())}") if named else None
        except ChannelError as error:
            return Unknown(f"LinkedIn says that it has this already, and then: {error.sentence}")
        if there and _born(there) > int(str(pending.state["newest"])):
            return Unknown("LinkedIn has this already: an earlier attempt arrived after all.")
        raise Rejected(
            "LinkedIn has seen a post of these words in the last days, and takes no second one.",
            cure="Change the words and have them approved again, or wait two days.",
        ) from refusal


def _content(shown: list[Json]) -> Json:
    """One picture or video, or several pictures."""
    if not shown:
        return {}
    return {"content": {"media": shown[0]} if len(shown) == 1 else {"multiImage": {"images": shown}}}


def _images(own: Json) -> list[str]:
    content = own.get("content") or {}
    shown = content.get("multiImage", {}).get("images") or [content.get("media") or {}]
    return [str(each["id"]) for each in shown if "id" in each]


def _born(own: Json) -> int:
    return int(own.get("createdAt", 0))


def _request(pending: Pending) -> Json:
    request = pending.state.get("request")
    if not isinstance(request, dict):
        raise Rejected("What was prepared for LinkedIn is lost.", cure="Release it to prepare it again.")
    return request


def _listed(pending: Pending, name: str) -> list[str]:
    stored = pending.state.get(name)
    return [str(each) for each in stored] if isinstance(stored, list) else []


def _ref(name: str, text: str) -> Ref:
    return Ref(name, version_of(text), f"{SITE}/feed/update/{name}/")
