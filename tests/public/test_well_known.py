"""Our own domain names the account that may bear it."""

from __future__ import annotations

import pytest
from django.test import Client

from factories import at
from fakes.presence import live_presence
from masthead.agencies.models import Agency
from masthead.presences.models import LiveProfile

ADDRESS = "/.well-known/atproto-did"


def named(handle: str, did: str) -> None:
    presence = live_presence("bluesky", handle=handle)
    kept = {"handle": handle, "did": did}
    LiveProfile.objects.create(presence=presence, shown=kept, confirmed=kept, read_at=at())


@pytest.fixture
def site(agency: Agency) -> Client:
    Agency.objects.update(public_url="https://library.example.gov")
    return Client()


def test_the_account_whose_handle_is_our_host_is_named(site: Client) -> None:
    named("library.example.gov", "did:plc:ours")
    named("other.example.gov", "did:plc:other")
    answer = site.get(ADDRESS)
    assert (answer.status_code, answer.content) == (200, b"did:plc:ours")
    assert answer["Content-Type"].startswith("text/plain")
    assert not answer.cookies


def test_the_only_account_may_take_the_host_as_its_handle(site: Client) -> None:
    assert site.get(ADDRESS).status_code == 404
    named("mlc.bsky.social", "did:plc:ours")
    assert site.get(ADDRESS).content == b"did:plc:ours"
    named("mlc-two.bsky.social", "did:plc:other")
    assert site.get(ADDRESS).status_code == 404, "with two, nobody can say which is meant"


def test_a_retired_account_is_named_no_longer(site: Client) -> None:
    named("library.example.gov", "did:plc:ours")
    from masthead.presences.models import Presence

    Presence.objects.update(state="retired")
    assert site.get(ADDRESS).status_code == 404
