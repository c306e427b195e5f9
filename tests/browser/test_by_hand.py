"""A post by hand in a browser: copied, posted elsewhere, brought back; a comment pasted."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Page, expect

import factories
from fakes.presence import live_presence
from masthead.agencies.actors import Worker
from masthead.agencies.models import Commitment, Person
from masthead.agencies.rights import Role
from masthead.media import depict, upload
from masthead.media.decode import decode
from masthead.outbox.by_hand import say_posted
from masthead.outbox.carry import sweep
from masthead.outbox.models import Delivery
from masthead.publishing import approve, draft
from masthead.publishing.schedule import schedule

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = """Summer reading begins on June 1.

Sign up at any branch. Every reader who finishes five books chooses one to keep. There is a program for grown-ups."""
NEXTDOOR = {"platform": "Nextdoor", "address": "https://nextdoor.com/agency/city-library"}


@pytest.fixture
def author(transactional_db: None) -> Person:
    factories.agency()
    return factories.person(Role.COMMUNICATOR)


@pytest.fixture
def waiting(author: Person, tmp_path: Path, settings: object) -> Delivery:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    file, at = io.BytesIO(), factories.at
    Image.new("RGB", (400, 300), "teal").save(file, "PNG")
    picture = upload.upload(by=author, at=at(), picture=decode(file.getvalue()), name="room.png")
    upload.describe(
        by=author,
        at=at(),
        asset=picture,
        alt_text="A shelf of new picture books under a paper sun.",
        licence="own",
        licence_note="By staff.",
    )
    depict.nobody_is_shown(by=author, at=at(), asset=picture)
    presence = live_presence("hand", handle="nextdoor.com/agency/city-library", settings=NEXTDOOR)
    presence.name, presence.profile_url = "Mississippi Library Commission", NEXTDOOR["address"]
    presence.save()
    words = draft.Wording(
        title="Summer reading",
        text=WORDS,
        audience="Everyone",
        commitment=Commitment.objects.create(name="Open doors"),
        presences=[presence],
        assets=[picture],
    )
    written = draft.start(by=author, at=at(), wording=words)
    asked = approve.ask(by=author, at=at(1), draft=written)
    approve.approve(by=factories.person(Role.APPROVER), at=at(2), approval=asked, content_hash=asked.content_hash)
    schedule(by=author, at=at(3), draft=written, leaves_at=at(hours=3))
    sweep(by=Worker(), at=at(hours=3))
    return Delivery.objects.get()


def test_a_post_is_taken_along_brought_back_and_answered(
    live_server: object,
    browser_page: Page,
    author: Person,
    waiting: Delivery,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    sign_in(author)
    page = browser_page
    page.goto(f"{live_server}{reverse('desk:by_hand', args=[waiting.pk])}")
    screenshots(page, "by-hand", widths=(360, 1280))
    axe_clean(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="It is posted").click()
    expect(page.get_by_text("Paste the address of the post, beginning with https://.").first).to_be_visible()
    screenshots(page, "by-hand-refused", widths=(360,))
    axe_clean(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_label("Address of the post").fill("https://nextdoor.com/p/summer")
    page.get_by_role("button", name="It is posted").click()
    expect(page.get_by_text(f"{author.name}; not read back")).to_be_visible()

    page.goto(f"{live_server}{reverse('desk:comment_paste', args=[waiting.presence_id])}")
    screenshots(page, "paste-a-comment", widths=(360, 1280))
    axe_clean(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_label("Name beside").fill("June")
    page.get_by_label("The comment", exact=True).fill("Is it for teenagers, too?")
    page.get_by_role("button", name="Keep it", exact=True).click()
    expect(page.get_by_text("Is it for teenagers, too?").first).to_be_visible()


def test_all_comments_are_brought_in_and_an_address_is_put_right(
    live_server: object,
    browser_page: Page,
    author: Person,
    waiting: Delivery,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    say_posted(by=author, at=factories.at(hours=4), delivery_id=waiting.pk, permalink="https://nextdoor.com/p/sumer")
    sign_in(author)
    page = browser_page
    page.goto(f"{live_server}{reverse('desk:by_hand_address', args=[waiting.pk])}")
    screenshots(page, "correct-an-address", widths=(360, 1280))
    axe_clean(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_label("Address of the post").fill("https://nextdoor.com/p/summer")
    page.get_by_role("button", name="Correct it").click()
    expect(page.get_by_text("Corrected.")).to_be_visible()

    page.goto(f"{live_server}{reverse('desk:comments_bring', args=[waiting.presence_id])}")
    screenshots(page, "bring-comments", widths=(360, 1280))
    axe_clean(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_label("Paste the comments").fill("June: Is it for teenagers, too?\nAnn: Thank you for this!")
    page.get_by_role("button", name="See the comments").click()
    expect(page.get_by_label("1. Bring it in")).to_be_checked()
    screenshots(page, "brought-comments", widths=(360, 1280))
    axe_clean(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Keep them").click()
    expect(page.get_by_text("Brought in: 2 new comments.")).to_be_visible()
