"""A post, from the first word to the outbox, as a communicator and an approver do it in a browser."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import factories
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from masthead.agencies.models import Commitment, Person
from masthead.agencies.rights import Role
from masthead.kernel.clock import now
from masthead.presences.models import Connection, Presence
from masthead.publishing.models import Draft

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


def test_findings_appear_while_typing_and_remedies_work(
    live_server: object,
    browser_page: Page,
    communicator: Person,
    presence: Presence,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., list[Path]],
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
    axe_clean(page)
    page.get_by_role("button", name="Start the draft").click()
    editor = page.get_by_label("Text of the post, for every presence")
    editor.fill("Summer starts this week. Thx for coming to the kick-off!!! See https://mlc.ms.example/summer")
    page.set_input_files("#picture", picture(tmp_path))
    page.get_by_role("button", name="Upload it").click()
    expect(page.get_by_text("Nobody has researched")).not_to_have_count(0)
    expect(page.locator(".mh-editor__backdrop mark").first).to_be_attached()
    page.on("response", lambda r: print(r.status, r.url) if "findings" in r.url else None)
    page.on("console", lambda m: print(m.text))
    editor.press("Control+End")
    editor.type(" LOL")
    expect(page.locator("#findings")).to_contain_text("LOL", timeout=10_000)
    screenshots(page, "compose", widths=(360, 768, 1280))
    axe_clean(page)
    assert Draft.objects.get().attachments.count() == 1


def test_presence_pages(
    live_server: object,
    browser_page: Page,
    communicator: Person,
    presence: Presence,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., list[Path]],
) -> None:
    sign_in(communicator)
    page = browser_page
    for name, address in (
        ("presences", "/desk/presences/"),
        ("propose", "/desk/presences/propose"),
        ("presence", f"/desk/presences/{presence.id}"),
        ("media", "/desk/media/"),
        ("links", "/desk/links/"),
        ("approvals", "/desk/approvals/"),
        ("drafts", "/desk/drafts/"),
    ):
        page.goto(f"{live_server}{address}")
        screenshots(page, name, widths=(360, 1280))
        axe_clean(page)
