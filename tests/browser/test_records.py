"""Records, ledger, export, policy and tokens in a browser: legible everywhere, whole when taken away."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

import factories
from masthead.administration.commitments import add_commitment
from masthead.agencies.actors import Worker
from masthead.agencies.models import Person
from masthead.records.checkpoint import make_checkpoint

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = (360, 768, 1280)


@pytest.fixture
def officer(transactional_db: None) -> Person:
    factories.agency()
    officer = factories.person("records_officer")
    for number in range(60):
        add_commitment(by=Worker(), at=factories.at(number), name=f"Goal number {number} of the long plan")
    make_checkpoint(by=Worker(), at=factories.at(61))
    add_commitment(by=Worker(), at=factories.at(62), name="Talking Book Services", goal="Free by mail, to anyone.")
    return officer


def test_every_page_reads_well_everywhere(
    officer: Person,
    live_server: object,
    browser_page: Page,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    sign_in(officer)
    for name, address in (
        ("records", "/desk/records/"),
        ("records-none", "/desk/records/?q=unheard"),
        ("record", "/desk/records/3"),
        ("record-unsigned", "/desk/records/61"),
        ("ledger", "/desk/records/ledger"),
        ("export", "/desk/records/export"),
        ("policy", "/desk/policy"),
        ("tokens", "/desk/tokens/"),
    ):
        browser_page.set_viewport_size({"width": 1280, "height": 900})
        browser_page.goto(f"{live_server}{address}")
        for scheme in ("light", "dark"):
            browser_page.emulate_media(color_scheme=scheme)
            axe_clean(browser_page)
        screenshots(browser_page, name, widths=SIZES)


def test_found_read_and_taken_away(
    officer: Person,
    live_server: object,
    browser_page: Page,
    sign_in: Callable[[Person], None],
    screenshots: Callable[..., None],
) -> None:
    sign_in(officer)
    page = browser_page
    page.goto(f"{live_server}/desk/records/")
    page.get_by_label("Find a record").fill("talking book")
    page.get_by_label("Find a record").press("Enter")
    page.get_by_role("link", name="61", exact=True).click()
    expect(page.get_by_role("heading", name="Proved just now")).to_be_visible()
    page.goto(f"{live_server}/desk/records/ledger")
    page.get_by_role("button", name="Read it through now").click()
    expect(page.get_by_text("were as they were written")).to_be_visible()
    screenshots(page, "ledger-looked", widths=SIZES)
    page.goto(f"{live_server}/desk/records/export")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Give them out").click()
    assert taken.value.suggested_filename.endswith(".zip")


def test_a_token_is_issued_shown_once_and_revoked(
    officer: Person,
    live_server: object,
    browser_page: Page,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    sign_in(officer)
    page = browser_page
    page.goto(f"{live_server}/desk/tokens/")
    page.get_by_label("Name", exact=True).fill("Website calendar")
    page.locator("label", has_text="Read what you may see").click()
    page.get_by_role("button", name="Issue it").click()
    expect(page.locator("#secret")).to_contain_text("mh_")
    axe_clean(page)
    screenshots(page, "token-issued", widths=SIZES)
    page.get_by_role("button", name="Revoke Website calendar").click()
    expect(page.get_by_role("cell", name="Revoked")).to_be_visible()
