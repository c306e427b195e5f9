"""From the presence's page to the page of Bluesky's own server and back, in a browser, with nothing in it faked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

import factories
from masthead.agencies.models import Person
from masthead.agencies.rights import Role
from masthead.channels import registry
from masthead.channels.bluesky.identity import Network
from masthead.channels.bluesky.sign_in import BlueskySignIn
from masthead.presences.models import Connection
from peers.bluesky_network import BlueskyNetwork, bluesky_network
from presences import roads

pytestmark = [
    pytest.mark.browser,
    pytest.mark.bluesky,
    pytest.mark.slow,
    pytest.mark.timeout(1200),
    pytest.mark.django_db(transaction=True),
]

PATIENCE = 60_000
"""Milliseconds: three servers and a browser start beside everything else that is tested."""


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Iterator[BlueskyNetwork]:
    with bluesky_network() as network:
        registry.descriptions()
        monkeypatch.setitem(registry._sign_ins, "bluesky", BlueskySignIn(Network(network.pds, network.plc)))
        yield network


@pytest.fixture
def author(transactional_db: None) -> Person:
    factories.agency()
    return factories.person(Role.COMMUNICATOR)


def enter(page: Page, person: Person, here: str) -> None:
    """Give the browser that person's session. Bluesky leads back to 127.0.0.1, where another name's session is not."""
    cookie = factories.client_for(person).cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": here}])


def test_a_librarian_signs_in_on_blueskys_own_page(
    live_server: object,
    browser_page: Page,
    network: BlueskyNetwork,
    author: Person,
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    presence = roads.approved(
        author,
        factories.person(Role.DIRECTOR),
        channel="bluesky",
        handle="agency.example.gov",
        name_reason="It is short.",
    )
    presence.handle = network.agency  # a name of the network under test, which no proposal would be allowed
    presence.save()
    page, here = browser_page, f"http://127.0.0.1:{urlsplit(str(live_server)).port}"
    enter(page, author, here)
    page.goto(f"{here}{reverse('desk:presence_connect', args=[presence.pk])}")
    screenshots(page, "connect-bluesky", widths=(360, 1280))
    axe_clean(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Sign in to Bluesky").click()
    page.wait_for_url(re.compile(re.escape(network.pds)), timeout=PATIENCE)
    page.get_by_role("textbox", name="Password").fill(network.password, timeout=PATIENCE)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Authorize", exact=True).click(timeout=PATIENCE)
    expect(page.get_by_text(f"Connected to {network.agency}")).to_be_visible(timeout=PATIENCE)
    screenshots(page, "connected-bluesky", widths=(360, 1280))
    axe_clean(page)
    row = Connection.objects.get()
    assert row.signed_in and row.ends_at is not None
    enter(page, factories.person(Role.ADMINISTRATOR), here)
    for name, address in (("apps", reverse("desk:apps")), ("app", reverse("desk:app", args=["bluesky"]))):
        page.goto(f"{here}{address}")
        expect(page.get_by_text("Bluesky").first).to_be_visible()
        screenshots(page, f"{name}-bluesky", widths=(1280, 360))
        axe_clean(page)
        # Words do not count as sticking out, but they are cut off all the same.
        assert (
            page.evaluate("[...document.querySelectorAll('td > div')].filter(n => n.scrollWidth > n.clientWidth + 1)")
            == []
        )
