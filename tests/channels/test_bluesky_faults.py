"""What each way of failing to reach Bluesky means: done, not done, or nobody knows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import httpx
import pytest

from channels.conformance import post
from masthead.channels.bluesky.app_password import AppPassword
from masthead.channels.bluesky.channel import Bluesky
from masthead.channels.bluesky.xrpc import Xrpc
from masthead.channels.errors import NoPlan, RateLimited, Reauth, Rejected, Transient
from masthead.channels.outcomes import CannotTell, Unknown
from masthead.channels.post import Pending

SESSION = {"did": "did:plc:agency", "accessJwt": "access", "refreshJwt": "refresh", "handle": "agency.test"}
PENDING = Pending(post(), "key", state={"record": {"text": post().text}})


def channel(answer: Callable[[httpx.Request], httpx.Response], *, session: object = SESSION) -> Bluesky:
    """A connector whose server answers sign-ins itself and leaves the rest to `answer`."""

    def serve(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("Session"):
            return httpx.Response(200, json=session) if isinstance(session, dict) else session(request)  # type: ignore[operator]
        return answer(request)

    # A service of its own for each test: sessions are kept for the life of the process.
    service = f"https://{uuid4().hex}.example"
    return Bluesky(Xrpc(AppPassword(service, "agency.test", "password", transport=httpx.MockTransport(serve))))


def fails(error: Exception) -> Callable[[httpx.Request], httpx.Response]:
    def answer(request: httpx.Request) -> httpx.Response:
        raise error

    return answer


def says(status: int, error: str = "", **more: object) -> Callable[[httpx.Request], httpx.Response]:
    return lambda request: httpx.Response(status, json={"error": error, "message": error}, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "answer",
    [
        fails(httpx.ReadTimeout("")),
        fails(httpx.RemoteProtocolError("")),
        fails(httpx.WriteError("")),
        says(500),
        says(502),
        says(504),
        lambda request: httpx.Response(200, content=b"<html>a captive portal</html>"),
        says(400, "InvalidSwap"),
    ],
)
def test_a_lost_answer_to_commit_is_unknown_and_never_an_error(
    answer: Callable[[httpx.Request], httpx.Response],
) -> None:
    assert isinstance(channel(answer).commit(PENDING), Unknown)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (fails(httpx.ConnectError("")), Transient),
        (fails(httpx.ConnectTimeout("")), Transient),
        (says(429), RateLimited),
        (says(400, "InvalidRequest"), Rejected),
        (says(400, "AccountTakedown"), Reauth),
    ],
)
def test_what_certainly_was_not_done_is_an_error_the_outbox_knows(
    answer: Callable[[httpx.Request], httpx.Response], error: type[Exception]
) -> None:
    with pytest.raises(error) as raised:
        channel(answer).commit(PENDING)
    assert str(raised.value).endswith(".")
    assert not isinstance(raised.value, NoPlan)


def test_a_rate_limit_says_until_when() -> None:
    limited = channel(says(429, headers={"ratelimit-reset": "1795449600"}))
    with pytest.raises(RateLimited) as raised:
        limited.profile()
    assert raised.value.until == datetime.fromtimestamp(1795449600, UTC)
    vague = channel(says(429, headers={"date": "Mon, 23 Nov 2026 15:00:00 GMT"}))
    with pytest.raises(RateLimited) as raised:
        vague.profile()
    assert raised.value.until == datetime(2026, 11, 23, 15, 5, tzinfo=UTC)


def test_a_fault_while_reading_is_tried_again_and_never_unknown() -> None:
    for answer in (says(503), fails(httpx.ReadTimeout(""))):
        with pytest.raises(Transient):
            channel(answer).probe(PENDING)


def test_a_sign_in_that_times_out_is_not_a_dead_password() -> None:
    for session in (fails(httpx.ReadTimeout("")), says(500), fails(httpx.ConnectError(""))):
        with pytest.raises(Transient):
            channel(says(200), session=session).profile()
    with pytest.raises(Reauth):
        channel(says(200), session=says(401, "AuthenticationRequired")).profile()


def test_a_token_that_expires_in_mid_batch_is_renewed_once_and_the_call_repeated() -> None:
    calls: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        calls.append(request.url.path)
        if len(calls) == 1:
            return httpx.Response(400, json={"error": "ExpiredToken", "message": "Token has expired"})
        return httpx.Response(200, json={"uri": "at://x", "cid": "cid"})

    bluesky = channel(answer, session=lambda request: httpx.Response(200, json={**SESSION, "accessJwt": uuid4().hex}))
    bluesky.commit(PENDING)
    assert len(calls) == 2


def test_an_account_whose_fresh_tokens_are_refused_asks_for_a_person() -> None:
    bluesky = channel(
        says(401, "InvalidToken"),
        session=lambda request: httpx.Response(200, json={**SESSION, "accessJwt": uuid4().hex}),
    )
    with pytest.raises(Reauth):
        bluesky.profile()


def test_other_words_under_the_chosen_name_are_not_taken_for_ours() -> None:
    bluesky = channel(
        lambda request: httpx.Response(200, json={"cid": "c", "value": {"text": "Somebody else's words"}})
    )
    assert isinstance(bluesky.probe(PENDING), CannotTell)


def test_too_long_a_text_is_refused_before_anything_is_sent() -> None:
    bluesky = channel(fails(AssertionError("nothing may be sent")))
    with pytest.raises(Rejected, match="too long"):
        bluesky.begin(replace(post(), text="a" * 301), "key")
