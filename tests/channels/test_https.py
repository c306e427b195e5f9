"""What each way of failing to reach a platform means, for every connector that speaks to it over HTTPS."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from masthead.channels.errors import OutcomeUnknown, RateLimited, Rejected, Transient
from masthead.channels.https import UNSAID_WAIT, Https
from masthead.kernel.clock import now

Serve = Callable[[httpx.Request], httpx.Response]


def platform(serve: Serve, address: str = "https://platform.example") -> Https:
    return Https("The platform", address, transport=httpx.MockTransport(serve))


def fails(error: Exception) -> Serve:
    def serve(request: httpx.Request) -> httpx.Response:
        raise error

    return serve


def says(status: int, **more: object) -> Serve:
    return lambda request: httpx.Response(status, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "serve",
    [
        fails(httpx.ReadTimeout("")),
        fails(httpx.RemoteProtocolError("")),
        fails(httpx.WriteError("")),
        says(500),
        says(502, html="<h1>Bad gateway</h1>"),
        says(503),
        says(504),
        says(200, html="<h1>Please sign in to the network</h1>"),
    ],
)
def test_a_write_whose_answer_is_lost_is_unknown_and_a_read_is_tried_again(serve: Serve) -> None:
    with pytest.raises(OutcomeUnknown):
        platform(serve).tell("POST", "/posts")
    with pytest.raises(Transient):
        platform(serve).ask("/posts")


@pytest.mark.parametrize("serve", [fails(httpx.ConnectError("")), fails(httpx.ConnectTimeout(""))])
def test_what_never_arrived_may_be_sent_again(serve: Serve) -> None:
    with pytest.raises(Transient, match="could not be reached"):
        platform(serve).tell("POST", "/posts")


def test_a_refusal_is_an_answer_with_or_without_json() -> None:
    assert platform(says(422, json={"code": "too_long"})).tell("POST", "/posts").body == {"code": "too_long"}
    answer = platform(says(403, html="<h1>Forbidden</h1>")).ask("/posts")
    assert (answer.status, answer.body, answer.is_yes) == (403, None, False)


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ({"retry-after": "90"}, timedelta(seconds=90)),
        ({"retry-after": "0"}, timedelta(seconds=1)),
        ({"retry-after": "99999999"}, timedelta(days=1)),
        ({"retry-after": "soon"}, UNSAID_WAIT),
        ({"x-rate-limit-reset": str(int(now().timestamp()) - 60)}, timedelta(seconds=1)),
        ({"x-rate-limit-reset": "99999999999"}, timedelta(days=1)),
        ({"x-rate-limit-reset": "tomorrow"}, UNSAID_WAIT),
        ({"retry-after": "90", "x-rate-limit-reset": "99999999999"}, timedelta(seconds=90)),
        ({}, UNSAID_WAIT),
    ],
)
def test_a_rate_limit_says_until_when_and_never_the_past(said: dict[str, str], wait: timedelta) -> None:
    before = now()
    with pytest.raises(RateLimited) as limited:
        platform(says(429, headers=said)).tell("POST", "/posts")
    assert before + wait - timedelta(seconds=1) <= limited.value.until <= now() + wait + timedelta(seconds=1)


@pytest.mark.parametrize(
    "address",
    ["http://platform.example", "http://192.168.1.4", "ftp://platform.example", "platform.example", "https://"],
)
def test_a_password_never_travels_in_the_open(address: str) -> None:
    with pytest.raises(Rejected, match="https://"):
        platform(fails(AssertionError("nothing may be sent")), address).ask("/")


def test_a_page_that_cannot_be_opened_now_is_not_taken_for_one_that_is_gone() -> None:
    assert platform(says(200)).shows("/a")
    assert not platform(says(404)).shows("/a")
    for serve in (says(502), says(429), fails(httpx.ReadTimeout(""))):
        with pytest.raises(Transient):
            platform(serve).shows("/a")
