"""Whom our account follows, and what it likes and shares: records of our own repository (app.bsky.graph, .feed).

Likes and shares are read from the repository and not from the AppView: it leaves out what was deleted or hides from us.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from masthead.channels.bluesky.answers import Refusal
from masthead.channels.bluesky.description import WEB
from masthead.channels.bluesky.xrpc import Xrpc
from masthead.channels.errors import Rejected
from masthead.channels.follow_port import AccountThere, Followed, FollowsPage, Marked
from masthead.channels.ref import Ref
from masthead.kernel.clock import now, stamp

FOLLOW, LIKE, SHARE = "app.bsky.graph.follow", "app.bsky.feed.like", "app.bsky.feed.repost"
NEWEST = 100
"""So many of the newest likes and of the newest shares are looked at each day."""
_PAGE, _PROFILES = 100, 25


def follow(xrpc: Xrpc, handle: str) -> Followed:
    """Create the record, unless the account is followed already. The subject is a DID: it outlives a handle."""
    profile = _profile(xrpc, handle)
    account = _account(profile)
    if account.native_id == xrpc.did:
        raise Rejected("This is the presence’s own account.", cure="Choose another.")
    if known := str(profile.get("viewer", {}).get("following", "")):
        return Followed(account, Ref(known, url=account.url))
    record = {"$type": FOLLOW, "subject": account.native_id, "createdAt": stamp(now())}
    made = xrpc.procedure("com.atproto.repo.createRecord", {"repo": xrpc.did, "collection": FOLLOW, "record": record})
    return Followed(account, Ref(str(made["uri"]), str(made["cid"]), account.url))


def unfollow(xrpc: Xrpc, ref: Ref | None, account: str) -> None:
    """Delete the record. Without its name it is looked for; deleting what is gone succeeds on the server too."""
    uri = ref.native_id if ref else ""
    if not uri:
        try:
            uri = str(_profile(xrpc, account).get("viewer", {}).get("following", ""))
        except Rejected:
            return  # the account is gone, and nobody follows it
    if not uri.startswith(f"at://{xrpc.did}/{FOLLOW}/"):
        return
    rkey = uri.rpartition("/")[2]
    xrpc.procedure("com.atproto.repo.deleteRecord", {"repo": xrpc.did, "collection": FOLLOW, "rkey": rkey})


def follows(xrpc: Xrpc, cursor: str) -> FollowsPage:
    """A page of app.bsky.graph.getFollows; the viewer's state names the record of each follow."""
    page = xrpc.query("app.bsky.graph.getFollows", actor=xrpc.did, limit=_PAGE, cursor=cursor or None)
    found = []
    for profile in page["follows"]:
        account = _account(profile)
        uri = str(profile.get("viewer", {}).get("following", ""))
        found.append(Followed(account, Ref(uri, url=account.url)))
    return FollowsPage(tuple(found), str(page.get("cursor") or ""))


def marks(xrpc: Xrpc) -> Sequence[Marked]:
    """The newest likes and shares of others' posts, each with the post's author as they are called now."""
    records = [(LIKE, one) for one in _records(xrpc, LIKE)] + [(SHARE, one) for one in _records(xrpc, SHARE)]
    subjects = [(kind, one, str(one["value"].get("subject", {}).get("uri", ""))) for kind, one in records]
    authors = {did for _, _, uri in subjects if (did := _author(uri)) and did != xrpc.did}
    known = {account.native_id: account for account in _accounts(xrpc, sorted(authors))}
    found = []
    for kind, one, uri in subjects:
        if (author := known.get(_author(uri))) is not None:
            url = f"{WEB}/profile/{author.native_id}/post/{uri.rpartition('/')[2]}"
            ref = Ref(str(one["uri"]), str(one["cid"]), url)
            found.append(Marked("like" if kind == LIKE else "share", author, ref))
    return found


def _records(xrpc: Xrpc, collection: str) -> list[dict[str, Any]]:
    page = xrpc.query("com.atproto.repo.listRecords", repo=xrpc.did, collection=collection, limit=NEWEST)
    return list(page["records"])


def _accounts(xrpc: Xrpc, dids: Sequence[str]) -> Iterator[AccountThere]:
    rest = iter(dids)
    while batch := list(islice(rest, _PROFILES)):
        for profile in xrpc.query("app.bsky.actor.getProfiles", actors=batch)["profiles"]:
            yield _account(profile)


def _profile(xrpc: Xrpc, actor: str) -> dict[str, Any]:
    try:
        return xrpc.query("app.bsky.actor.getProfile", actor=actor.lstrip("@"))
    except Refusal as refusal:
        raise Rejected(f"Bluesky knows no account {actor}.", cure="Look at how its handle is spelled.") from refusal


def _account(profile: dict[str, Any]) -> AccountThere:
    handle = str(profile["handle"])
    return AccountThere(
        str(profile["did"]), handle, str(profile.get("displayName") or handle), f"{WEB}/profile/{profile['did']}"
    )


def _author(uri: str) -> str:
    return uri.removeprefix("at://").partition("/")[0] if uri.startswith("at://") else ""
