"""What every employee does at the desk, in a browser: hand an exchange over, answer it, acknowledge the policy."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

import factories
from masthead.agencies.models import Person
from masthead.conversations.models import Conversation
from masthead.employees.models import Acknowledgement, AddressUse
from masthead.presences.models import Presence

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASTED = (
    "June Ross: You work at the library, no? When do you open on Saturdays?\nAnn: Hi June!\nJune Ross: And on Sundays?"
)
SIZES = (360, 1280)


@pytest.fixture(autouse=True)
def _files(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def ann(transactional_db: None) -> Person:
    factories.agency()
    return factories.person(name="Ann Poe")


def clean_in_both(page: Page, axe_clean: Callable[[Page], None]) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        axe_clean(page)


def test_an_exchange_is_handed_over_answered_and_complete(
    ann: Person,
    live_server: object,
    browser_page: Page,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
    tmp_path: Path,
) -> None:
    sign_in(ann)
    page = browser_page
    picture = tmp_path / "chat.png"
    Image.new("RGB", (200, 320), "steelblue").save(picture)
    page.goto(f"{live_server}/desk/hand-over/")
    axe_clean(page)
    page.get_by_role("main").get_by_role("link", name="Hand one over").first.click()
    page.get_by_label("Where were you asked?").fill("Facebook Messenger")
    page.get_by_label("Your name there").fill("Ann")
    page.get_by_label("Paste the exchange").fill(PASTED)
    clean_in_both(page, axe_clean)
    screenshots(page, "hand-over-begin", widths=SIZES)
    page.get_by_role("button", name="See the exchange").click()
    expect(page.get_by_role("heading", name="The whole exchange")).to_be_visible()
    first = page.get_by_role("group", name="Message 1", exact=True)
    expect(first.get_by_label("What was said")).to_have_value(re.compile("on Saturdays"))
    first.get_by_label("When").fill("2026-11-20T10:05")
    page.get_by_label(re.compile("^Screenshots")).set_input_files(picture)
    clean_in_both(page, axe_clean)
    screenshots(page, "hand-over-preview", widths=SIZES)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Hand it over").click()
    expect(page.get_by_text("Copy the answer")).to_be_visible()
    words = page.get_by_label("Your words")
    words.fill("LOL 9")
    expect(page.locator("#answer-findings")).to_contain_text("disclaimer")
    expect(page.get_by_role("button", name="Copy the answer")).to_have_count(0)
    clean_in_both(page, axe_clean)
    screenshots(page, "hand-over-answer", widths=SIZES)
    page.set_viewport_size({"width": 1280, "height": 900})
    words.fill("We open at nine on Saturdays.")
    page.get_by_role("button", name="I have answered there").click()
    expect(page.get_by_role("heading", name="Answered")).to_be_visible()
    made = Conversation.objects.get()
    assert (made.state, made.comments.count(), made.screenshots.count()) == ("answered", 4, 1)
    page.goto(f"{live_server}/desk/hand-over/")
    screenshots(page, "hand-over-list", widths=SIZES)


def test_the_policy_is_read_and_acknowledged(
    ann: Person,
    live_server: object,
    browser_page: Page,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    sign_in(ann)
    page = browser_page
    page.goto(f"{live_server}/desk/")
    page.get_by_role("link", name=re.compile("^Acknowledge")).first.click()
    clean_in_both(page, axe_clean)
    screenshots(page, "acknowledge", widths=SIZES)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="I have read it and acknowledge it").click()
    expect(page.get_by_role("heading", name="You have acknowledged it")).to_be_visible()
    assert Acknowledgement.objects.get().person == ann


@pytest.mark.parametrize("role", ["policy_owner", "administrator", "director"])
def test_who_has_and_who_has_not(
    role: str,
    ann: Person,
    live_server: object,
    browser_page: Page,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    factories.who_acknowledged(ann)
    sign_in(factories.person(role))
    page = browser_page
    page.goto(f"{live_server}/desk/")
    if page.get_by_role("button", name="Menu").is_visible():
        page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="Acknowledgements").click()
    expect(page.get_by_text("1 of 2 have acknowledged")).to_be_visible()
    clean_in_both(page, axe_clean)
    screenshots(page, f"acknowledgements-{role}", widths=SIZES)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_label("Who", exact=True).select_option("no")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("row", name=re.compile("Ann Poe"))).to_have_count(0)
    with page.expect_download() as table:
        page.get_by_role("link", name="Table (CSV)").click()
    assert table.value.suggested_filename == "acknowledgements.csv"


def test_official_addresses_are_noted(
    ann: Person,
    live_server: object,
    browser_page: Page,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    writer = factories.person("communicator")
    Presence.objects.create(
        channel="noticeboard", name="MLC on the web", handle="mlc", purpose="p", audience="a", why_channel="w",
        run_by=writer, proposed_by=writer, proposed_at=factories.at(), decided_at=factories.at(), state="live",
    )  # fmt: skip
    sign_in(writer)
    page = browser_page
    page.goto(f"{live_server}/desk/official-addresses/")
    clean_in_both(page, axe_clean)
    page.get_by_label("Presence", exact=True).select_option(label="MLC on the web")
    page.get_by_label("Official address that opened its account").fill("ann@home.example")
    page.get_by_role("button", name="Note it").click()
    expect(page.get_by_text("not an official address").first).to_be_visible()
    screenshots(page, "addresses-refused", widths=SIZES)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_label("Official address that opened its account").fill("social@mlc.lib.ms.us")
    page.get_by_role("button", name="Note it").click()
    expect(page.get_by_role("row", name=re.compile("social@mlc"))).to_be_visible()
    clean_in_both(page, axe_clean)
    screenshots(page, "addresses", widths=SIZES)
    assert AddressUse.objects.get().address == "social@mlc.lib.ms.us"
