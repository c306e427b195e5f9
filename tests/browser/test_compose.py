"""A post, from the first word to the outbox, as a communicator and an approver do it in a browser."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

import factories
from masthead.agencies.actors import Worker
from masthead.agencies.models import Commitment, Person
from masthead.agencies.rights import Role
from masthead.kernel.clock import now
from masthead.links import research
from masthead.links.fetch import Fetched
from masthead.links.models import Dossier
from masthead.media import decode, depict, upload
from masthead.presences import discuss
from masthead.presences.models import Connection, Presence
from masthead.publishing import approve, restore
from masthead.publishing import draft as drafting
from masthead.publishing.models import Draft

STORYTIME = Path(__file__).parent.parent / "data" / "pictures" / "storytime.jpg"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def communicator(transactional_db: None) -> Person:
    factories.agency()
    return factories.person(Role.COMMUNICATOR)


@pytest.fixture
def presence(communicator: Person) -> Presence:
    made = Presence.objects.create(
        channel="noticeboard",
        name="Mississippi Library Commission News",
        handle="news",
        purpose="News",
        audience="Everyone",
        why_channel="Ours",
        run_by=communicator,
        proposed_by=communicator,
        proposed_at=now(),
        state="live",
    )
    Connection.objects.create(presence=made, connected_at=now(), connected_by="person:x")
    return made


def picture(tmp_path: Path) -> Path:
    file = tmp_path / "rug.jpg"
    out = io.BytesIO()
    Image.new("RGB", (640, 400), "#2a6f5a").save(out, "JPEG")
    file.write_bytes(out.getvalue())
    return file


@pytest.fixture
def draft(communicator: Person, presence: Presence) -> Draft:
    """A draft whose only faults are text-speak and shouting."""
    return drafting.start(
        by=communicator,
        at=now(),
        wording=drafting.Wording(
            title="Summer kick-off",
            text="Summer starts this week. Thx for coming to the kick-off!!!",
            audience="Families, statewide",
            commitment=Commitment.objects.create(name="Summer Library Program"),
            presences=[presence],
        ),
    )


def editor_of(page: Page) -> Locator:
    return page.get_by_label("Text of the post, for every presence")


def write(page: Page, words: str) -> None:
    """Type at the end of the text."""
    editor_of(page).press("Control+End")
    editor_of(page).press_sequentially(words)


def test_findings_appear_while_typing_and_remedies_work(
    live_server: object,
    browser_page: Page,
    communicator: Person,
    presence: Presence,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
    tmp_path: Path,
) -> None:
    Commitment.objects.create(name="Summer Library Program")
    sign_in(communicator)
    page = browser_page
    page.goto(f"{live_server}/desk/drafts/new")
    page.get_by_label("Title").fill("Summer kick-off")
    page.locator("#id_text").fill("Summer starts this week.")
    page.get_by_label("Commitment").select_option(label="Summer Library Program")
    page.locator("label", has_text="Mississippi Library Commission News").click()
    screenshots(page, "new", widths=(360, 1280))
    axe_clean(page)
    page.get_by_role("button", name="Start the draft").click()
    editor_of(page).fill("Summer starts this week. Thx for coming to the kick-off!!! See https://mlc.ms.example/summer")
    page.set_input_files("#picture", picture(tmp_path))
    page.get_by_role("button", name="Upload it").click()
    expect(page.locator("#findings")).to_contain_text("Nobody has said yet who is in the image")
    expect(page.locator("#links")).to_contain_text("Nobody has researched")
    expect(page.locator(".mh-editor__backdrop mark").first).to_be_attached()
    write(page, " LOL")
    expect(page.locator("#findings")).to_contain_text("LOL")
    page.locator(".mh-finding", has_text="Thx").get_by_role("button", name="Write 'Thanks'").click()
    expect(editor_of(page)).to_have_value(re.compile("Thanks for coming"))
    expect(page.locator("#findings")).not_to_contain_text("Thx")
    screenshots(page, "compose", widths=(360, 768, 1280))
    axe_clean(page)
    assert Draft.objects.get().attachments.count() == 1


def test_what_is_typed_is_saved_by_itself_and_by_ctrl_s_and_never_overtaken_by_what_the_server_sends(
    live_server: object, browser_page: Page, communicator: Person, draft: Draft, sign_in: Callable[[Person], None]
) -> None:
    sign_in(communicator)
    page = browser_page
    page.clock.install()
    page.goto(f"{live_server}/desk/drafts/{draft.id}")
    asks = page.locator(".mh-finding", has_text="one '!'")
    asks.get_by_text("Give a reason").click()
    asks.get_by_role("textbox").fill("The poster has three.")
    write(page, " Come")
    expect(page.locator("#counters")).to_contain_text("63 of")
    expect(asks.get_by_role("textbox")).to_have_value("The poster has three.")
    page.clock.fast_forward(21_000)
    expect(page.locator("#saved")).to_contain_text("Revision 2")
    write(page, " along.")
    page.keyboard.press("Control+s")  # a reason is typed, so this presses Save, and the reason is kept with a name
    expect(page.locator("#saved")).to_contain_text("Revision 3")
    expect(page.get_by_text("1 reason kept with your name")).to_be_visible()
    write(page, " Bring a friend.")
    page.keyboard.press("Control+s")
    expect(page.locator("#saved")).to_contain_text("Revision 4")
    expect(editor_of(page)).to_be_focused()
    draft.refresh_from_db()
    assert draft.text.endswith("kick-off!!! Come along. Bring a friend.")
    assert draft.answers.get().reason == "The poster has three."
    page.get_by_role("button", name="Undo").click()
    expect(editor_of(page)).to_have_value(re.compile("along.$"))


def test_a_field_made_larger_by_hand_is_read_anew_without_a_style_the_content_policy_refuses(
    live_server: object, browser_page: Page, communicator: Person, draft: Draft, sign_in: Callable[[Person], None]
) -> None:
    sign_in(communicator)
    page = browser_page
    page.goto(f"{live_server}/desk/drafts/{draft.id}")
    asks = page.locator(".mh-finding", has_text="one '!'")
    asks.get_by_text("Give a reason").click()
    reason = asks.get_by_role("textbox")
    reason.fill("The poster has three.")
    reason.evaluate("field => { field.style.height = '300px'; }")  # what a browser does when its corner is dragged
    write(page, " LOL")
    expect(page.locator("#findings")).to_contain_text("LOL")
    expect(reason).to_have_value("The poster has three.")
    expect(page.locator(".htmx-settling, .htmx-added")).to_have_count(0)  # `browser_page` tells what was refused


def test_two_people_do_not_overwrite_each_other(
    live_server: object, browser_page: Page, communicator: Person, draft: Draft, sign_in: Callable[[Person], None]
) -> None:
    sign_in(communicator)
    page = browser_page
    page.goto(f"{live_server}/desk/drafts/{draft.id}")
    other = factories.person(Role.COMMUNICATOR, name="Delphine Okafor")
    wording = restore.wording_of(draft.revisions.get())
    drafting.revise(by=other, at=now(), draft=draft, wording=replace(wording, text="Other words."))
    write(page, " Mine.")
    page.keyboard.press("Control+s")
    expect(page.locator("#saved")).to_contain_text("Somebody else saved this draft")
    expect(editor_of(page)).to_have_value(re.compile("Mine.$"))
    draft.refresh_from_db()
    assert draft.text == "Other words."


def test_the_history_shows_each_change_and_brings_one_back(
    live_server: object,
    browser_page: Page,
    communicator: Person,
    draft: Draft,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    sign_in(communicator)
    wording = restore.wording_of(draft.revisions.get())
    drafting.revise(
        by=communicator, at=now(), draft=draft, wording=replace(wording, text="Summer starts soon.", title="S")
    )
    page = browser_page
    page.goto(f"{live_server}/desk/drafts/{draft.id}")
    page.get_by_role("link", name="History").click()
    expect(page.locator("ins")).to_have_text("soon")
    expect(page.get_by_text("The title was “Summer kick-off”.")).to_be_visible()
    screenshots(page, "history", widths=(360, 1280))
    axe_clean(page)
    page.get_by_role("link", name="Revision 1", exact=True).click()
    page.get_by_role("button", name="Bring revision 1 back").click()
    expect(editor_of(page)).to_have_value(re.compile("^Summer starts this week"))
    expect(page.locator("#saved")).to_contain_text("Revision 3")


def test_a_link_being_researched_shows_what_is_found_without_losing_words(
    live_server: object, browser_page: Page, communicator: Person, draft: Draft, sign_in: Callable[[Person], None]
) -> None:
    sign_in(communicator)
    page = browser_page
    page.goto(f"{live_server}/desk/drafts/{draft.id}")
    write(page, " https://mlc.example/summer")
    expect(page.locator("#links")).to_contain_text("Nobody has researched it yet")
    page.get_by_role("button", name="Research it").click()
    expect(page.locator("#links")).to_contain_text("Being fetched")
    write(page, " Unsaved")
    found = Fetched("ok", 200, "https://mlc.example/summer", title="Summer at your library", secure=True)
    research.write_down(by=Worker("links"), at=now(), dossier=Dossier.objects.get(), fetched=found)
    expect(page.locator("#links")).to_contain_text("Summer at your library")
    expect(editor_of(page)).to_have_value(re.compile("Unsaved$"))
    page.get_by_role("button", name="I have read it: sign the dossier").click()
    expect(page.locator("#links")).to_contain_text("Dossier signed by Ione Marbury")
    expect(page.locator("#ready")).not_to_contain_text("research")


def test_the_pages_around_it(
    live_server: object,
    browser_page: Page,
    communicator: Person,
    presence: Presence,
    draft: Draft,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    kept = upload.upload(by=communicator, at=now(), picture=decode.decode(STORYTIME.read_bytes()), name="storytime.jpg")
    depict.list_person(by=communicator, at=now(), asset=kept, kind="child", name="M. L.")
    depict.list_person(by=communicator, at=now(), asset=kept, kind="adult", name="Juniper Vale")
    dossier = research.ask(by=communicator, at=now(), url="https://mlc.example/summer")
    wording = replace(restore.wording_of(draft.revisions.get()), text="Summer starts this week.", assets=[])
    drafting.revise(by=communicator, at=now(), draft=draft, wording=wording)
    asked = approve.ask(by=communicator, at=now(), draft=draft)
    director = factories.person(Role.DIRECTOR)
    discuss.say(by=director, at=now(), presence=proposed(presence), text="Who answers on weekends?")
    sign_in(director)
    page = browser_page
    for name, address in (
        ("presences", "/desk/presences/"),
        ("propose", "/desk/presences/propose"),
        ("presence", f"/desk/presences/{presence.id}"),
        ("media", "/desk/media/"),
        ("picture", f"/desk/media/{kept.id}"),
        ("links", "/desk/links/"),
        ("dossier", f"/desk/links/{dossier.id}"),
        ("approvals", "/desk/approvals/"),
        ("approval", f"/desk/approvals/{asked.id}"),
        ("drafts", "/desk/drafts/"),
    ):
        page.goto(f"{live_server}{address}")
        screenshots(page, name, widths=(360, 1280))
        axe_clean(page)


def proposed(presence: Presence) -> Presence:
    """The presence as if it were only proposed, so that its page offers every decision."""
    presence.state = "proposed"
    presence.save(update_fields=["state"])
    return presence
