"""Hiding a reply: the thread's gate lists it (app.bsky.feed.threadgate, hiddenReplies). The list is a public record."""

from __future__ import annotations

from typing import Any

from masthead.channels.bluesky.answers import Refusal
from masthead.channels.bluesky.description import HIDDEN_REPLIES
from masthead.channels.bluesky.views import post_view
from masthead.channels.bluesky.xrpc import Xrpc
from masthead.channels.errors import Rejected, Transient
from masthead.channels.ref import Ref

COLLECTION = "app.bsky.feed.threadgate"
_TRIES = 3


def set_hidden(xrpc: Xrpc, ref: Ref, *, hide: bool) -> bool:
    """Put a reply on the list of its thread or take it off; returns whether the list, read back, has it.

    Raises Rejected for a reply that is gone, is not under our own post, or finds the list full.
    """
    root = _own_root(xrpc, ref)
    for _ in range(_TRIES):
        gate, cid = _read(xrpc, root)
        hidden = list(gate.get("hiddenReplies", []))
        if (ref.native_id in hidden) == hide:
            return hide
        if hide and len(hidden) >= HIDDEN_REPLIES:
            raise Rejected(
                f"Bluesky hides at most {HIDDEN_REPLIES} replies in a thread, and this one is full.",
                cure="Restore one, or report the reply to Bluesky.",
            )
        gate["hiddenReplies"] = [*hidden, ref.native_id] if hide else [uri for uri in hidden if uri != ref.native_id]
        place = {"repo": xrpc.did, "collection": COLLECTION, "rkey": _rkey(root)}
        try:
            xrpc.procedure("com.atproto.repo.putRecord", {**place, "record": gate, "swapRecord": cid})
        except Refusal as refusal:
            if refusal.code != "InvalidSwap":
                raise
            continue  # somebody changed the gate between our reading and writing: read again, lose nothing
        return ref.native_id in _read(xrpc, root)[0].get("hiddenReplies", [])
    raise Transient("The thread's gate keeps changing under our hands.", cure="Nothing to do: it is tried again.")


def hidden_under(xrpc: Xrpc, root: str) -> frozenset[str]:
    """Addresses of the replies hidden in the thread under our post `root`."""
    return frozenset(_read(xrpc, root)[0].get("hiddenReplies", []))


def _own_root(xrpc: Xrpc, ref: Ref) -> str:
    view = post_view(xrpc, ref.native_id)
    if view is None:
        raise Rejected("The reply is no longer on Bluesky.", cure="Nothing to do: it is gone.")
    root = str(view["record"].get("reply", {}).get("root", {}).get("uri", ""))
    if not root.startswith(f"at://{xrpc.did}/"):
        raise Rejected(
            "Only replies under our own posts can be hidden on Bluesky.", cure="Report it to Bluesky instead."
        )
    return root


def _read(xrpc: Xrpc, root: str) -> tuple[dict[str, Any], str | None]:
    """(the gate of a thread, its version); a new gate, open to all, and None where there is none yet."""
    try:
        found = xrpc.query("com.atproto.repo.getRecord", repo=xrpc.did, collection=COLLECTION, rkey=_rkey(root))
    except Refusal as refusal:
        if refusal.code != "RecordNotFound":
            raise
        post = xrpc.query(
            "com.atproto.repo.getRecord", repo=xrpc.did, collection="app.bsky.feed.post", rkey=_rkey(root)
        )
        return {"$type": COLLECTION, "post": root, "createdAt": post["value"]["createdAt"], "hiddenReplies": []}, None
    return dict(found["value"]), str(found["cid"])


def _rkey(uri: str) -> str:
    return uri.rpartition("/")[2]
