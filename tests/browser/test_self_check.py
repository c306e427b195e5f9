"""The self-check in a browser: read while one writes, kept nowhere, the disclaimer at hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

import factories
from masthead.agencies.models import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = "Long day at the Library Commission, but our new catalog search is live. Write me at ada@mlc.lib.ms.us."
ENDORSES = "Vote for Jane Tull for mayor!"
OF_A_PATRON = "Jane Doe borrowed three books on divorce; her card number is 21234000123456."


@pytest.fixture
def employee(transactional_db: None) -> Person:
    factories.agency()
    return factories.person()


def test_an_answer_comes_while_one_writes_and_leaves_nothing(
    employee: Person,
    live_server: object,
    browser_page: Page,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    sign_in(employee)
    page = browser_page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server}/desk/self-check")
    axe_clean(page)
    screenshots(page, "self-check-empty", widths=(360, 768, 1280))
    page.get_by_label("Your text").press_sequentially(TEXT[:40])
    page.get_by_label("Your text").fill(TEXT)
    expect(page.locator("#answer")).to_contain_text("ada@mlc.lib.ms.us")
    expect(page.locator("#answer")).to_contain_text("The policy asks for")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        axe_clean(page)
    screenshots(page, "self-check", widths=(360, 768, 1280))
    assert [url for url in asked if not url.startswith(str(live_server))] == []
    assert "Long day" not in "".join(asked)
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    assert "Long day" not in kept
    page.get_by_role("link", name="Clear it now").click()
    expect(page.get_by_label("Your text")).to_have_value("")


def test_every_finding_is_in_sight_by_scrolling_the_page_worst_first(
    employee: Person,
    live_server: object,
    browser_page: Page,
    sign_in: Callable[[Person], None],
    screenshots: Callable[..., None],
) -> None:
    sign_in(employee)
    page = browser_page
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{live_server}/desk/self-check")
    page.get_by_label("Your text").fill(f"As a librarian I say: {ENDORSES} {OF_A_PATRON} {TEXT}")
    expect(page.locator("#answer")).to_contain_text("No endorsement")
    kinds = page.locator("#answer .mh-severity").all_inner_texts()
    assert kinds[0] == "Blocks" and kinds == sorted(kinds, key=["Blocks", "Asks", "Advises"].index)
    hidden = "box => getComputedStyle(box).overflowY !== 'visible' || box.scrollHeight > box.clientHeight + 1"
    assert not page.locator("#answer").evaluate(hidden)
    screenshots(page, "self-check-worst-first", widths=(360, 768, 1280))


def test_an_official_text_is_checked_as_a_post(
    employee: Person, live_server: object, browser_page: Page, sign_in: Callable[[Person], None]
) -> None:
    sign_in(employee)
    browser_page.goto(f"{live_server}/desk/self-check")
    browser_page.get_by_text("An account of the agency").click()
    browser_page.get_by_label("Your text").fill("Thx for coming!!! LOL")
    expect(browser_page.locator("#answer")).to_contain_text("belongs on the desk")


def test_the_disclaimer_is_copied_with_one_press(
    employee: Person, live_server: object, browser_page: Page, sign_in: Callable[[Person], None]
) -> None:
    sign_in(employee)
    browser_page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    browser_page.goto(f"{live_server}/desk/self-check")
    browser_page.get_by_role("button", name="Copy").click()
    expect(browser_page.get_by_text("Copied.")).to_be_visible()
    copied = browser_page.evaluate("navigator.clipboard.readText()")
    assert copied == "Postings are my own and do not represent the opinion of the Mississippi Library Commission."


def test_a_short_channel_says_where_the_disclaimer_goes_and_a_profile_is_looked_at(
    employee: Person,
    live_server: object,
    browser_page: Page,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    sign_in(employee)
    page = browser_page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{live_server}/desk/self-check")
    page.get_by_label("On which channel?").select_option("bluesky")
    page.get_by_label("Your text").fill("The Library Commission opened a new branch today. " * 5)
    expect(page.locator("#answer")).to_contain_text("in a first reply")
    page.get_by_text("Check your profile, too").click()
    page.get_by_label("The e-mail address you open it with").fill("ada@mlc.lib.ms.us")
    expect(page.locator("#answer")).to_contain_text("may not open a private account")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        axe_clean(page)
    screenshots(page, "self-check-placing", widths=(360, 1280))
    page.get_by_role("button", name="Copy the disclaimer").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "Postings are my own and do not represent the opinion of the Mississippi Library Commission."
