"""The public pages as a reader meets them: nothing kept on their machine, nothing fetched from elsewhere."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image
from playwright.sync_api import Page, expect

import factories
from board_posts import put_up, said
from comment_events import a_presence
from films import CAPTIONS, box
from masthead.agencies.actors import Citizen, Worker
from masthead.channels.noticeboard import board
from masthead.channels.noticeboard.comments import submit_comment
from masthead.channels.noticeboard.confirmation import send_due_confirmations
from masthead.channels.noticeboard.flood import PER_EMAIL
from masthead.channels.noticeboard.models import NoticeboardPost
from masthead.conversations.models import Comment
from masthead.conversations.pull import pull_presence
from masthead.kernel.clock import now
from masthead.moderation.assess import open_case
from masthead.moderation.decide import remove
from masthead.moderation.enforce import enforce_due
from masthead.moderation.models import Notice
from masthead.moderation.notify import queue_notices
from masthead.presences.connection import channel_for
from masthead.public.ranges import PIECE
from masthead.records.checkpoint import make_checkpoint

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = (360, 768, 1280)


@pytest.fixture
def post(transactional_db: None, live_server: object) -> NoticeboardPost:
    """A desk that has spoken, been answered, removed a comment and signed its ledger."""
    factories.agency(public_url=str(live_server))
    ann = factories.person("moderator")
    presence = a_presence(ann)
    out = io.BytesIO()
    Image.new("RGB", (640, 360), "#2a6f5a").save(out, "PNG")
    name = default_storage.save("noticeboard/browser.png", ContentFile(out.getvalue()))
    for number in range(12):
        put_up(f"Workshop number {number} is open. Bring a friend.", presence.handle, minutes=number - 60)
    made = board.put_up(
        by=Worker(),
        at=factories.at(),
        key="summer",
        handle=presence.handle,
        text="The Summer Library Program opens on Monday.\n\nEvery public library in the state takes part.",
        lang="en",
        images=[(name, "image/png", "A green poster")],
    )
    first = said(made, "Will there be large print?", minutes=1)
    said(made, "You never answer anybody. Shameful.", minutes=2)
    said(made, "I will burn the library down", minutes=3)
    board.put_up(
        by=Worker(),
        at=factories.at(4),
        key="answer",
        handle=presence.handle,
        text="There will. Ask for Talking Book Services.",
        lang="en",
        images=[],
        answers=first.pk,
        thread=made.pk,
    )
    pull_presence(by=Worker(), at=factories.at(5), presence=presence, channel=channel_for(presence))
    case = open_case(by=ann, at=factories.at(6), comment=_threat(), why="A threat")
    remove(
        by=ann,
        at=factories.at(7),
        case=case,
        version=case.version,
        ground="threatening",
        quote_start=0,
        quote_end=11,
        mirror=True,
    )
    enforce_due(by=Worker(), at=factories.at(8))
    queue_notices(by=Worker(), at=factories.at(9))
    make_checkpoint(by=Worker(), at=factories.at(10))
    return made


def _threat() -> Comment:
    return next(comment for comment in Comment.objects.all() if comment.current and "burn" in comment.current.text)


@pytest.fixture
def page(browser_page: Page, live_server: object) -> Iterator[Page]:
    """Fails the test when a page asks anybody else for anything, runs a script, or leaves a cookie."""
    asked: list[str] = []
    browser_page.on("request", lambda request: asked.append(request.url))
    yield browser_page
    elsewhere = [url for url in asked if not url.startswith(str(live_server))]
    assert elsewhere == []
    assert [url for url in asked if url.endswith(".js")] == []
    assert browser_page.context.cookies() == []


def test_every_page_reads_well_everywhere(
    post: NoticeboardPost,
    page: Page,
    live_server: object,
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    appeal = f"/appeal/{Notice.objects.get(about='removal').token}/"
    for name, address in (
        ("news", "/"),
        ("post", f"/posts/{post.pk}/"),
        ("official", "/official?account=mlc-notceboard"),
        ("rules", "/policy"),
        ("report", "/moderation/2026-q4"),
        ("appeal", appeal),
        ("verify", "/verify"),
        ("gone", "/posts/0192f3c4-0000-7000-8000-000000000000/"),
    ):
        page.goto(f"{live_server}{address}")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            axe_clean(page)
        screenshots(page, f"public-{name}", widths=SIZES)


def test_whoever_wrote_much_reads_when_they_can_write_again(
    post: NoticeboardPost,
    page: Page,
    live_server: object,
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    for number in range(PER_EMAIL):
        submit_comment(
            by=Citizen("ada"),
            at=now(),
            post_id=post.pk,
            author_shown="Ada",
            email="ada@home.invalid",
            text=f"Number {number}",
        )
    page.goto(f"{live_server}/posts/{post.pk}/")
    page.get_by_label("Your comment").fill("Is the bus free?")
    page.get_by_label("Name to show").fill("Ada")
    page.get_by_label("E-mail address").fill("ada@home.invalid")
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("alert")).to_have_text(re.compile(r"You can write again at \d+:\d[05] [ap]\.m\. C[DS]T"))
    expect(page.get_by_label("Your comment")).to_have_value("Is the bus free?")
    axe_clean(page)
    screenshots(page, "public-comment-later", widths=SIZES)


def test_somebody_comments_confirms_and_is_read(
    post: NoticeboardPost,
    page: Page,
    live_server: object,
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    page.goto(f"{live_server}/posts/{post.pk}/")
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("alert")).to_contain_text("3 things to put right")
    axe_clean(page)
    screenshots(page, "public-comment-wrong", widths=SIZES)
    page.get_by_label("Your comment").fill("Is the bus free?")
    page.get_by_label("Name to show").fill("Ada")
    page.get_by_label("E-mail address").fill("ada@home.invalid")
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your mail.")
    axe_clean(page)
    screenshots(page, "public-comment-sent", widths=SIZES)
    send_due_confirmations(by=Worker(), at=now())
    confirm, yours = re.findall(r"http\S+/comments/\S+", mail.outbox[-1].body)
    page.goto(confirm)
    axe_clean(page)
    screenshots(page, "public-confirm", widths=SIZES)
    page.get_by_role("button", name="Yes, show it").click()
    expect(page.get_by_text("Is the bus free?")).to_be_visible()
    page.goto(yours)
    axe_clean(page)
    screenshots(page, "public-yours", widths=SIZES)
    page.get_by_role("button", name="Delete it").click()
    expect(page.get_by_text("You deleted it")).to_be_visible()


def test_the_hidden_field_is_out_of_everybodys_way(post: NoticeboardPost, page: Page, live_server: object) -> None:
    page.goto(f"{live_server}/posts/{post.pk}/")
    page.get_by_label("E-mail address").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Send it"


def test_somebody_appeals(post: NoticeboardPost, page: Page, live_server: object) -> None:
    page.goto(f"{live_server}/appeal/{Notice.objects.get(about='removal').token}/")
    page.get_by_label("Why should it be shown?").fill("It was a line of a song.")
    page.get_by_role("button", name="Send the appeal").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your appeal is with us.")


def test_a_film_is_watched_with_its_captions(
    transactional_db: None,
    page: Page,
    live_server: object,
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    """A film of three seconds, recorded by Chromium itself, with more than a mebibyte that is no film before it."""
    factories.agency(public_url=str(live_server))
    film = (Path(__file__).parent.parent / "data" / "films" / "story-hour.mp4").read_bytes()
    start = film.index(b"moof") - 4
    padded = film[:start] + box(b"free", bytes(3 * 1024 * 1024 // 2)) + film[start:]
    made = board.put_up(
        by=Worker(),
        at=factories.at(),
        key="film",
        handle="mlc-noticeboard",
        text="Story hour, again on Tuesday.",
        lang="en",
        images=[],
        film=board.Film(
            file=default_storage.save("noticeboard/browser.mp4", ContentFile(padded)),
            alt="A story is read aloud",
            width=640,
            height=360,
            captions=default_storage.save("noticeboard/browser.vtt", ContentFile(CAPTIONS)),
            captions_lang="en",
        ),
    )
    pieces: list[str] = []
    page.on("response", lambda answer: pieces.append(answer.headers.get("content-range", "")))
    for name, address in (("news", "/"), ("post", f"/posts/{made.pk}/")):
        page.goto(f"{live_server}{address}")
        shown = page.get_by_label("A story is read aloud")
        shown.evaluate("video => video.readyState || new Promise(then => video.onloadedmetadata = () => then())")
        shown.evaluate(
            "video => { const track = video.querySelector('track');"
            " return track.readyState > 1 || new Promise(then => track.onload = track.onerror = () => then()); }"
        )
        cues = "video => [video.paused, video.textTracks[0].mode, video.textTracks[0].cues[0].text]"
        assert shown.evaluate(cues) == [True, "showing", "Once upon a time"]
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            axe_clean(page)
        screenshots(page, f"public-film-{name}", widths=(360, 1280))
    assert shown.evaluate(
        "video => { video.muted = true; video.play();"
        " return new Promise(then => video.onended = video.onerror = () => then(video.currentTime > 2)); }"
    )
    assert f"bytes 0-{PIECE - 1}/{len(padded)}" in pieces
    page.emulate_media(media="print")
    expect(shown).to_be_hidden()
    expect(page.get_by_role("figure")).to_have_text("Video: A story is read aloud", use_inner_text=True)
