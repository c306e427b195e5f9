"""Signing in to Bluesky: what is asked, what is believed of the answers, and what each way of failing means."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from channels.conformance import post
from masthead.channels.bluesky import proofs
from masthead.channels.bluesky.channel import Bluesky, connect
from masthead.channels.bluesky.identity import Network
from masthead.channels.bluesky.sign_in import BlueskySignIn
from masthead.channels.bluesky.signed_in import SignedIn
from masthead.channels.bluesky.xrpc import Xrpc
from masthead.channels.errors import Reauth, Rejected, Transient
from masthead.channels.outcomes import Done, Unknown
from masthead.channels.post import Pending
from masthead.channels.registry import sign_in
from masthead.channels.sign_in_port import App, IsIntroduced, RegistersItself, Remembering, Tokens
from masthead.kernel.clock import now
from peers.bluesky_authority import DID, DIRECTORY, HANDLE, ISSUER, PDS, RESOLVER, BlueskyAuthority, _digest

DESK = "https://desk.example.gov"
BACK, HERE = f"{DESK}/desk/presences/signed-in", "http://127.0.0.1:8000/desk/presences/signed-in"
VERIFIER = "v" * 64
CHALLENGE = _digest(VERIFIER)
PENDING = Pending(post(), "key", state={"record": {"text": post().text}})


@pytest.fixture(autouse=True)
def _no_nonce_is_known() -> Iterator[None]:
    proofs._NONCES.clear()
    yield
    proofs._NONCES.clear()


@pytest.fixture
def server() -> BlueskyAuthority:
    return BlueskyAuthority()


@pytest.fixture
def way(server: BlueskyAuthority) -> BlueskySignIn:
    return BlueskySignIn(Network(RESOLVER, DIRECTORY, httpx.MockTransport(server)))


def desk(server: BlueskyAuthority, way: BlueskySignIn, back: str = BACK) -> App:
    """The desk's own registration, as the journey keeps it, and its document where the server reads it."""
    made = way.register("", back)
    app = replace(made, extra={**made.extra, "redirect_uri": back})
    server.document = lambda name: dict(way.introduction(app, DESK)) if name == app.client_id else None
    return app


def signed(server: BlueskyAuthority, way: BlueskySignIn, back: str = BACK) -> tuple[App, Tokens]:
    app = desk(server, way, back)
    address, remembered = way.leave(app, HANDLE, back, "the state", CHALLENGE)
    query = server.agrees(address)
    assert query["state"] == "the state"
    return app, way.arrive(app, remembered, back, query, VERIFIER)


def account(server: BlueskyAuthority, tokens: Tokens) -> Bluesky:
    return Bluesky(Xrpc(SignedIn(tokens, transport=httpx.MockTransport(server))))


def test_the_channel_offers_it_and_no_administrator_has_to_do_anything() -> None:
    offered = sign_in("bluesky")
    assert isinstance(offered, Remembering) and isinstance(offered, RegistersItself | IsIntroduced)
    assert offered.app_settings == ()


@pytest.mark.parametrize("back", [BACK, HERE], ids=["on the internet", "on this machine"])
def test_a_person_signs_in_and_the_account_is_called_by_a_bound_token(
    server: BlueskyAuthority, way: BlueskySignIn, back: str
) -> None:
    app, tokens = signed(server, way, back)
    (found,) = way.accounts(app, "", tokens)
    assert (found.id, found.handle, dict(found.settings)) == (DID, HANDLE, {"handle": HANDLE})
    kept = Tokens.from_secrets(tokens.as_secrets())
    assert kept == tokens
    done = account(server, kept).commit(PENDING)
    assert isinstance(done, Done) and done.ref.native_id.startswith(f"at://{DID}/") and len(server.records) == 1
    assert connect(dict(found.settings), tokens.as_secrets()).xrpc.access.service == PDS  # type: ignore[attr-defined]


def test_only_the_number_of_what_was_asked_travels_with_the_person(
    server: BlueskyAuthority, way: BlueskySignIn
) -> None:
    app = desk(server, way)
    address, remembered = way.leave(app, f"@{HANDLE.upper()}", BACK, "the state", CHALLENGE)
    assert set(parse_qs(urlsplit(address).query)) == {"client_id", "request_uri"}
    (asked,) = server.pushed.values()
    assert asked["scope"] == "atproto transition:generic transition:chat.bsky" and asked["login_hint"] == HANDLE
    assert asked["code_challenge"] == CHALLENGE and remembered["did"] == DID
    assert json.loads(remembered["key"])["d"] not in address + json.dumps(asked)


def test_each_sign_in_has_a_key_of_its_own_and_the_desk_keeps_one(server: BlueskyAuthority, way: BlueskySignIn) -> None:
    app, first = signed(server, way)
    _, second = signed(server, way)
    assert first.bound["key"] != second.bound["key"]
    assert way.register("", "https://other.example.gov/desk/presences/signed-in", app).extra["key"] == app.extra["key"]
    said = json.dumps(dict(way.introduction(app, DESK)))
    assert json.loads(app.extra["key"])["d"] not in said and json.loads(app.extra["key"])["x"] in said


def test_a_desk_the_server_cannot_read_is_told_which_address_must_open(
    server: BlueskyAuthority, way: BlueskySignIn
) -> None:
    app = desk(server, way)
    server.document = lambda name: None
    with pytest.raises(Rejected, match="Unable to obtain client metadata") as told:
        way.leave(app, HANDLE, BACK, "s", CHALLENGE)
    assert f"{DESK}/oauth-client-metadata.json" in told.value.cure and "app password" in told.value.cure


@pytest.mark.parametrize(
    ("back", "cure"),
    [
        ("http://localhost:8000/desk/presences/signed-in", "Open the desk at http://127.0.0.1:8000."),
        ("http://10.0.0.4/desk/presences/signed-in", "under its public address"),
        ("https://10.0.0.4/desk/presences/signed-in", "under its public address"),
        ("https://desk/desk/presences/signed-in", "under its public address"),
    ],
)
def test_a_desk_at_an_address_no_server_takes_says_so_and_names_the_other_way(
    way: BlueskySignIn, back: str, cure: str
) -> None:
    with pytest.raises(Rejected) as told:
        way.register("", back)
    assert cure in told.value.cure and "app password" in told.value.cure


# ------------------------------------------------------------------------------------------------ what is not believed


@pytest.mark.parametrize("issuer", ["", "https://evil.example.gov", f"{ISSUER}/", "\udcff"])
def test_an_answer_of_another_server_is_not_taken(server: BlueskyAuthority, way: BlueskySignIn, issuer: str) -> None:
    app = desk(server, way)
    address, remembered = way.leave(app, HANDLE, BACK, "s", CHALLENGE)
    with pytest.raises(Rejected, match="does not come from the server"):
        way.arrive(app, remembered, BACK, {**server.agrees(address), "iss": issuer}, VERIFIER)
    assert server.sessions == {}


def test_another_account_than_the_one_asked_for_is_given_back(server: BlueskyAuthority, way: BlueskySignIn) -> None:
    server.sub = "did:plc:somebody-else"
    with pytest.raises(Rejected, match=f"Another account than {HANDLE}"):
        signed(server, way)
    assert len(server.revoked) == 1 and server.sessions == {}


def test_a_token_that_anybody_could_use_is_not_kept(server: BlueskyAuthority, way: BlueskySignIn) -> None:
    server.kind = "Bearer"
    with pytest.raises(Rejected, match="anybody could use"):
        signed(server, way)


def test_a_handle_that_the_account_does_not_bear_leads_nowhere(server: BlueskyAuthority, way: BlueskySignIn) -> None:
    server.also_known_as = ["at://somebody.example.gov"]
    with pytest.raises(Rejected, match="does not bear that name"):
        way.leave(desk(server, way), HANDLE, BACK, "s", CHALLENGE)
    with pytest.raises(Rejected, match=r"no account called nobody\.bsky\.social"):
        way.leave(desk(server, way), "nobody", BACK, "s", CHALLENGE)
    assert server.pushed == {}


def test_a_server_that_speaks_for_another_signs_nobody_in(server: BlueskyAuthority, way: BlueskySignIn) -> None:
    server.issuer_said = "https://evil.example.gov"
    with pytest.raises(Rejected, match="does not let people sign in as the AT Protocol asks"):
        way.leave(desk(server, way), HANDLE, BACK, "s", CHALLENGE)


@pytest.mark.parametrize(
    "keeper", ["http://keeps.example.gov", "https://a:b@keeps.example.gov", "ftp://x", "", "https://"]
)
def test_addresses_from_the_network_are_held_to_the_rules_of_typed_ones(
    way: BlueskySignIn, server: BlueskyAuthority, keeper: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("peers.bluesky_authority.PDS", keeper)
    with pytest.raises(Rejected, match="names a server that cannot be reached"):
        way.leave(desk(server, way), HANDLE, BACK, "s", CHALLENGE)


def test_a_code_and_a_verifier_count_once_and_together(server: BlueskyAuthority, way: BlueskySignIn) -> None:
    app = desk(server, way)
    address, remembered = way.leave(app, HANDLE, BACK, "s", CHALLENGE)
    query = server.agrees(address)
    with pytest.raises(Rejected, match="did not take the sign-in"):
        way.arrive(app, remembered, BACK, query, "another verifier")
    with pytest.raises(Rejected, match="Invalid code"):
        way.arrive(app, remembered, BACK, query, VERIFIER)


# -------------------------------------------------------------------------------------------------- proofs and nonces


def test_a_nonce_that_changed_costs_one_more_request_and_nothing_is_done_twice(
    server: BlueskyAuthority, way: BlueskySignIn
) -> None:
    app, tokens = signed(server, way)
    connected = account(server, tokens)
    server.asked.clear()
    server.plan("nonce", "putRecord")
    assert isinstance(connected.commit(PENDING), Done)
    assert server.asked == ["POST /xrpc/com.atproto.repo.putRecord"] * 2
    server.asked.clear()
    assert isinstance(connected.commit(PENDING), Done) and len(server.asked) == 1, "the newest nonce is remembered"
    server.plan("nonce", "/token")
    assert way.refresh(app, "", tokens).access != tokens.access


def test_a_server_whose_nonce_changes_without_end_is_tried_again_later(
    server: BlueskyAuthority, way: BlueskySignIn
) -> None:
    app, tokens = signed(server, way)
    for _ in range(2):
        server.plan("nonce", "putRecord")
        server.plan("nonce", "/token")
    with pytest.raises(Transient, match="the proof that goes along"):
        account(server, tokens).commit(PENDING)
    with pytest.raises(Transient):
        way.refresh(app, "", tokens)
    assert way.refresh(app, "", tokens).access, "the refresh token was not spent"


def test_a_proof_the_server_does_not_take_is_no_dead_sign_in(
    server: BlueskyAuthority, way: BlueskySignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, tokens = signed(server, way)
    monkeypatch.setattr(proofs, "now", lambda: now() - timedelta(hours=1))
    with pytest.raises(Transient, match="the proof that goes along") as told:
        account(server, tokens).profile()
    assert "set the clock" in told.value.cure
    with pytest.raises(Transient, match="invalid_dpop_proof"):
        way.refresh(app, "", tokens)


def test_a_lost_answer_to_a_post_is_unknown_and_to_a_reading_is_not(
    server: BlueskyAuthority, way: BlueskySignIn
) -> None:
    _, tokens = signed(server, way)
    server.plan("drop", "putRecord")
    assert isinstance(account(server, tokens).commit(PENDING), Unknown)
    server.plan("drop", "getProfile")
    with pytest.raises(Transient):
        account(server, tokens).profile()


def test_a_token_that_is_refused_asks_the_journey_and_no_password(server: BlueskyAuthority, way: BlueskySignIn) -> None:
    _, tokens = signed(server, way)
    server.sessions.clear()
    server.asked.clear()
    with pytest.raises(Reauth, match="does not accept the sign-in any more"):
        account(server, tokens).profile()
    assert server.asked == ["GET /xrpc/app.bsky.actor.getProfile"] * 2  # once for the nonce


def test_another_key_opens_nothing(server: BlueskyAuthority, way: BlueskySignIn) -> None:
    app, tokens = signed(server, way)
    stolen = replace(tokens, bound={**tokens.bound, "key": proofs.new_key()})
    with pytest.raises(Reauth):
        account(server, stolen).profile()
    with pytest.raises(Reauth):
        way.refresh(app, "", stolen)


# ------------------------------------------------------------------------------------------------- renewing and ending


def test_a_refresh_token_counts_once(server: BlueskyAuthority, way: BlueskySignIn) -> None:
    app, tokens = signed(server, way)
    fresh = way.refresh(app, "", tokens)
    assert fresh.refresh != tokens.refresh and fresh.bound == tokens.bound and fresh.scopes == tokens.scopes
    with pytest.raises(Reauth, match="Refresh token replayed"):
        way.refresh(app, "", tokens)
    with pytest.raises(Reauth):
        way.refresh(app, "", fresh)


@pytest.mark.parametrize("path", ["/token", "/.well-known/oauth-authorization-server"])
@pytest.mark.parametrize("fault", ["500", "503", "deaf", "html", "away"])
def test_doubt_is_not_death(server: BlueskyAuthority, way: BlueskySignIn, fault: str, path: str) -> None:
    app, tokens = signed(server, way)
    server.plan(fault, path)
    with pytest.raises(Transient):
        way.refresh(app, "", tokens)
    assert way.refresh(app, "", tokens).access != tokens.access


def test_a_desk_that_is_not_believed_says_nothing_of_the_account(server: BlueskyAuthority, way: BlueskySignIn) -> None:
    app, tokens = signed(server, way)
    server.document = lambda name: None
    with pytest.raises(Transient) as told:
        way.refresh(app, "", tokens)
    assert "oauth-client-metadata.json" in told.value.cure


def test_tokens_for_another_account_are_not_used(server: BlueskyAuthority, way: BlueskySignIn) -> None:
    app, tokens = signed(server, way)
    server.sub = "did:plc:somebody-else"
    with pytest.raises(Reauth, match="another account"):
        way.refresh(app, "", tokens)


def test_until_when_it_holds(server: BlueskyAuthority, way: BlueskySignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """Renewing moves the end of a desk that proves itself, up to two years; of one that does not, never."""
    (other, unproved), (app, proved) = signed(server, way, HERE), signed(server, way)
    began = now()
    assert proved.ends_at is not None and proved.ends_at - began < timedelta(hours=1, minutes=1)

    def days(tokens: Tokens) -> int:
        assert tokens.last_until is not None
        return round((tokens.last_until - began) / timedelta(days=1))

    assert (days(proved), days(unproved)) == (90, 14)
    monkeypatch.setattr("masthead.channels.bluesky.sign_in.now", lambda: began + timedelta(days=10))
    proved, unproved = way.refresh(app, "", proved), way.refresh(other, "", unproved)
    assert (days(proved), days(unproved)) == (100, 14)
    monkeypatch.setattr("masthead.channels.bluesky.sign_in.now", lambda: began + timedelta(days=700))
    assert days(way.refresh(app, "", proved)) == 730


def test_ending_it_twice_is_harmless(server: BlueskyAuthority, way: BlueskySignIn) -> None:
    app, tokens = signed(server, way)
    way.revoke(app, "", tokens)
    way.revoke(app, "", tokens)
    assert server.revoked == [tokens.refresh] * 2
    with pytest.raises(Reauth):
        account(server, tokens).profile()


@pytest.mark.parametrize(
    "path", ["resolveHandle", f"/{DID}", "oauth-protected-resource", "oauth-authorization-server", "/par"]
)
@pytest.mark.parametrize("fault", ["500", "deaf", "away", "html"])
def test_a_server_that_is_down_on_the_way_there_is_told_and_nothing_begins(
    server: BlueskyAuthority, way: BlueskySignIn, path: str, fault: str
) -> None:
    app = desk(server, way)
    server.plan(fault, path)
    with pytest.raises(Transient) as told:
        way.leave(app, HANDLE, BACK, "s", CHALLENGE)
    assert str(told.value).endswith(".")
    assert server.pushed == {}


def test_a_request_that_is_refused_is_told_in_the_servers_words(server: BlueskyAuthority, way: BlueskySignIn) -> None:
    app = desk(server, way)
    server.plan("400", "/par")
    with pytest.raises(Rejected, match=r"did not take the desk's request: It was refused\."):
        way.leave(app, HANDLE, BACK, "s", CHALLENGE)


def test_no_secret_shows_where_tokens_are_printed(server: BlueskyAuthority, way: BlueskySignIn) -> None:
    app, tokens = signed(server, way)
    for shown in (repr(tokens), repr(app), str(tokens)):
        assert json.loads(tokens.bound["key"])["d"] not in shown and json.loads(app.extra["key"])["d"] not in shown
