"""How a presence comes to be, and a post from the first word to the public page, as each person does it."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import expect

from masthead.agencies.actors import Worker
from masthead.agencies.models import Person
from masthead.kernel.clock import now
from masthead.links import research
from masthead.links.fetch import Fetcher
from masthead.links.models import Dossier
from masthead.media.models import Described
from masthead.outbox.carry import sweep
from masthead.publishing.deliver import close, ready_to_close
from masthead.publishing.models import Draft
from walks.road import Road, work

PICTURE = Path(__file__).parent.parent / "data" / "pictures" / "storytime.jpg"
NAME = "Mississippi Library Commission News"


def a_presence_is_proposed_discussed_and_launched(road: Road, writer: Person, director: Person) -> None:
    page = road.at("/desk/presences/propose", writer)
    page.get_by_label("Channel", exact=True).select_option("noticeboard")
    page.get_by_label("Name the public sees").fill(NAME)
    page.locator("#id_handle").fill("mlc-news")
    page.get_by_label("What it is for").fill("News of our programs, in our own place.")
    page.get_by_label("Whom it is for").fill("Everyone in Mississippi who uses a library")
    page.get_by_label("Why this channel", exact=True).fill("It needs no account, and nobody is tracked.")
    page.locator("label", has_text="Summer Library Program").click()
    page.get_by_role("button", name=re.compile("^Propose")).click()
    page.get_by_label("Your words").fill("May we open it before the summer program starts?")
    road.press("Send")
    address = urlsplit(page.url).path

    page = road.at(address, director)
    page.get_by_label("Your words").fill("Yes. Who answers on weekends?")
    road.press("Send")
    page.get_by_role("textbox", name="Reason").fill("It supports the program, and the name is ours.")
    road.shoot(page, "a-proposed-presence")
    road.press("Approve")
    expect(page.get_by_text("Approved, not connected")).to_be_visible()

    page = road.at(address, writer)
    page.get_by_role("link", name="Connect the account").click()
    road.press("Read the account and connect")
    road.press("Launch it")
    expect(page.locator(".mh-head").get_by_text("Official")).to_be_visible()


def a_post_is_written(road: Road, writer: Person, link: str) -> Draft:
    page = road.at("/desk/drafts/new", writer)
    page.get_by_role("textbox", name="Title").fill("Summer Library Program kick-off")
    page.locator("#id_text").fill(
        f"Summer at your library starts this week!!! Thx to everyone who came to Saturday’s kick-off. See {link}/summer"
    )
    page.locator("label", has_text=NAME).click()
    road.press("Start the draft")
    page.set_input_files("#picture", PICTURE)
    road.press("Upload it")
    expect(page.locator(".mh-media")).to_have_count(1)
    page.get_by_role("textbox", name="Alt text").fill(
        "A storyteller reads to children on a green rug in front of bookshelves."
    )
    page.get_by_role("combobox", name="License").select_option("own")
    road.press("Research it")
    dossier = Dossier.objects.get()
    # Only this test's own reader goes to loopback; the worker's never does.
    reader = Fetcher(judge=lambda address: True, ports=frozenset({urlsplit(link).port or 80}))
    found = reader.fetch(dossier.link.url)
    research.write_down(by=Worker("links"), at=now(), dossier=dossier, fetched=found)
    expect(page.locator("#links")).to_contain_text("Summer Library Program")
    road.shoot(page, "composing-a-post")
    road.press("I have read it: sign the dossier")

    page.get_by_role("link", name="List people and their signed forms").click()
    for kind, name, guardian in (("child", "M. L.", True), ("adult", "Juniper Vale", False)):
        page.get_by_label("Who", exact=True).select_option(kind)
        page.get_by_label("Name or initials").fill(name)
        road.press("List them")
        person = page.locator("article", has=page.get_by_role("heading", name=re.compile(f"^{re.escape(name)}")))
        expect(person).to_contain_text("No signature")
        person.get_by_text("Record a signed form").click()
        person.get_by_label("Signed by", exact=True).fill("Ada Linwood" if guardian else name)
        if guardian:
            person.locator("label", has_text="Signed as parent or guardian").click()
            person.get_by_label("Relation to the child").fill("mother")
        person.get_by_label("For what").fill("Photos of the summer kick-off on our presences")
        person.get_by_label("Signed on").fill(f"{now() - timedelta(days=3):%Y-%m-%d}")
        person.get_by_label("The signed form").set_input_files(PICTURE)
        person.get_by_role("button", name="Record it").click()
        expect(person).to_contain_text("Guardian signed" if guardian else "Signed")
    road.shoot(page, "people-in-a-picture")
    page.get_by_role("link", name="Summer Library Program kick-off").click()

    page.locator(".mh-finding", has_text="Thx").get_by_role("button", name="Write 'Thanks'").click()
    page.locator(".mh-finding", has_text="!!!").get_by_role("button", name="Keep one '!'").click()
    page.get_by_role("combobox", name="Commitment").select_option(label="Summer Library Program")
    page.get_by_role("textbox", name="Audience").fill("Families with children, statewide")
    page.keyboard.press("Control+s")
    expect(page.locator("#ready")).to_contain_text("Nothing is missing")
    page.get_by_role("button", name=re.compile("^Ask for approval")).click()
    expect(page.locator("#state")).to_contain_text("Waiting for approval")
    return Draft.objects.get()


def it_is_approved_by_somebody_else(road: Road, writer: Person, approver: Person) -> None:
    page = road.at("/desk/", approver)
    road.shoot(page, "today")
    page.get_by_role("link", name="Summer Library Program kick-off").first.click()
    expect(page.get_by_text("Guardian", exact=False).first).to_be_visible()
    road.shoot(page, "approving")
    page.get_by_label("Remark, or the reason").fill("Lovely.")
    road.press("Approve exactly this")
    expect(page.get_by_text(f"{approver.name} approved this")).to_be_visible()


def it_is_scheduled_and_read_back(road: Road, writer: Person, draft: Draft) -> str:
    """Returns the path of the public post."""
    page = road.at(f"/desk/drafts/{draft.id}", writer)
    road.press("As soon as possible")
    expect(page.locator("#deliveries")).to_contain_text("Scheduled")
    work("carry_deliveries")
    page.goto(page.url)
    expect(page.locator("#state")).to_contain_text("Scheduled")

    page.get_by_role("textbox", name="Reason for taking it back").fill("To look at it once more.")
    road.press("Take it back")
    expect(page.locator("#state")).to_contain_text("Approved")
    Draft.objects.update(last_edit=now() - timedelta(days=1))  # the pause has passed
    Described.objects.update(at=now() - timedelta(days=1))
    page.goto(page.url)
    road.press("As soon as possible")
    expect(page.locator("#state")).to_contain_text("Scheduled")
    later = now() + timedelta(
        minutes=20
    )  # the pause after its picture was described, and the time to take it back has passed, too
    sweep(by=Worker("outbox"), at=later)
    for ended in ready_to_close(at=later):
        close(by=Worker("outbox"), at=later, publication=ended)
    expect(page.locator("#deliveries")).to_contain_text("Published, read back")
    expect(page.locator("#state")).to_contain_text("Published")
    road.shoot(page, "published")
    path = urlsplit(page.locator("#deliveries").get_by_role("link", name="See it").get_attribute("href") or "").path
    page = road.at("/")
    expect(page.get_by_text("Summer at your library starts this week!")).to_be_visible()
    return path
