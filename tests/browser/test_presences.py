"""Presences in a browser: proposed, read back, reviewed, and their look-alikes, at every width and in both themes."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

import factories
from masthead.administration.commitments import add_commitment
from masthead.agencies.actors import Worker
from masthead.agencies.models import Bureau, Person
from masthead.agencies.rights import Role
from masthead.kernel.clock import now
from masthead.presences import watch
from masthead.presences.models import Connection, Lookalike, Presence
from presences import roads

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NARROW_AND_WIDE = (360, 1280)


@pytest.fixture
def presence(transactional_db: None) -> Presence:
    """Live on Bluesky, its profile changed since, its review due, its credentials about to end."""
    factories.agency()
    writer, director = factories.person(Role.COMMUNICATOR), factories.person(Role.DIRECTOR)
    made = roads.launched(writer, director, existing_since=factories.at(days=-900).date(), existing_run_by="A trainee")
    watch.note(by=Worker(), at=factories.at(9), presence=made, found=roads.profile(name="Free Vouchers", about="Win!"))
    Connection.objects.update(ends_at=now())
    Presence.objects.update(state="due", launched_at=factories.at(days=-380))
    return made


def test_a_presence_is_proposed_with_its_mistakes_told_at_once(
    live_server: object,
    browser_page: Page,
    presence: Presence,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    page = browser_page
    sign_in(Person.objects.get(grants__role="communicator"))
    page.goto(f"{live_server}/desk/presences/propose")
    expect(page.locator("main")).not_to_contain_text("TikTok")  # a caution speaks where a proposal does
    page.get_by_label("Channel", exact=True).select_option("bluesky")
    page.get_by_label("Name the public sees").fill("Book Talk")
    page.get_by_role("button", name="Propose it").click()
    expect(page.locator("#id_name-error")).to_contain_text("mlc.bsky.social")
    expect(page.locator("#id_purpose-error")).to_be_visible()
    axe_clean(page)
    screenshots(page, "presence-propose", widths=NARROW_AND_WIDE)


def test_the_pages_of_a_presence_that_asks_for_much(
    live_server: object,
    browser_page: Page,
    presence: Presence,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    page = browser_page
    director = Person.objects.get(grants__role="director")
    sign_in(director)
    page.goto(f"{live_server}/desk/")
    expect(
        page.get_by_role("link", name="The live profile of Mississippi Library Commission has changed", exact=True)
    ).to_be_visible()
    expect(page.get_by_role("link", name="Review due: Mississippi Library Commission", exact=True)).to_be_visible()
    screenshots(page, "today-presences", widths=NARROW_AND_WIDE)
    for path, name in (
        (f"presences/{presence.pk}", "presence"),
        (f"presences/{presence.pk}/review", "presence-review"),
        (f"presences/{presence.pk}/connect", "presence-connect"),
        ("presences/", "presences"),
    ):
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(f"{live_server}/desk/{path}")
        axe_clean(page)
        screenshots(page, name, widths=NARROW_AND_WIDE)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{live_server}/desk/presences/{presence.pk}")
    page.get_by_label("Why it changed").fill("A campaign of ours.")
    page.get_by_role("button", name="Confirm the new profile").click()
    expect(page.get_by_role("heading", name="The live profile has changed")).to_have_count(0)
    page.get_by_role("link", name="Review it").click()
    page.get_by_text("Renew: it goes on").click()
    page.get_by_label("Why", exact=True).fill("People ask us there.")
    page.get_by_role("button", name="Decide the review").click()
    expect(page.get_by_text("The evidence is kept with your decision.")).to_be_visible()


def test_the_public_tells_of_a_look_alike_and_staff_end_it(
    live_server: object,
    browser_page: Page,
    presence: Presence,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
    tmp_path: Path,
) -> None:
    page = browser_page
    page.goto(f"{live_server}/official?account=mlc.exarnple.gov")
    axe_clean(page)
    screenshots(page, "official-no", widths=NARROW_AND_WIDE)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("link", name="It pretends to be us: tell us").click()
    expect(page.get_by_label("Link or name of the account")).to_have_value("mlc.exarnple.gov")
    axe_clean(page)
    screenshots(page, "official-tell", widths=NARROW_AND_WIDE)
    page.get_by_label("What it shows or asks for").fill("It asks for my card number.")
    page.get_by_role("button", name="Tell the MLC").click()
    expect(page.get_by_role("heading", name="Thank you.")).to_be_visible()
    axe_clean(page)
    screenshots(page, "official-told", widths=NARROW_AND_WIDE)
    assert not page.context.cookies()

    sign_in(Person.objects.get(grants__role="communicator"))
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{live_server}/desk/presences/look-alikes/")
    axe_clean(page)
    screenshots(page, "lookalikes", widths=NARROW_AND_WIDE)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("link", name="mlc.exarnple.gov").click()
    picture = tmp_path / "screen.png"
    whole = io.BytesIO()
    Image.new("RGB", (40, 20), "white").save(whole, "PNG")
    picture.write_bytes(whole.getvalue())
    page.get_by_label("Picture of the screen").set_input_files(picture)
    page.get_by_role("button", name="Keep the picture").click()
    expect(page.get_by_role("link", name="screen.png")).to_be_visible()
    axe_clean(page)
    screenshots(page, "lookalike", widths=NARROW_AND_WIDE)
    page.set_viewport_size({"width": 1280, "height": 900})
    for words, button in (("It copies our seal.", "It is one"), ("Case 4711", "Reported to its platform")):
        page.get_by_label(re.compile("what you found", re.I)).fill(words)
        page.get_by_role("button", name=button).click()
    page.get_by_label("Number or link of the report").fill("Nobody answers there any more.")
    page.get_by_role("button", name="It is gone").click()
    expect(page.get_by_text("Ended: it was taken down.")).to_be_visible()
    assert Lookalike.objects.get().state == "taken_down"
    page.goto(f"{live_server}/desk/presences/look-alikes/log")
    axe_clean(page)
    screenshots(page, "lookalike-log", widths=NARROW_AND_WIDE)


def test_commitments_are_entered_changed_and_ended(
    live_server: object,
    browser_page: Page,
    presence: Presence,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    page = browser_page
    director = Person.objects.get(grants__role="director")
    bureau = Bureau.objects.create(name="Library Development")
    add_commitment(by=director, at=now(), name="Trustee workshops", goal="Four a year.", bureau=bureau)
    sign_in(director)
    page.goto(f"{live_server}/desk/commitments/")
    axe_clean(page)
    screenshots(page, "commitments", widths=NARROW_AND_WIDE)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("link", name="Summer Library Program").click()
    expect(page.get_by_role("link", name="Mississippi Library Commission", exact=True).last).to_be_visible()
    axe_clean(page)
    screenshots(page, "commitment", widths=NARROW_AND_WIDE)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="End it today").click()
    expect(page.get_by_text("ends today")).to_be_visible()
