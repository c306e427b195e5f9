"""The knock of Facebook and Instagram: greeted with the word both know, believed only with the right signature."""

from __future__ import annotations

import hashlib
import hmac
import json

import pytest

from masthead.channels.registry import sign_in, webhook
from masthead.channels.webhook_port import WEBHOOK_SECRET, Greeting, word

SECRET = "the app's secret"
BOTH = pytest.mark.parametrize(
    ("channel", "about", "field"), [("facebook", "page", "feed"), ("instagram", "instagram", "comments")]
)


def knock(about: str, field: str, *accounts: str) -> bytes:
    entries = [
        {"id": each, "time": 1, "changes": [{"field": field, "value": {"item": "comment"}}]} for each in accounts
    ]
    return json.dumps({"object": about, "entry": entries}).encode()


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    return {"x-hub-signature-256": f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"}


@BOTH
def test_the_greeting_is_answered_only_to_who_knows_the_word(channel: str, about: str, field: str) -> None:
    door = webhook(channel)
    assert door is not None
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": word(SECRET)}
    assert door.greet(asked, SECRET) == Greeting("1158201444", "text/plain")
    for wrong in ({"hub.verify_token": "guess"}, {"hub.verify_token": "gu€ss"}, {"hub.mode": "unsubscribe"}):
        assert door.greet({**asked, **wrong}, SECRET) is None
    assert door.greet({}, SECRET) is None


@BOTH
def test_only_the_very_bytes_that_were_signed_are_genuine(channel: str, about: str, field: str) -> None:
    door, body = webhook(channel), knock(about, field, "1001")
    assert door is not None
    assert door.is_genuine(signed(body), body, SECRET)
    assert not door.is_genuine(signed(body), body + b" ", SECRET)
    assert not door.is_genuine(signed(body, "another secret"), body, SECRET)
    assert not door.is_genuine({}, body, SECRET)
    assert not door.is_genuine({"x-hub-signature-256": "sha256=Ünlikely"}, body, SECRET)


@BOTH
def test_a_knock_names_each_account_once_and_nonsense_names_none(channel: str, about: str, field: str) -> None:
    door = webhook(channel)
    assert door is not None
    assert door.knocks(knock(about, field, "1001", "1002", "1001")) == ["1001", "1002"]
    another = knock("permissions", field, "1001")
    for nonsense in (b"", b"{", b"[]", b"null", b'{"object": "%b"}' % about.encode(), b'{"entry": 3}', another):
        assert list(door.knocks(nonsense)) == []


@pytest.mark.parametrize(("channel", "about"), [("facebook", "page"), ("instagram", "instagram")])
def test_a_message_knocks_for_the_account_it_was_written_to_and_its_words_are_not_taken_from_the_knock(
    channel: str, about: str
) -> None:
    door = webhook(channel)
    assert door is not None
    told = {"sender": {"id": "3003"}, "recipient": {"id": "1001"}, "message": {"mid": "m_1", "text": "Forged?"}}
    body = json.dumps({"object": about, "entry": [{"id": "1001", "time": 1, "messaging": [told]}]}).encode()
    assert door.knocks(body) == ["1001"]


def test_instagram_may_sign_with_another_secret_than_it_signs_people_in_with() -> None:
    way = sign_in("instagram")
    assert way is not None
    (asked,) = [each for each in way.app_settings if each.name == WEBHOOK_SECRET]
    assert asked.secret
    assert not asked.required
