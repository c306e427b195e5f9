"""LinkedIn's knock: its challenge answered, its signature believed, and nothing of it taken for what was said."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from factories import at, person
from fakes.presence import live_presence
from masthead.agencies.models import Agency
from masthead.agencies.rights import Role
from masthead.channels.errors import RateLimited
from masthead.channels.linkedin.webhook import LinkedInWebhook
from masthead.conversations.models import StreamCursor
from masthead.conversations.pull import note_trouble
from masthead.jobs import answer_knocks
from masthead.kernel.clock import now
from masthead.presences.channel_apps import register_app
from masthead.presences.models import ChannelApp, Connection, LiveProfile, Presence
from masthead.public import hooks
from masthead.public.callers import Callers
from peers.linkedin import PAGE

SECRET = "the app's client secret"
CODE = "890e4665-4dfe-4ab1-b689-ed553bceeed0"


def told(*actions: str, page: str = PAGE, kind: str = "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS") -> bytes:
    rows = [
        {
            "notificationId": number,
            "organizationalEntity": page,
            "action": action,
            "sourcePost": "urn:li:share:1",
            "lastModifiedAt": 1_790_000_000_000 + number,
        }
        for number, action in enumerate(actions)
    ]
    return json.dumps({"type": kind, "notifications": rows}).encode()


def signature(body: bytes, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), b"hmacsha256=" + body, hashlib.sha256).hexdigest()


@pytest.fixture
def door() -> LinkedInWebhook:
    return LinkedInWebhook()


@pytest.fixture
def presence(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> Presence:
    monkeypatch.setattr(hooks, "_callers", Callers(hooks.MOST))
    given = {"client_id": "masthead", "client_secret": SECRET}
    register_app(by=person(Role.ADMINISTRATOR), at=at(), channel="linkedin", given=given)
    presence = live_presence("linkedin", handle="city-library", settings={"organization": PAGE.rpartition(":")[2]})
    LiveProfile.objects.create(presence=presence, shown={"author_id": PAGE}, read_at=at())
    return presence


def knock(body: bytes, signed: str | None = None) -> HttpResponse:
    given = signature(body) if signed is None else signed
    visitor = Client(enforce_csrf_checks=True)
    return visitor.post("/hooks/linkedin/", body, content_type="application/json", headers={"X-LI-Signature": given})  # type: ignore[return-value,arg-type]


def asked() -> bool:
    return Connection.objects.get().knocked_at is not None


def test_a_challenge_is_answered_with_its_proof_as_json(presence: Presence) -> None:
    answer = Client().get("/hooks/linkedin/", {"challengeCode": CODE, "applicationId": "7007"})
    assert answer.status_code == 200 and answer["Content-Type"].startswith("application/json")
    proof = hmac.new(SECRET.encode(), CODE.encode(), hashlib.sha256).hexdigest()
    assert answer.json() == {"challengeCode": CODE, "challengeResponse": proof}


@pytest.mark.parametrize("code", ["", "hello", "hmacsha256={}", f"{CODE}x", f"{CODE}\n", f"{{{CODE}}}"])
def test_no_other_words_are_signed_for_a_stranger(presence: Presence, code: str) -> None:
    assert Client().get("/hooks/linkedin/", {"challengeCode": code}).status_code == 404


def test_the_answer_to_a_challenge_signs_no_delivery(presence: Presence) -> None:
    proof = Client().get("/hooks/linkedin/", {"challengeCode": CODE}).json()["challengeResponse"]
    knock(CODE.encode(), proof)
    app = ChannelApp.objects.get()
    assert app.knocked_at is None and app.refused_at is not None


def test_a_comment_asks_for_a_pull_and_a_like_does_not(presence: Presence) -> None:
    assert knock(told("LIKE", "SHARE")).status_code == 200 and not asked()
    assert knock(told("LIKE", "COMMENT_EDIT")).status_code == 200 and asked()


def test_repeated_and_reordered_deliveries_ask_for_one_pull(presence: Presence) -> None:
    first, second = told("COMMENT"), told("COMMENT", "COMMENT_DELETE")
    for body in (second, first, second, first):
        assert knock(body).status_code == 200
    waits_since = Connection.objects.get().knocked_at
    knock(first)
    assert Connection.objects.get().knocked_at == waits_since, "one pull waits, however often LinkedIn says it"


@pytest.mark.parametrize(
    "signed",
    [
        "",
        "hmacsha256=",
        signature(told("LIKE")),
        signature(told("COMMENT"), "another secret"),
        hmac.new(SECRET.encode(), told("COMMENT"), hashlib.sha256).hexdigest(),
        "é",
    ],
    ids=["none", "empty", "of other bytes", "by another", "without the word before it", "no letters"],
)
def test_a_forged_delivery_asks_for_nothing(presence: Presence, signed: str) -> None:
    assert knock(told("COMMENT"), signed).status_code == 200 and not asked()


def test_one_about_another_page_asks_for_nothing(presence: Presence) -> None:
    assert knock(told("COMMENT", page="urn:li:organization:9")).status_code == 200 and not asked()


def test_the_signature_may_carry_the_name_of_its_kind(door: LinkedInWebhook) -> None:
    body = told("COMMENT")
    assert door.is_genuine({"x-li-signature": f"hmacsha256={signature(body)}"}, body, SECRET)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'{"notifications": 3}', told("COMMENT", kind="LEAD_ACTION"), b"\xff"],
    ids=["empty", "cut", "list", "null", "no rows", "of another kind", "no text"],
)
def test_what_cannot_be_read_names_nobody(door: LinkedInWebhook, body: bytes) -> None:
    assert list(door.knocks(body)) == []


def test_a_knock_while_linkedin_wants_to_be_left_alone_pulls_nothing(
    presence: Presence, monkeypatch: pytest.MonkeyPatch
) -> None:
    knock(told("COMMENT"))
    wait = RateLimited("LinkedIn asks us to wait.", until=now() + timedelta(hours=3))
    note_trouble(presence, "comments", wait, at=now())
    monkeypatch.setattr(answer_knocks, "pull_presence", lambda **_: pytest.fail("it was pulled"))
    assert answer_knocks.run.func() == 0 and not answer_knocks.needed(now())
    assert StreamCursor.objects.get().not_before == wait.until
