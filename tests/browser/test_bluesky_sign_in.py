"""From the presence's page to the page of Bluesky's own server and back, in a browser, with nothing in between faked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
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
    pytest.mark.django_db(transaction=True),
]


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


def test_a_librarian_signs_in_on_blueskys_own_page(
    live_server: object,
    browser_page: Page,
    network: BlueskyNetwork,
    author: Person,
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., list[Path]],
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
    cookie = factories.client_for(author).cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": here}])
    page.goto(f"{here}{reverse('desk:presence_connect', args=[presence.pk])}")
    screenshots(page, "connect-bluesky", widths=(360, 1280))
    axe_clean(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Sign in to Bluesky").click()
    page.wait_for_url(re.compile(re.escape(network.pds)))
    screenshots_of_theirs = Path("/tmp/theirs")
    screenshots_of_theirs.mkdir(exist_ok=True)
    page.wait_for_timeout(3000)
    page.screenshot(path=screenshots_of_theirs / "1.png")
    print(page.inner_text("body"))
    page.get_by_role("button", name=re.compile("sign in", re.I)).first.click()
    page.wait_for_timeout(1000)
    page.screenshot(path=screenshots_of_theirs / "2.png")
    print(page.inner_text("body"))
    page.get_by_role("textbox", name="Password").fill(network.password)
    page.wait_for_timeout(1000)
    page.screenshot(path=screenshots_of_theirs / "3.png")
    page.get_by_role("button", name=re.compile("next|sign in", re.I)).last.click()
    page.wait_for_timeout(2000)
    page.screenshot(path=screenshots_of_theirs / "4.png")
    print(page.inner_text("body"))
    page.get_by_role("button", name=re.compile("authorize|accept|allow", re.I)).click()
    expect(page.get_by_text(f"Connected to {network.agency}")).to_be_visible(timeout=30_000)
    screenshots(page, "connected-bluesky", widths=(360, 1280))
    axe_clean(page)
    row = Connection.objects.get()
    assert row.signed_in and row.ends_at is not None
