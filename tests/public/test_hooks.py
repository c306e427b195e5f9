"""A platform knocks: forged, giant, malformed, repeated or by the thousand, all it can ever cause is a pull."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from factories import person
from fakes.platform import SECRET, Signet, signet
from masthead.agencies.models import Agency
from masthead.agencies.rights import Role
from masthead.channels.webhook_port import word
from masthead.conversations.knock import hear
from masthead.conversations.models import Comment
from masthead.jobs import answer_knocks
from masthead.kernel.clock import now
from masthead.presences import launch
from masthead.presences.models import ChannelApp, Connection, Presence
from masthead.public import hooks
from masthead.public.callers import Callers
from presences import signing_in

ABOUT_US = b'{"entry": [{"id": "1"}]}'


@pytest.fixture
def platform() -> Iterator[Signet]:
    with signet() as platform:
        yield platform


@pytest.fixture
def presence(platform: Signet, agency: Agency) -> Presence:
    signing_in.registered()
    writer, director = person(Role.COMMUNICATOR), person(Role.DIRECTOR)
    presence = signing_in.connected(writer, signing_in.approved(writer, director))
    return launch.launch(by=writer, at=now(), presence=presence)


@pytest.fixture(autouse=True)
def _callers_are_counted_afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks, "_callers", Callers(hooks.MOST))


def signature(body: bytes, secret: str = SECRET) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def knock(body: bytes = ABOUT_US, signed: str | None = None) -> HttpResponse:
    given = signature(body) if signed is None else signed
    visitor = Client(enforce_csrf_checks=True)
    headers = {"X-Signet-Signature": given}
    return visitor.post("/hooks/signet/", body, content_type="application/json", headers=headers)  # type: ignore[return-value,arg-type]


def asked() -> bool:
    return Connection.objects.get().knocked_at is not None


def rested() -> None:
    Connection.objects.update(answered_at=now() - timedelta(seconds=11))


def test_what_was_said_is_taken_in_at_once(platform: Signet, presence: Presence) -> None:
    platform.said = ["When do you open?"]
    assert not answer_knocks.needed(now())
    assert knock().status_code == 200 and answer_knocks.needed(now())
    assert answer_knocks.run.func() == 1
    assert [comment.native_id for comment in Comment.objects.all()] == ["comment-0"]
    assert not answer_knocks.needed(now())


def test_repeated_late_and_reordered_deliveries_add_nothing(platform: Signet, presence: Presence) -> None:
    platform.said = ["First", "Second"]
    for body in (b'{"entry": [{"id": "1", "n": 2}]}', b'{"entry": [{"id": "1", "n": 1}]}', ABOUT_US, ABOUT_US):
        assert knock(body).status_code == 200
        rested()
        answer_knocks.run.func()
    assert Comment.objects.count() == 2


def test_a_thousand_knocks_in_a_minute_make_few_pulls(
    platform: Signet, presence: Presence, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, headers = now(), {"x-signet-signature": signature(ABOUT_US)}
    for number in range(1000):
        moment = start + timedelta(seconds=number * 60 / 1000)
        hear("signet", headers=headers, body=ABOUT_US, at=moment)
        monkeypatch.setattr(answer_knocks, "now", lambda moment=moment: moment)
        if number % 15 == 0 and answer_knocks.needed(moment):  # as the worker does, about once in a second
            answer_knocks.run.func()
    assert platform.pulls == 6 and asked()


@pytest.mark.parametrize(
    "signed",
    ["", "sha256=", signature(b"other words"), signature(ABOUT_US, "another secret"), "sha256=é", "\x00" * 9000],
    ids=["none", "empty", "of other bytes", "by another", "no letters", "long"],
)
def test_a_forged_delivery_is_answered_alike_and_asks_for_nothing(
    platform: Signet, presence: Presence, signed: str
) -> None:
    genuine, forged = knock(b'{"entry": []}'), knock(signed=signed)
    assert (forged.status_code, forged.content) == (genuine.status_code, genuine.content)
    assert not forged.cookies and not genuine.cookies
    assert not asked()
    app = ChannelApp.objects.get()
    assert app.refused_at is not None and app.knocked_at is not None


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'{"entry": [{}]}', b'{"entry": [{"id": {"a": 1}}]}', b"\xff\xfe", b"[" * 20_000],
    ids=["empty", "cut", "list", "null", "no id", "odd id", "no text", "deep"],
)
def test_a_genuine_delivery_nobody_can_read_harms_nothing(platform: Signet, presence: Presence, body: bytes) -> None:
    assert knock(body).status_code == 200 and not asked()


def test_one_about_somebody_else_asks_for_nothing(platform: Signet, presence: Presence) -> None:
    others = json.dumps({"entry": [{"id": str(number)} for number in range(2, 500)]}).encode()
    assert knock(others).status_code == 200 and not asked()


def test_a_giant_is_turned_away_unread(platform: Signet, presence: Presence) -> None:
    assert knock(b"x" * (hooks.LARGEST + 1)).status_code == 413 and not asked()


def test_too_many_are_told_to_come_later(platform: Signet, presence: Presence, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks, "_callers", Callers(3))
    answers = [knock() for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1]["Retry-After"] == "60"


def test_a_platform_that_makes_sure_of_the_address_is_greeted_with_what_it_gave(
    platform: Signet, presence: Presence
) -> None:
    asking = {"challenge": "<b>12345</b>", "verify_token": word(SECRET)}
    answer = Client().get("/hooks/signet/", asking)
    assert (answer.status_code, answer.content) == (200, b"<b>12345</b>")
    assert answer["Content-Type"].startswith("text/plain") and answer["X-Content-Type-Options"] == "nosniff"
    assert SECRET not in word(SECRET)
    for wrong in ({**asking, "verify_token": SECRET}, {"challenge": "1"}, {}):
        assert Client().get("/hooks/signet/", wrong).status_code == 404


def test_nobody_knocks_where_no_platform_does(platform: Signet, agency: Agency) -> None:
    for channel in ("bluesky", "nothing"):
        assert Client().post(f"/hooks/{channel}/", b"x", content_type="text/plain").status_code == 404
    assert Client().put("/hooks/signet/", b"x").status_code == 405
    assert knock().status_code == 200  # and there is no app whose secret could have signed it


def test_a_retired_presence_is_not_pulled(platform: Signet, presence: Presence) -> None:
    launch.retire(by=person(Role.DIRECTOR), at=now(), presence=presence, reason="Done.")
    knock()
    assert not asked() and answer_knocks.run.func() == 0
