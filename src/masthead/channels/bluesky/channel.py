"""Bluesky's connector. The record's name is chosen before sending, so a second attempt cannot make a second post."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from masthead.channels.as_given import as_given
from masthead.channels.bluesky import gate, graph
from masthead.channels.bluesky.answers import Refusal
from masthead.channels.bluesky.app_password import AppPassword
from masthead.channels.bluesky.chat import STREAM, Chat, is_message
from masthead.channels.bluesky.description import DESCRIPTION, IMAGE_BYTES, SERVICE, WEB
from masthead.channels.bluesky.films import film_embed
from masthead.channels.bluesky.images import fitted
from masthead.channels.bluesky.metrics import metrics as counted
from masthead.channels.bluesky.post import COLLECTION, Record, built, measured, measured_message, record_key
from masthead.channels.bluesky.recheck import recheck
from masthead.channels.bluesky.richtext import facets
from masthead.channels.bluesky.sign_in import BlueskySignIn
from masthead.channels.bluesky.signed_in import SignedIn
from masthead.channels.bluesky.stream import notifications
from masthead.channels.bluesky.threads import own_threads, thread
from masthead.channels.bluesky.views import post_view
from masthead.channels.bluesky.xrpc import Xrpc
from masthead.channels.description import Description
from masthead.channels.errors import OutcomeUnknown, Rejected, Transient
from masthead.channels.events import Page, Seen
from masthead.channels.films import film_of
from masthead.channels.follow_port import Followed, FollowsPage, Marked
from masthead.channels.metrics_port import Metric
from masthead.channels.outcomes import Absent, CannotTell, Done, Found, Moderated, ReadBack, Unknown
from masthead.channels.port import Action, Channel
from masthead.channels.post import AssetFile, Measure, Pending, Post
from masthead.channels.profile import Profile
from masthead.channels.public_only import server_address
from masthead.channels.ref import Ref
from masthead.channels.sign_in_port import Tokens

__all__ = ["DESCRIPTION", "SIGN_IN", "Bluesky", "connect"]


def connect(presence_settings: Mapping[str, str], secrets: Mapping[str, str]) -> Channel:
    """Settings: `handle`, and `service` for another server; secret: `app_password`, or what signing in gave. Reaches
    nothing yet.

    Raises Invalid for a `service` that is not the https address of a server.
    """
    tokens = Tokens.from_secrets(secrets)
    if tokens.bound:
        return Bluesky(Xrpc(SignedIn(tokens)))
    service = server_address(presence_settings.get("service") or SERVICE, field="service")
    handle = presence_settings.get("handle", "").lstrip("@")
    return Bluesky(Xrpc(AppPassword(service, handle, secrets.get("app_password", ""))))


SIGN_IN = BlueskySignIn()


class Bluesky:
    """Keeps the port. `xrpc` calls as the presence's account."""

    def __init__(self, xrpc: Xrpc) -> None:
        self.xrpc, self.chat = xrpc, Chat(xrpc)

    def describe(self) -> Description:
        return DESCRIPTION

    def measure(self, post: Post) -> Measure:
        return measured_message(post) if post.private else measured(post)

    def begin(self, post: Post, key: str) -> Pending:
        return self.begin_in_pieces(post, key, lambda: None)

    def begin_in_pieces(self, post: Post, key: str, sent: Callable[[], None]) -> Pending:
        """Upload the files and build the whole record, so that `commit` has one thing left to do."""
        if violations := self.measure(post).violations:
            raise Rejected(violations[0], cure="Change the draft and have it approved again.")
        if post.private:
            return self.chat.prepare(post, key, facets(post.text, self._resolve))
        try:
            film = film_of(post)
            embed = film_embed(self.xrpc, film, sent) if film else self._images(post.assets)
        except OutcomeUnknown as lost:
            # An uploaded blob that no record names is not public and is swept away by the server.
            raise Transient(lost.sentence, cure=lost.cure) from lost
        record = built(post, facets=facets(post.text, self._resolve), embed=embed, reply=self._reply(post))
        return Pending(post, key, state={"record": record})

    def advance(self, pending: Pending) -> Pending:
        return pending

    def commit(self, pending: Pending) -> Done | Unknown:
        if pending.post.private:
            return self.chat.send(pending)
        rkey = record_key(pending.post, pending.key)
        try:
            # swapRecord null: only if nothing has this name yet. A repeat or a late arrival can never overwrite.
            put = self._put(COLLECTION, rkey, _record(pending), swap=None)
        except OutcomeUnknown as lost:
            return Unknown(lost.sentence)
        except Refusal as refusal:
            if refusal.code == "InvalidSwap":
                return Unknown("Bluesky has a post under this name already: an earlier attempt arrived after all.")
            raise
        return Done(self._ref(rkey, put["cid"]))

    def probe(self, pending: Pending) -> Found | Absent | CannotTell:
        """A look under the chosen name. Absent is safe: `commit` creates, and creates only once."""
        if pending.post.private:
            return self.chat.sent(pending)
        rkey = record_key(pending.post, pending.key)
        found = self._get(COLLECTION, rkey)
        if found is None:
            return Absent()
        if found["value"].get("text") != pending.post.text:
            return CannotTell("Something else is stored under the name chosen for this post.")
        return Found(self._ref(rkey, found["cid"]))

    def read_back(self, ref: Ref) -> ReadBack | None:
        found = self._get(COLLECTION, _rkey(ref)) if not is_message(ref) else None
        if found is None:
            return None
        raw = as_given(found)
        return ReadBack(self._ref(_rkey(ref), found["cid"]), found["value"]["text"], raw)

    def read_message(self, ref: Ref) -> ReadBack | None:
        return self.chat.read(ref) if is_message(ref) else None

    def edit(self, ref: Ref, post: Post) -> Ref:
        """New words under the same address; pictures and place in the thread stay."""
        if violations := self.measure(post).violations:
            raise Rejected(violations[0])
        current = self._get(COLLECTION, _rkey(ref))
        if current is None:
            raise Rejected("The post is no longer on Bluesky.", cure="Publish it again as a new post.")
        record = {**current["value"], "text": post.text, "facets": facets(post.text, self._resolve)}
        put = self._put(COLLECTION, _rkey(ref), record, swap=current["cid"])
        return self._ref(_rkey(ref), put["cid"])

    def delete_own(self, ref: Ref) -> None:
        self.xrpc.procedure(
            "com.atproto.repo.deleteRecord", {"repo": self.xrpc.did, "collection": COLLECTION, "rkey": _rkey(ref)}
        )

    def moderate(self, ref: Ref, action: Action, reason: str) -> Moderated:
        hidden = gate.set_hidden(self.xrpc, ref, hide=action == "hide")
        return Moderated(ref, hidden, "in hiddenReplies" if hidden else "not in hiddenReplies")

    def pull(self, stream: str, cursor: str, *, at: datetime) -> Page:
        """`comments`: replies, mentions and quotes as they come in; `threads`: what changed under our newest posts;
        `messages`: direct messages.

        `thread:<at-uri>` is one thread whole, deletions included: for a person who looks at it now.
        """
        if stream == "comments":
            return notifications(self.xrpc, cursor, at=at)
        if stream == "threads":
            return own_threads(self.xrpc, cursor, at=at)
        if stream == STREAM:
            return self.chat.pull(cursor, at=at)
        kind, _, uri = stream.partition(":")
        if kind != "thread" or not uri:
            raise Rejected(f"Bluesky has no stream called {stream}.")
        return thread(self.xrpc, uri, cursor, at=at)

    def recheck(self, refs: Sequence[Ref]) -> Mapping[str, Seen]:
        return recheck(self.xrpc, refs)

    def metrics(self, refs: Sequence[Ref]) -> Mapping[str, Sequence[Metric]]:
        return counted(self.xrpc, refs)

    def profile(self) -> Profile:
        found = self.xrpc.query("app.bsky.actor.getProfile", actor=self.xrpc.did)
        handle = str(found["handle"])
        return Profile(
            handle=handle,
            name=str(found.get("displayName") or handle),
            about=str(found.get("description", "")),
            url=f"{WEB}/profile/{handle}",
            extra={
                "did": self.xrpc.did,
                "author_id": self.xrpc.did,
                # The picture's own hash stands in its address; the rest of that address is the platform's affair.
                "avatar": str(found.get("avatar", "")).rpartition("/")[2].partition("@")[0],
                "verified": "yes" if found.get("verification", {}).get("verifiedStatus") == "valid" else "",
                **({"link": str(found["website"])} if found.get("website") else {}),
            },
        )

    # --- whom the account follows, and what it likes and shares

    def follow(self, handle: str) -> Followed:
        return graph.follow(self.xrpc, handle)

    def unfollow(self, ref: Ref | None, account: str) -> None:
        graph.unfollow(self.xrpc, ref, account)

    def follows(self, cursor: str) -> FollowsPage:
        return graph.follows(self.xrpc, cursor)

    def marks(self) -> Sequence[Marked]:
        return graph.marks(self.xrpc)

    # --- own records

    def _put(self, collection: str, rkey: str, record: Record, *, swap: str | None) -> Record:
        place = {"repo": self.xrpc.did, "collection": collection, "rkey": rkey}
        return self.xrpc.procedure("com.atproto.repo.putRecord", {**place, "record": record, "swapRecord": swap})

    def _get(self, collection: str, rkey: str) -> Record | None:
        try:
            return self.xrpc.query("com.atproto.repo.getRecord", repo=self.xrpc.did, collection=collection, rkey=rkey)
        except Refusal as refusal:
            if refusal.code == "RecordNotFound":
                return None
            raise

    def _ref(self, rkey: str, cid: str) -> Ref:
        # The DID, not the handle: it stays right when the agency changes its handle.
        return Ref(f"at://{self.xrpc.did}/{COLLECTION}/{rkey}", cid, f"{WEB}/profile/{self.xrpc.did}/post/{rkey}")

    def _images(self, assets: Sequence[AssetFile]) -> Record | None:
        images = [self._image(asset) for asset in assets]
        return {"$type": "app.bsky.embed.images", "images": images} if images else None

    def _image(self, asset: AssetFile) -> Record:
        picture = fitted(asset, IMAGE_BYTES)
        return {
            "image": self.xrpc.upload(picture.content, picture.mime),
            "alt": asset.alt,
            "aspectRatio": {"width": picture.width, "height": picture.height},
        }

    def _resolve(self, handle: str) -> str | None:
        try:
            return str(self.xrpc.query("com.atproto.identity.resolveHandle", handle=handle)["did"])
        except Refusal:
            return None  # nobody of that name: the words stay words

    def _reply(self, post: Post) -> Record | None:
        """Strong references to the post answered and to the head of its thread, as they are now."""
        if post.reply_to is None:
            return None
        parent = post_view(self.xrpc, post.reply_to.native_id)
        if parent is None:
            raise Rejected("The comment you answer is no longer on Bluesky.", cure="Answer in a post of its own.")
        here = {"uri": parent["uri"], "cid": parent["cid"]}
        return {"root": parent["record"].get("reply", {}).get("root", here), "parent": here}


def _record(pending: Pending) -> Record:
    record = pending.state.get("record")
    if not isinstance(record, dict):
        raise Rejected("What was prepared for Bluesky is lost.", cure="Release it to prepare it again.")
    return record


def _rkey(ref: Ref) -> str:
    return ref.native_id.rpartition("/")[2]
