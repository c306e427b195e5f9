"""Figures in a browser: the tables read well everywhere, and a commitment leads to its presences and posts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

import factories
from masthead.agencies.models import Commitment, Person
from masthead.kernel.clock import now
from publishing.test_served import answer, comment, post, presence

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def writer(transactional_db: None) -> Person:
    factories.agency()
    writer = factories.person("communicator")
    summer = Commitment.objects.create(
        name="Summer Library Program", goal="Reading continues.", starts=date(2026, 6, 1), ends=date(2030, 7, 31)
    )
    board = presence(writer, "Mississippi Library Commission Noticeboard", "Public Services", summer)
    said = post(writer, board, summer, now() - timedelta(days=2))
    answer(writer, comment(board, said, now() - timedelta(days=1)), timedelta(hours=5))
    comment(board, said, now() - timedelta(days=1), state="removed")
    post(writer, board, None, now() - timedelta(days=2))
    return writer


def test_the_figures_read_well_everywhere(
    writer: Person,
    live_server: object,
    browser_page: Page,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    sign_in(writer)
    browser_page.goto(f"{live_server}/desk/")
    browser_page.get_by_role("link", name="Figures").first.click()
    expect(browser_page.get_by_role("heading", name="Figures", level=1)).to_be_visible()
    for name in ("figures", "figures-commitment", "figures-wrong"):
        if name == "figures-commitment":
            browser_page.goto(f"{live_server}/desk/figures/")
            browser_page.get_by_role("link", name="Summer Library Program").click()
            expect(browser_page.get_by_text("Posts that serve it")).to_be_visible()
        if name == "figures-wrong":
            browser_page.goto(f"{live_server}/desk/figures/?since=2026-02-01&until=2026-01-01")
        for scheme in ("light", "dark"):
            browser_page.emulate_media(color_scheme=scheme)
            axe_clean(browser_page)
        screenshots(browser_page, name, widths=(360, 1280))
        browser_page.set_viewport_size({"width": 1280, "height": 900})
