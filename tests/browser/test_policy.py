"""Versions of the policy in a browser: changed, read by counsel, adopted, compared; legible, also on paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import factories
from adoption.versions import LONG_AGO, adopted, changed, cleared, director, drafted, owner, started
from masthead.adoption.figures import count_on
from masthead.adoption.take_effect import come_into_force
from masthead.agencies.actors import Worker
from masthead.agencies.days import local_day
from masthead.agencies.models import Person
from masthead.kernel.clock import now
from masthead.policy.pack import find_pack

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(transactional_db: None) -> Person:
    """Version 2 in force, 3 cleared by counsel, 4 a draft with findings."""
    agency = factories.agency(set_up_at=factories.at(days=-30))
    started(agency)
    made = adopted(
        changed("2026-11", clause="presence.5", duty="Every link is read to its end by a person before it is posted.")
    )
    come_into_force(by=Worker("policy"), at=LONG_AGO + timedelta(days=2))
    cleared(
        changed("3", clause="presence.3", text="Comments remain,\nwhatever they say.", public="They remain.", base=made)
    )
    raw = bytes(made.file.raw).replace(b"2026-11", b"2027-01").replace(b"author_paused", b"author_rested")
    drafted(raw.replace(b"has no plausible connection", b"is deemed inappropriate and has no connection"))
    while count_on():
        pass
    return owner()


def test_every_page_reads_well_everywhere(
    desk: Person,
    live_server: object,
    browser_page: Page,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
    tmp_path: Path,
) -> None:
    from masthead.adoption.models import Version

    pages = {
        "policy": "/desk/policy",
        "policy-versions": "/desk/policy/versions/",
        "policy-compare": "/desk/policy/compare?from=1&to=4",
        "policy-compare-same": "/desk/policy/compare?from=1&to=1",
        "policy-upload": "/desk/policy/upload",
        "policy-change": "/desk/policy/change?clause=rules.pause",
        "policy-choose": "/desk/policy/change",
        "policy-add": "/desk/policy/add",
        "policy-ground": "/desk/policy/ground?ground=abusive",
        "policy-words": "/desk/policy/words",
        "policy-public": "/policy",
        **{f"policy-version-{v.number}": f"/desk/policy/versions/{v.pk}" for v in Version.objects.all()},
    }
    sign_in(director())
    for name, address in pages.items():
        browser_page.set_viewport_size({"width": 1280, "height": 900})
        browser_page.goto(f"{live_server}{address}")
        for scheme in ("light", "dark"):
            browser_page.emulate_media(color_scheme=scheme)
            axe_clean(browser_page)
        screenshots(browser_page, name, widths=(360, 1280))
    browser_page.goto(f"{live_server}/desk/policy/compare?from=1&to=4")
    browser_page.emulate_media(media="print")
    assert not browser_page.locator(".mh-nav").is_visible()
    assert not browser_page.locator(".mh-filter").is_visible()
    expect(browser_page.locator("table")).to_be_visible()


def test_a_change_goes_from_a_page_to_being_in_force(
    desk: Person,
    live_server: object,
    browser_page: Page,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
    tmp_path: Path,
) -> None:
    page = browser_page
    sign_in(desk)
    page.goto(f"{live_server}/desk/policy")
    page.get_by_role("link", name="Change Rule pause").click()
    page.get_by_label(re.compile("^Minutes")).first.fill("30")
    page.get_by_label(re.compile("^Minutes")).nth(1).fill("99999")
    page.get_by_label("Name of the new version").fill("2027")
    page.get_by_label("What it changes, and why").fill("Corrections came late.")
    page.get_by_role("button", name="Keep it as a draft").click()
    expect(page.get_by_role("alert")).to_contain_text("10080")
    page.get_by_label(re.compile("^Minutes")).nth(1).fill("30")
    page.get_by_role("button", name="Keep it as a draft").click()
    expect(page.get_by_role("heading", name="Version 5")).to_be_visible()
    page.get_by_role("button", name="Send to legal review").click()
    page.get_by_label("Who read it").fill("Ada Pruitt, counsel")
    page.get_by_label("On which day").fill(local_day(now()).isoformat())
    page.get_by_role("textbox", name="What counsel said").fill("It can stand.")
    page.get_by_role("button", name="Note that counsel cleared it").click()
    expect(page.get_by_text("the Executive Director decides", exact=False).first).to_be_visible()
    address = page.url
    sign_in(director())
    page.goto(address)
    page.get_by_label("Adopted on").fill("2026-01-02")
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_role("alert")).to_contain_text("Minutes")
    page.get_by_label("Minutes", exact=True).fill("Memo of the director, 12")
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("Recorded. From its day on")).to_be_visible()
    page.goto(f"{live_server}/desk/policy")
    expect(page.get_by_text("minutes: 30").first).to_be_attached()


def test_a_file_is_looked_at_before_it_is_kept(
    desk: Person,
    live_server: object,
    browser_page: Page,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    page = browser_page
    sign_in(desk)
    page.goto(f"{live_server}/desk/policy/upload")
    page.get_by_label("Policy file").set_input_files(find_pack("okatoma-city-library"))
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("heading", name="What it would change in the policy in force")).to_be_visible()
    axe_clean(page)
    screenshots(page, "policy-preview", widths=(360, 1280))
    page.get_by_role("button", name="Keep it as a draft").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("What it changes, and why").fill("A shorter policy.")
    page.get_by_role("button", name="Keep it as a draft").click()
    expect(page.get_by_role("heading", name="Version 5")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download", exact=True).click()
    assert Path(download.value.path()).read_bytes() == find_pack("okatoma-city-library").read_bytes()
