"""Whom our account follows, and what it likes and boosts: https://docs.joinmastodon.org/methods/accounts/, favourites/.

An account is its number on our server.

A follow is no thing of its own there: it is found by the account that is followed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from masthead.channels.errors import Reauth, Rejected
from masthead.channels.follow_port import AccountThere, Followed, FollowsPage, Marked
from masthead.channels.mastodon.server import Gone, Server
from masthead.channels.ref import Ref

_PAGE, _SEARCHED, _AT_ONCE = 80, 5, 40
NEWEST = 40
"""So many of the newest likes, and of the newest posts with the boosts among them, are looked at each day."""


def follow(server: Server, handle: str) -> Followed:
    """Nothing is sent where the account is followed or asked already: it would change how it is followed."""
    with server.asked():
        account = _found(server, handle)
        if str(account["id"]) == str(server.api.account_verify_credentials()["id"]):
            raise Rejected("This is the presence’s own account.", cure="Choose another.")
        (standing,) = server.api.account_relationships([account["id"]])
    if not standing["following"] and not standing.get("requested"):
        with server.told():
            standing = server.api.account_follow(account["id"])
    there = _account(server, account)
    asked = bool(standing.get("requested")) and not standing["following"]
    return Followed(there, Ref(there.native_id, url=there.url), requested=asked)


def unfollow(server: Server, ref: Ref | None, account: str) -> None:
    """End a follow, or take back what was asked. Whom nobody follows, the server unfollows without a word."""
    number = ref.native_id if ref else ""
    if not number and "@" not in account:
        number = account
    try:
        if not number:
            with server.asked():
                number = str(_found(server, account)["id"])
        with server.told():
            server.api.account_unfollow(number)
    except Gone:
        return  # the account is gone, and nobody follows it


def follows(server: Server, cursor: str) -> FollowsPage:
    """A page of our list, the latest first. Its next one begins where the server's own link says, at no account."""
    with server.asked():
        me = str(server.api.account_verify_credentials()["id"])
        page = server.api.account_following(me, max_id=cursor or None, limit=_PAGE)
    found = [_account(server, account) for account in page]
    further = getattr(page, "_pagination_next", None) or {}
    following = tuple(Followed(each, Ref(each.native_id, url=each.url)) for each in found)
    return FollowsPage(following, str(further.get("max_id") or "") if found else "")


def requested(server: Server, accounts: Sequence[str]) -> frozenset[str]:
    found: set[str] = set()
    for start in range(0, len(accounts), _AT_ONCE):
        with server.asked():
            rows = server.api.account_relationships(list(accounts[start : start + _AT_ONCE]))
        found |= {str(row["id"]) for row in rows if row.get("requested") and not row["following"]}
    return frozenset(found)


def marks(server: Server) -> Sequence[Marked]:
    """The newest likes and boosts of others' posts. A token that was made without the scope for likes shows boosts."""
    with server.asked():
        me = str(server.api.account_verify_credentials()["id"])
        posted = server.api.account_statuses(me, limit=NEWEST)
    try:
        with server.asked():
            liked = server.api.favourites(limit=NEWEST)
    except (Reauth, Rejected):  # of that scope alone: the token was taken a moment ago
        liked = []
    found = [_mark(server, "share", str(post["id"]), post["reblog"]) for post in posted if post.get("reblog")]
    found += [_mark(server, "like", f"like:{post['id']}", post) for post in liked]
    return [mark for mark in found if mark.author.native_id != me]


def _mark(server: Server, kind: Literal["like", "share"], number: str, post: Any) -> Marked:
    address = str(post["url"] or post["uri"])
    return Marked(kind, _account(server, post["account"]), Ref(number, url=address))


def _found(server: Server, handle: str) -> Any:
    """The account of exactly this name. One that our server has not met yet it looks up on the account's own."""
    name = handle.strip().lstrip("@")
    try:
        found = server.api.account_lookup(name)
    except Exception as error:
        if not isinstance(server.meaning(error), Gone):
            raise
        found = None
    if found is not None and _handle(server, found) == _whole(server, name):
        return found
    for account in server.api.account_search(_whole(server, name), limit=_SEARCHED, resolve=True):
        if _handle(server, account) == _whole(server, name):
            return account
    raise Gone(f"{server.host} knows no account {handle}.", cure="Look at how it is spelled, with its server.")


def _account(server: Server, account: Any) -> AccountThere:
    handle = _handle(server, account)
    return AccountThere(str(account["id"]), handle, str(account["display_name"] or handle), str(account["url"] or ""))


def _handle(server: Server, account: Any) -> str:
    return _whole(server, str(account["acct"]))


def _whole(server: Server, name: str) -> str:
    """With its server, which a server leaves out of its own accounts' names."""
    return (name if "@" in name else f"{name}@{server.host}").casefold()
