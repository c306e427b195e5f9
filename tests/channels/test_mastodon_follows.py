"""Following on Mastodon-like servers: found by exact name, asked for where locked, listed by the server's own links."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from masthead.channels.errors import RateLimited, Reauth, Rejected, Transient
from masthead.channels.follow_port import AsksToFollow, FollowsAccounts
from masthead.channels.mastodon.account import MastodonAccount
from masthead.channels.mastodon.server import Server
from masthead.channels.ref import Ref
from peers.mastodon import TOKEN, SocialServer, social_server


@pytest.fixture(params=["mastodon", "gotosocial", "pixelfed"])
def server(request: pytest.FixtureRequest) -> Iterator[SocialServer]:
    with social_server(request.param) as server:
        yield server


@pytest.fixture
def account(server: SocialServer) -> MastodonAccount:
    return MastodonAccount(Server(server.address, TOKEN, timeout=30))


def everybody(account: MastodonAccount) -> list[str]:
    handles, cursor = [], ""
    while True:
        page = account.follows(cursor)
        handles += [one.account.handle for one in page.follows]
        cursor = page.cursor
        if not cursor:
            return handles


def test_following_listing_and_unfollowing(server: SocialServer, account: MastodonAccount) -> None:
    assert isinstance(account, FollowsAccounts) and isinstance(account, AsksToFollow)
    number = server.meet("city@social.example")
    made = account.follow("@City@social.example")
    assert (made.account.native_id, made.account.handle, made.requested) == (number, "city@social.example", False)
    posts = [call for call in server.calls if call.startswith("POST")]
    assert account.follow("city@social.example").ref == made.ref
    assert [call for call in server.calls if call.startswith("POST")] == posts, "what is followed is not sent again"
    assert everybody(account) == ["city@social.example"]
    for _ in range(2):
        account.unfollow(made.ref, made.account.native_id)
        assert everybody(account) == []


def test_an_account_of_our_own_server_bears_its_name(server: SocialServer, account: MastodonAccount) -> None:
    host = server.address.removeprefix("http://")
    assert account.follow(f"reader@{host}").account.handle == f"reader@{host}"
    assert everybody(account) == [f"reader@{host}"]
    with pytest.raises(Rejected, match="own account"):
        account.follow(f"library@{host}")


def test_one_our_server_has_not_met_is_looked_up_and_only_the_exact_name_is_taken(
    server: SocialServer, account: MastodonAccount
) -> None:
    number = server.meet("museum@art.example", known=False)
    assert account.follow("museum@art.example").account.native_id == number
    with pytest.raises(Rejected, match="knows no account") as refused:
        account.follow("nobody@art.example")
    assert "spelled" in refused.value.cure
    assert list(server.followed) == [number], "a name that is only like it is not followed"


def test_a_locked_account_is_asked_and_told_apart_until_it_accepts(
    server: SocialServer, account: MastodonAccount
) -> None:
    number = server.meet("mayor@city.example", locked=True)
    for _ in range(2):
        assert account.follow("mayor@city.example").requested
    assert everybody(account) == [] and account.requested([number, "2"]) == {number}
    server.accepts(number)
    assert everybody(account) == ["mayor@city.example"] and account.requested([number]) == frozenset()
    server.followed.clear()
    account.follow("mayor@city.example")
    account.unfollow(Ref(number), number)
    assert server.asked == set(), "what was asked is taken back"


def test_a_long_list_is_read_by_the_links_of_the_server(server: SocialServer, account: MastodonAccount) -> None:
    server.page = 7
    names = [f"office{number}@social.example" for number in range(24)]
    for name in names:
        server.accepts(server.meet(name))
    assert everybody(account) == names[::-1]


def test_unfollowing_without_the_number_and_whom_nobody_knows(server: SocialServer, account: MastodonAccount) -> None:
    number = server.meet("city@social.example")
    server.accepts(number)
    account.unfollow(None, "city@social.example")
    assert server.followed == {}
    account.unfollow(None, "nobody@social.example")
    account.unfollow(Ref("424242"), "nobody@social.example")


@pytest.mark.parametrize(("fault", "error"), [("429", RateLimited), ("401", Reauth), ("500", Transient)])
def test_what_went_wrong_is_told_in_the_port_s_words(
    server: SocialServer, account: MastodonAccount, fault: str, error: type[Exception]
) -> None:
    server.plan(fault, "/following")
    with pytest.raises(error):
        account.follows("")


def test_a_token_without_the_scope_says_so_and_follows_nobody(server: SocialServer, account: MastodonAccount) -> None:
    server.meet("city@social.example")
    server.scopes = "read write:statuses"
    with pytest.raises(Reauth, match="does not allow this") as refused:
        account.follow("city@social.example")
    assert "connect the presence again" in refused.value.cure and server.followed == {}


def test_likes_and_boosts_of_others_are_seen_and_ours_are_not(server: SocialServer, account: MastodonAccount) -> None:
    theirs, ours = server.says("Vote for me!"), server.says("Open on Saturday.", account="1")
    boost = server.boosts(theirs["id"])
    server.boosts(ours["id"])
    server.liked += [theirs["id"], ours["id"]]
    host = server.address.removeprefix("http://")
    seen = {(mark.kind, mark.author.handle, mark.ref.native_id, mark.ref.url) for mark in account.marks()}
    assert seen == {
        ("share", f"reader@{host}", boost["id"], theirs["url"]),
        ("like", f"reader@{host}", f"like:{theirs['id']}", theirs["url"]),
    }


def test_a_token_without_the_scope_for_likes_still_shows_boosts(server: SocialServer, account: MastodonAccount) -> None:
    server.boosts(server.says("Vote for me!")["id"])
    server.liked += [next(iter(server.statuses))]
    server.scopes = "read:accounts read:statuses read:follows"
    assert [mark.kind for mark in account.marks()] == ["share"]
