"""An agency with many presences, in a browser: one is found by its name, and nothing written is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

import factories
from masthead.agencies.models import Person
from masthead.agencies.rights import Role
from masthead.kernel.clock import now
from masthead.presences.models import Presence
from masthead.publishing import draft as drafting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def communicator(transactional_db: None) -> Person:
    factories.agency()
    return factories.person(Role.COMMUNICATOR, Role.ADMINISTRATOR)


def test_a_presence_is_found_by_its_name_and_chosen(
    live_server: object,
    browser_page: Page,
    communicator: Person,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    made = [
        Presence.objects.create(
            channel="noticeboard",
            name=f"MLC Branch {number:03}",
            handle=f"branch-{number}",
            state="live",
            run_by=communicator,
            proposed_by=communicator,
            proposed_at=now(),
        )
        for number in range(60)
    ]
    wording = drafting.Wording(title="A post", text="The library is open.", presences=made[:1])
    draft = drafting.start(by=communicator, at=now(), wording=wording)
    sign_in(communicator)
    page = browser_page
    page.goto(f"{live_server}/desk/drafts/{draft.pk}")
    page.locator("#text").fill("The library opens at nine.")
    page.get_by_label("Find a presence by its name").fill("branch 047")
    page.get_by_label("Find a presence by its name").press("Enter")
    expect(page.get_by_text("1 more bears “branch 047” in the name.")).to_be_visible()
    expect(page.locator("#text")).to_have_value("The library opens at nine.")
    page.locator("label", has_text="MLC Branch 047").first.click()
    screenshots(page, "compose-many-presences", widths=(360, 1280))
    axe_clean(page)
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.get_by_label("MLC Branch 047", exact=True)).to_be_checked()
    expect(page.get_by_label("MLC Branch 000", exact=True)).to_be_checked()
    page.goto(f"{live_server}/desk/drafts/new")
    screenshots(page, "compose-new-many-presences", widths=(360, 1280))
    axe_clean(page)
    for number in range(55):
        factories.person(name=f"Reader {number:02}")
    page.goto(f"{live_server}/desk/people/")
    screenshots(page, "people-many", widths=(360, 1280))
    axe_clean(page)
