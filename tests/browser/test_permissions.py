"""Somebody is asked on their telephone, signs, and takes it back; staff ask, and take down with one button."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import asked
import factories
from asked import GUARDIAN, PERSON, listed, picture
from fakes.presence import live_presence
from masthead.agencies.actors import Worker
from masthead.agencies.models import Person
from masthead.agencies.rights import Role
from masthead.kernel.clock import now
from masthead.media import depict, faces, permit
from masthead.media.models import AskedPermission, Depiction
from masthead.media.signing_links import sign_path
from masthead.outbox.models import Delivery
from masthead.publishing.propose_takedown import propose_takedowns
from pictured_posts import publish

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = (320, 360, 768, 1280)


@pytest.fixture
def writer(transactional_db: None, live_server: object, settings: object, tmp_path: Path) -> Person:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    factories.agency(public_url=str(live_server))
    return factories.who_acknowledged(factories.person(Role.COMMUNICATOR))


@pytest.fixture
def child(writer: Person) -> Depiction:
    return listed(writer, picture(writer), "child", "Q. Q.")


@pytest.fixture
def page(browser_page: Page, live_server: object) -> Iterator[Page]:
    """A telephone. Fails the test when a page asks anybody else for anything, runs a script, or leaves a cookie."""
    requested: list[str] = []
    browser_page.on("request", lambda request: requested.append(request.url))
    browser_page.set_viewport_size({"width": 360, "height": 740})
    yield browser_page
    assert [url for url in requested if not url.startswith(str(live_server)) or url.endswith(".js")] == []
    assert browser_page.context.cookies() == []


def in_both_themes(page: Page, axe_clean: Callable[[Page], None]) -> None:
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        axe_clean(page)


def test_a_guardian_signs_on_a_telephone_and_takes_it_back(
    writer: Person,
    child: Depiction,
    page: Page,
    live_server: object,
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    later = factories.at(days=4000).date()
    row, token = asked.asked(
        writer,
        child,
        kind="child",
        guardian=GUARDIAN,
        relation="mother",
        channels=["noticeboard"],
        until=later,
        link_days=60,
    )
    AskedPermission.objects.update(asked_at=factories.at())
    row.links.update(good_until=factories.at(days=4000))
    page.goto(f"{live_server}{sign_path(token)}")
    expect(page.get_by_role("heading", level=1)).to_have_text("May we show your child?")
    expect(page.get_by_role("img", name="A reader at a teal table.")).to_be_visible()
    in_both_themes(page, axe_clean)
    screenshots(page, "permission-asked", widths=SIZES)
    page.set_viewport_size({"width": 360, "height": 740})
    page.get_by_role("button", name="Yes, I give permission").click()
    expect(page.get_by_role("alert")).to_contain_text("Type your name")
    axe_clean(page)
    page.get_by_label("Your name").fill(GUARDIAN)
    page.get_by_label("Today’s date").fill(page.evaluate("new Date().toISOString().slice(0, 10)"))
    page.get_by_text("I read this, and I agree").click()
    page.get_by_role("button", name="Yes, I give permission").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your permission")
    expect(page.get_by_role("img", name="Your link, as a square for a telephone")).to_be_visible()
    in_both_themes(page, axe_clean)
    screenshots(page, "permission-given", widths=SIZES)
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Take my permission back")).to_be_hidden()
    expect(page.get_by_text("Signed by")).to_be_visible()
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Take my permission back").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You took your permission back.")
    in_both_themes(page, axe_clean)
    screenshots(page, "permission-taken-back", widths=(360, 1280))


def test_saying_no_is_one_press_as_far_down_the_page_as_yes(
    writer: Person, child: Depiction, page: Page, live_server: object, axe_clean: Callable[[Page], None]
) -> None:
    row, token = asked.asked(writer, child, kind="child", guardian=GUARDIAN, relation="mother")
    row.links.update(good_until=factories.at(days=4000))
    page.goto(f"{live_server}{sign_path(token)}")
    page.get_by_role("button", name="No, I do not give permission").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your answer is no. Thank you.")
    axe_clean(page)
    page.go_back()
    page.reload()
    expect(page.get_by_text("used already")).to_be_visible()


def test_staff_ask_and_take_down_what_is_no_longer_agreed(
    writer: Person,
    browser_page: Page,
    live_server: object,
    sign_in: Callable[[object], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    page, adult = browser_page, listed(writer, picture(writer))
    depict.taken_at(by=writer, at=factories.at(), asset=adult.asset, event="Story night", is_public=True)
    sign_in(writer)
    page.goto(f"{live_server}/desk/media/{adult.asset_id}")
    page.get_by_role("link", name="Ask Z. Q. to sign on a screen").click()
    in_both_themes(page, axe_clean)
    screenshots(page, "permission-ask", widths=(360, 1280))
    page.get_by_label("Name of whoever is shown").fill(PERSON)
    page.get_by_label("For what").fill("News of the summer program")
    page.get_by_role("button", name="Make the link").click()
    expect(page.get_by_role("img", name="The link, as a square")).to_be_visible()
    in_both_themes(page, axe_clean)
    screenshots(page, "permission-link", widths=(360, 1280))
    link = page.locator("#link").inner_text()
    row = AskedPermission.objects.get()
    own = asked.given(row, link.rstrip("/").rpartition("/")[2])
    publication = publish(writer, [live_presence("noticeboard")], adult.asset)
    Delivery.objects.filter(subject=publication.subject).update(state="said")
    for path, name in ((f"media/permissions/{row.pk}/", "permission"), ("media/permissions/", "permissions")):
        page.goto(f"{live_server}/desk/{path}")
        in_both_themes(page, axe_clean)
        screenshots(page, f"desk-{name}", widths=(360, 1280))
    asked.taken_back(row, own, minutes=300)
    for path, name in (
        (f"media/{adult.asset_id}", "asset-no-longer"),
        ("media/permissions/no-longer", "no-longer"),
        ("", "today-taken-back"),
    ):
        page.goto(f"{live_server}/desk/{path}")
        in_both_themes(page, axe_clean)
        screenshots(page, f"desk-{name}", widths=(360, 1280))
    page.get_by_role("button", name="Take all of it down").click()
    expect(page.get_by_text("They are being taken down")).to_be_visible()
    expect(page.get_by_text("Nothing to take down")).to_be_visible()


def test_the_faces_a_machine_saw_stand_beside_who_is_listed(
    writer: Person,
    child: Depiction,
    browser_page: Page,
    live_server: object,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    faces.note(by=Worker(), at=factories.at(), asset=child.asset, seen=3)
    sign_in(writer)
    browser_page.goto(f"{live_server}/desk/media/{child.asset_id}")
    expect(browser_page.get_by_text("A machine saw 3 faces; 1 person is listed.")).to_be_visible()
    screenshots(browser_page, "faces", widths=(360, 1280))
    in_both_themes(browser_page, axe_clean)


def test_a_form_on_paper_gets_a_link_that_takes_it_back_and_staff_see_by_when(
    writer: Person,
    child: Depiction,
    browser_page: Page,
    live_server: object,
    sign_in: Callable[[object], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    page = browser_page
    form = permit.SignedForm(
        signer=GUARDIAN,
        guardian=True,
        relation="mother",
        purpose="News of the summer program",
        signed_on=factories.at().date(),
        expires_on=None,
        scan=b"%PDF-1.7",
        scan_name="form.pdf",
        own_words=False,
        words_note="School form of 2019",
    )
    permit.permit(by=writer, at=factories.at(), depiction=child, form=form)
    publication = publish(writer, [live_presence("noticeboard")], child.asset)
    Delivery.objects.filter(subject=publication.subject).update(state="said")
    sign_in(writer)
    page.goto(f"{live_server}/desk/media/{child.asset_id}")
    expect(page.get_by_text("Wording: School form of 2019.")).to_be_visible()
    page.get_by_text("Record a signed form for Q. Q.").click()
    page.get_by_label("Wording of the form").select_option("Another wording")
    in_both_themes(page, axe_clean)
    screenshots(page, "permission-form-wording", widths=SIZES)
    page.get_by_role("button", name="Make a link to take it back").click()
    expect(page.get_by_role("img", name="The link, as a square")).to_be_visible()
    in_both_themes(page, axe_clean)
    screenshots(page, "permission-form-link", widths=SIZES)
    link = page.locator("#link").inner_text()
    page.goto(link)
    expect(page.get_by_role("img", name="A reader at a teal table.")).to_be_visible()
    in_both_themes(page, axe_clean)
    screenshots(page, "permission-form-own", widths=SIZES)
    page.get_by_role("button", name="Take my permission back").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You took your permission back.")
    in_both_themes(page, axe_clean)
    screenshots(page, "permission-form-taken-back", widths=SIZES)
    propose_takedowns(by=Worker("outbox"), at=now() - timedelta(hours=30))
    page.goto(f"{live_server}/desk/media/permissions/no-longer")
    expect(page.get_by_text("Was to be gone")).to_be_visible()
    in_both_themes(page, axe_clean)
    screenshots(page, "permission-to-be-gone", widths=SIZES)
    page.get_by_role("button", name="Take all of them down").click()
    expect(page.get_by_text("Nothing to take down")).to_be_visible()
