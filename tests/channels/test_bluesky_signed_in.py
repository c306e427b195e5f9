"""Signed in on Bluesky's own servers: their pages take the desk's request, and every call goes by a bound token."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from secrets import token_urlsafe

import pytest

from channels.conformance import Conformance
from masthead.channels.bluesky.channel import connect
from masthead.channels.bluesky.identity import Network
from masthead.channels.bluesky.sign_in import BlueskySignIn
from masthead.channels.bluesky.signed_in import SignedIn
from masthead.channels.errors import Reauth, Rejected
from masthead.channels.sign_in_port import App, Tokens
from peers.bluesky_consent import agreed, refused
from peers.bluesky_network import DESK, BlueskyNetwork, bluesky_network
from peers.bluesky_people import BlueskyPeer

pytestmark = [pytest.mark.bluesky, pytest.mark.slow]

BACK, HERE = f"{DESK}/desk/presences/signed-in", "http://127.0.0.1:8000/desk/presences/signed-in"


@pytest.fixture(scope="module")
def network() -> Iterator[BlueskyNetwork]:
    with bluesky_network() as network:
        yield network


@pytest.fixture(scope="module")
def way(network: BlueskyNetwork) -> BlueskySignIn:
    return BlueskySignIn(Network(network.pds, network.plc))


@pytest.fixture(scope="module")
def desk(network: BlueskyNetwork, way: BlueskySignIn) -> App:
    """A desk on the internet: what it says of itself is where the servers read it."""
    made = way.register("", BACK)
    app = replace(made, extra={**made.extra, "redirect_uri": BACK})
    network.desk_says.write_text(json.dumps(way.introduction(app, DESK)), encoding="utf-8")
    return app


def signed_in(network: BlueskyNetwork, way: BlueskySignIn, app: App, back: str, *, handle: str = "") -> Tokens:
    verifier = token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    address, remembered = way.leave(app, network.agency, back, "the state", challenge)
    query = agreed(address, handle or network.agency, network.password)
    assert query["state"] == "the state"
    return way.arrive(app, remembered, back, query, verifier)


@pytest.fixture(scope="module")
def tokens(network: BlueskyNetwork, way: BlueskySignIn, desk: App) -> Tokens:
    return signed_in(network, way, desk, BACK)


class TestSignedIn(Conformance):
    """Everything the port asks for, by a desk that proves itself with a key of its own."""

    @pytest.fixture
    def peer(self, network: BlueskyNetwork, tokens: Tokens) -> BlueskyPeer:
        return BlueskyPeer(network, SignedIn(tokens))


def test_the_account_is_read_back_by_what_is_kept(way: BlueskySignIn, desk: App, tokens: Tokens) -> None:
    (account,) = way.accounts(desk, "", tokens)
    profile = connect(dict(account.settings), tokens.as_secrets()).profile()
    assert (profile.handle, profile.extra["did"]) == ("agency.test", account.id)
    assert set(tokens.scopes) == set(way.scopes)


def test_a_refresh_token_counts_once_and_a_sign_in_can_be_ended(
    network: BlueskyNetwork, way: BlueskySignIn, desk: App
) -> None:
    first = signed_in(network, way, desk, BACK)
    second = way.refresh(desk, "", first)
    assert connect({}, second.as_secrets()).profile().handle == network.agency
    way.revoke(desk, "", second)
    way.revoke(desk, "", second)
    with pytest.raises(Reauth, match="does not accept the sign-in any more"):
        connect({}, second.as_secrets()).profile()
    with pytest.raises(Reauth, match="does not renew the sign-in any more"):
        way.refresh(desk, "", second)
    third = signed_in(network, way, desk, BACK)
    way.refresh(desk, "", third)
    with pytest.raises(Reauth, match="replayed"):
        way.refresh(desk, "", third)


def test_a_desk_on_this_machine_alone_signs_in_too(network: BlueskyNetwork, way: BlueskySignIn) -> None:
    app = way.register("", HERE)
    tokens = signed_in(network, way, app, HERE)
    fresh = way.refresh(app, "", tokens)
    assert connect({}, fresh.as_secrets()).profile().handle == network.agency
    assert fresh.last_until == tokens.last_until is not None


def test_somebody_else_who_signs_in_is_not_taken_for_the_agency(
    network: BlueskyNetwork, way: BlueskySignIn, desk: App
) -> None:
    with pytest.raises(Rejected, match=r"Another account than agency\.test was signed in"):
        signed_in(network, way, desk, BACK, handle=network.citizen)


def test_whoever_says_no_there_brings_it_back(network: BlueskyNetwork, way: BlueskySignIn, desk: App) -> None:
    address, _ = way.leave(desk, network.agency, BACK, "the state", token_urlsafe(32))
    query = refused(address, network.agency, network.password)
    assert (query["error"], query["state"]) == ("access_denied", "the state")


def test_a_desk_with_another_key_than_it_says_is_not_believed(way: BlueskySignIn, desk: App) -> None:
    stranger = replace(desk, extra={**desk.extra, "key": way.register("", BACK).extra["key"]})
    with pytest.raises(Rejected, match="did not take the desk's request"):
        way.leave(stranger, "agency.test", BACK, "the state", token_urlsafe(32))
