"""The page on which an account is connected: what to do there, step by step, and what went wrong, in a browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

import factories
from fakes.presence import live_presence
from masthead.agencies.models import Person
from masthead.agencies.rights import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def author(transactional_db: None) -> Person:
    factories.agency()
    return factories.person(Role.COMMUNICATOR)


@pytest.mark.parametrize("channel", ["wordpress", "mastodon", "discourse", "hand"])
def test_the_steps_are_shown_and_a_password_in_the_open_is_refused(
    live_server: object,
    browser_page: Page,
    author: Person,
    channel: str,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    presence = live_presence(channel, handle="")
    presence.state = "approved"
    presence.save()
    sign_in(author)
    page = browser_page
    page.goto(f"{live_server}{reverse('desk:presence_connect', args=[presence.pk])}")
    assert page.locator("ol li").count() >= 3
    screenshots(page, f"connect-{channel}", widths=(360, 1280))
    axe_clean(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    for field in page.locator("form.mh-stack input:not([type=hidden])").all():
        field.fill("http://platform.example" if field.get_attribute("name") in ("address", "server") else "5")
    page.get_by_role("button", name="onnect").click()
    expect(page.get_by_text("https://").first).to_be_visible()
    told = "begin with https://" if channel == "hand" else "could not be reached"
    expect(page.get_by_text(told).first).to_be_visible()
    axe_clean(page)
