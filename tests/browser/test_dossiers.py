"""What dossiers and files tell of themselves, and what a list tells of a live link, in a browser."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

import factories
import films
import watched
from masthead.agencies.actors import Worker
from masthead.agencies.models import Person
from masthead.jobs import judge_live_links, watch_links
from masthead.links import lists, research
from masthead.links.certificate import Certificate
from masthead.links.fetch import Fetched
from masthead.links.list_file import read as read_list
from masthead.links.models import Dossier, LinkFinding
from masthead.media import decode, film, upload
from masthead.publishing import draft as drafting
from media.test_film_says import TELEPHONE, apple

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LINK = "https://www.evil.example/forms/library-card"


def researched(whom: Person, url: str, state: str, *certificates: Certificate) -> Dossier:
    dossier = research.ask(by=whom, at=factories.at(), url=url)
    trouble = "" if state == "ok" else "No secure connection: its certificate is for another site."
    found = Fetched(state, 200 if state == "ok" else None, url, trouble=trouble, certificates=certificates)
    return research.write_down(by=Worker(), at=factories.at(1), dossier=dossier, fetched=found)


def certificate(host: str, *, days: float, refused: str = "") -> Certificate:
    return Certificate(
        host,
        refused,
        issuer="Okatoma Trust Services, Okatoma Root R2",
        names=(host, f"www.{host}", f"calendar.{host}"),
        more_names=4,
        valid_from=(factories.at() - timedelta(days=200)).isoformat(),
        valid_until=(factories.at() + timedelta(days=days)).isoformat(),
        sha256="0" * 64,
    )


def test_dossiers_lists_and_files_speak_plainly(
    live_server: object,
    browser_page: Page,
    transactional_db: None,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
    settings: object,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    monkeypatch.setattr(judge_live_links, "now", lambda: factories.at(hours=4))
    factories.agency()
    writer = factories.who_acknowledged(factories.person("communicator"))
    good = researched(writer, "https://library.example/", "ok", certificate("library.example", days=9))
    bad = researched(
        writer, "https://forms.example/", "blocked", certificate("shop.example", days=90, refused="other_host")
    )
    page_read = Fetched("ok", 200, LINK, hops=((LINK, 200),), title="Get a card", excerpt="Write your name here. " * 9)
    watched.published(writer, LINK, page_read)
    watch_links.note_arrivals(by=Worker(), at=factories.at(hours=3))
    given = read_list("urlhaus.txt", b"evil.example\n")
    lists.import_list(by=Worker(), at=factories.at(hours=3), name="URLhaus", as_of=date(2026, 11, 20), given=given)
    assert judge_live_links.run.func() == 1
    finding = LinkFinding.objects.get()
    out = io.BytesIO()
    Image.new("RGB", (400, 300), "#225588").save(out, "PNG")
    flyer = upload.upload(by=writer, at=factories.at(), picture=decode.decode(out.getvalue()), name="flyer.png")
    words = drafting.Wording(title="Come", text="Come!", assets=(flyer,))
    draft = drafting.start(by=writer, at=factories.at(1), wording=words)
    seen = film.look_into(io.BytesIO(films.film(more=apple(*TELEPHONE))))
    story = upload.upload_film(by=writer, at=factories.at(), seen=seen, name="story-hour.mp4")

    page = browser_page
    page.set_default_timeout(120_000)  # a busy machine is slow over its first page
    sign_in(writer)
    for address, name, said in (
        (f"/desk/links/{good.pk}", "certificate-ends", "runs out on December 2, 2026"),
        (f"/desk/links/{bad.pk}", "certificate-refused", "Not accepted: its certificate is for another site."),
        (f"/desk/links/findings/{finding.pk}", "link-listed", "on the list “URLhaus” of November 20, 2026"),
        ("/desk/links/watched", "watched-listed", "Listed or denied"),
        ("/desk/", "today-listed", "leads to a site that is listed as harmful, or denied"),
        (f"/desk/media/{story.pk}", "video-says", "the published copy goes without"),
        (f"/desk/drafts/{draft.pk}", "text-in-picture", "Nobody has said whether there is text in the picture"),
    ):
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(f"{live_server}{address}")
        expect(page.get_by_text(said).first).to_be_visible()
        screenshots(page, name, widths=(360, 768, 1280))
        axe_clean(page)
    page.get_by_role("button", name="There is no text in it").click()
    expect(page.get_by_text("Nobody has said whether there is text in the picture")).to_have_count(0)

    sign_in(factories.who_acknowledged(factories.person("administrator")))
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{live_server}/desk/")
    page.get_by_role("link", name="Harmful sites").click()
    expect(page.get_by_role("heading", name="Lists of harmful sites")).to_be_visible()
    screenshots(page, "harmful-sites-administrator", widths=(360, 768, 1280))
    axe_clean(page)
