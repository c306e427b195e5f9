"""Today in a browser: what waits, read at every width and in both themes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

import factories
from masthead.agencies.models import Person
from masthead.kernel.clock import now
from masthead.links.models import Dossier, Link
from masthead.presences.models import Connection
from moderated import case_on, comment_saying

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_today_says_what_waits_and_leads_there(
    live_server: object,
    browser_page: Page,
    transactional_db: None,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    factories.agency()
    director = factories.who_acknowledged(factories.person("director"))
    sign_in(director)
    page = browser_page
    page.goto(f"{live_server}/desk/")
    expect(page.get_by_text("Nothing waits for you.")).to_be_visible()
    screenshots(page, "today-empty", widths=(360, 1280))
    case_on("Vote for Jo Doe on Tuesday!", opened_by=director)
    comment_saying("Can my mother get the large-print list mailed to Yalobusha County?", "c2", root="post:2")
    Connection.objects.update(trouble="The Page's permission ended. Sign in to it again.")
    link = Link.objects.create(url="https://library.invalid/", first_seen=now())
    Dossier.objects.create(link=link, state="ok", asked_at=now(), asked_by=director.actor_id)
    page.goto(f"{live_server}/desk/")
    expect(page.locator(".mh-nav__link", has_text="Moderation")).to_contain_text("1")
    screenshots(page, "today", widths=(360, 768, 1280))
    axe_clean(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("link", name="1 comment to look at", exact=True).click()
    expect(page.get_by_role("link", name="Start with the first")).to_be_visible()
