"""The Links pages in a browser: a refusal at its box, what a later look found, and the list of campaign sites."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import factories
import watched
from comment_events import an_event
from following.registers import bring_in, text
from masthead.agencies.actors import Worker
from masthead.agencies.models import Person
from masthead.conversations.models import Comment
from masthead.conversations.reply import reply
from masthead.conversations.take_in import take_in
from masthead.jobs import watch_links
from masthead.links import campaigns, lists, look_again, own_word, research, sign, watch
from masthead.links.exchange import Exchange
from masthead.links.fetch import Fetched
from masthead.links.fingerprint import fingerprint, steady_fingerprint
from masthead.links.list_file import read as read_list
from masthead.links.models import Dossier, LinkFinding
from masthead.links.watch_claims import claim_due
from masthead.outbox.models import Delivery
from masthead.presences.models import Presence
from masthead.publishing import deliver

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def researched(whom: Person, url: str, fetched: Fetched) -> Dossier:
    dossier = research.ask(by=whom, at=factories.at(), url=url)
    return research.write_down(by=Worker(), at=factories.at(1), dossier=dossier, fetched=fetched)


def test_links_are_signed_watched_and_kept_from_campaigns(
    live_server: object,
    browser_page: Page,
    transactional_db: None,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    factories.agency()
    director = factories.person("director", "communicator")
    sign_in(director)
    page, hours = browser_page, "https://library.example/hours"
    shut = researched(director, "https://forms.example/card", Fetched("blocked", 403, trouble="It let no machine in."))
    read = researched(director, hours, Fetched("ok", 200, hours, title="Hours", excerpt="Open at nine."))
    sign.sign(by=director, at=factories.at(2), dossier=read)
    moved = Fetched("ok", 200, "https://shop.example/", title="Shop")
    look_again.note(by=Worker(), at=factories.at(30), dossier=read, fetched=moved)
    campaigns.put_on_list(by=director, at=factories.at(3), site="vote-tull.example", why="Ada Tull runs for mayor.")
    lines = "name,office,election_year,website\nBen Roe,Sheriff,2026,https://www.roe-for-sheriff.example/2026\n"
    bring_in("csv", [text(lines)], name="Okatoma candidates")

    page.goto(f"{live_server}/desk/links/{shut.pk}")
    page.get_by_role("button", name="I have read it: sign").click()
    box = page.get_by_label("What you saw when you opened it")
    expect(box).to_have_attribute("aria-invalid", "true")
    screenshots(page, "dossier-refused", widths=(360, 1280))
    axe_clean(page)
    box.fill("The form for a library card.")
    page.get_by_role("button", name="I have read it: sign").click()
    expect(page.get_by_text("read the page and stands for it")).to_be_visible()

    for address, name, said in (
        (f"/desk/links/{read.pk}", "dossier-changed", "it now leads to https://shop.example/"),
        ("/desk/links/", "links", "Changed since"),
        ("/desk/links/campaigns", "campaign-sites", "vote-tull.example"),
        ("/desk/links/campaigns?registers=1", "campaign-sites-of-registers", "Okatoma candidates of"),
    ):
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(f"{live_server}{address}")
        expect(page.get_by_text(said).first).to_be_visible()
        screenshots(page, name, widths=(360, 768, 1280))
        axe_clean(page)


def test_a_correction_tells_which_links_moved_and_which_are_dead(
    live_server: object,
    browser_page: Page,
    transactional_db: None,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    factories.agency()
    writer = factories.person("communicator")
    sign_in(writer)
    page, new = browser_page, "https://reading-room.example/visit/hours-in-winter"
    seen = Fetched("ok", 200, HOURS, hops=((HOURS, 200),), title="Hours", excerpt="Open at nine.")
    made = watched.published(writer, HOURS, seen)
    dossier = Dossier.objects.get(link__url=HOURS)
    moved = Fetched("ok", 200, new, hops=((HOURS, 301), (new, 200)), title="Hours")
    look_again.note(by=Worker(), at=factories.at(days=1), dossier=dossier, fetched=moved)
    why = f"{HOURS}: it now leads to {new}"
    LinkFinding.objects.create(
        link=dossier.link, dossier=dossier, kind="elsewhere", why=why, final_url=new, found_at=factories.at(days=1)
    )
    page.goto(f"{live_server}/desk/publications/{made.pk}/correct")
    expect(page.get_by_text("The draft begins with its new address")).to_be_visible()
    screenshots(page, "correct-moved-link", widths=(360, 768, 1280))
    axe_clean(page)


HOURS = "https://library.example/visit/the-reading-room-and-its-hours-in-winter"
OPENING = "The main reading room is open to everybody. Bring a card, or ask for one at the desk. " * 4
SHOP = "Cheap watches for everybody, shipped within the country without a fee. Pay with any card. " * 4


def read(words: str, title: str, url: str = HOURS) -> Fetched:
    return Fetched(
        "ok",
        200,
        url,
        hops=((HOURS, 200),),
        title=title,
        excerpt=words,
        fingerprint=tuple(fingerprint(words)),
        steady=tuple(steady_fingerprint(words)),
        exchanges=(Exchange(url, (), 200, b"OK", (), words.encode()),),
    )


def answered(writer: Person, presence: Presence) -> None:
    """A reply with the same link, public as the post is."""
    asked = an_event("c1", text="When can I come?", root="p1", name="Reader")
    take_in(by=Worker(), at=factories.at(hours=2), presence=presence, events=[asked])
    question = Comment.objects.get(native_id="c1")
    reply(by=writer, at=factories.at(hours=2), comment=question, text=f"At nine. Read more at {HOURS}", reason="So.")
    Delivery.objects.filter(purpose="reply").update(state="delivered", delivered_at=factories.at(hours=3))


def test_a_link_in_a_live_post_that_changed_is_seen_and_dismissed(
    live_server: object,
    browser_page: Page,
    transactional_db: None,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
    settings: object,
    tmp_path: Path,
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    factories.agency()
    writer = factories.who_acknowledged(factories.person("communicator"))
    publication = watched.published(writer, HOURS, read(OPENING, "The reading room"))
    deliver.close(by=Worker(), at=factories.at(hours=3), publication=publication)
    answered(writer, Presence.objects.get())
    watch_links.note_arrivals(by=Worker(), at=factories.at(hours=3))
    for claim in claim_due(at=factories.at(days=1, hours=3)):
        known = watch.known_of([claim.watch.link])[claim.watch.link_id]
        seen = read(SHOP, "Watches and more")
        watch.saw(by=Worker(), at=factories.at(days=1, hours=3), claim=claim, known=known, fetched=seen)
    finding = LinkFinding.objects.get()
    sign_in(writer)
    page = browser_page
    for address, name, said in (
        ("/desk/", "today-link", "A link the public reads no longer says what was signed"),
        ("/desk/links/watched", "links-watched", "Needs somebody"),
        (f"/desk/drafts/{publication.draft_id}", "draft-link", "Links to look at"),
        (f"/desk/links/findings/{finding.pk}", "link-finding", "Answer once more in the conversation"),
    ):
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(f"{live_server}{address}")
        expect(page.get_by_text(said).first).to_be_visible()
        screenshots(page, name, widths=(360, 768, 1280))
        axe_clean(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("link", name="Correct the post…").click()
    expect(page.get_by_label("What is wrong with it")).to_have_value(finding.why)
    page.goto(f"{live_server}/desk/links/findings/{finding.pk}")
    page.get_by_role("button", name="Dismiss, with this reason").click()
    box = page.get_by_label("Why it can stay as it is")
    expect(box).to_have_attribute("aria-invalid", "true")
    box.fill("Our shop week, until Sunday.")
    page.get_by_role("button", name="Dismiss, with this reason").click()
    expect(page.get_by_text("Our shop week, until Sunday.")).to_be_visible()
    screenshots(page, "link-finding-dismissed", widths=(1280,))
    axe_clean(page)
    page.goto(f"{live_server}/desk/links/{finding.dossier_id}")
    expect(page.get_by_role("link", name="Save it as WARC")).to_be_visible()
    axe_clean(page)


def test_what_speaks_against_a_page_is_told_before_it_is_signed(
    live_server: object,
    browser_page: Page,
    transactional_db: None,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    factories.agency()
    writer = factories.who_acknowledged(factories.person("communicator"))
    words = "Tull for Mayor. Experience that works. Paid for by Friends of Ardith Tull."
    told = researched(writer, HOURS, Fetched("ok", 200, HOURS, title="Ardith Tull", excerpt=words, language="en"))
    sign_in(writer)
    page = browser_page
    page.goto(f"{live_server}/desk/links/{told.pk}")
    expect(page.get_by_text("seems to be a campaign's")).to_be_visible()
    screenshots(page, "dossier-against", widths=(360, 1280))
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        axe_clean(page)


def test_a_list_of_harmful_sites_is_tried_imported_and_told_at_the_dossier(
    live_server: object,
    browser_page: Page,
    transactional_db: None,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
    tmp_path: Path,
) -> None:
    factories.agency()
    writer = factories.who_acknowledged(factories.person("communicator", "approver"))
    given = read_list("other.txt", b"worse.example\nno site at all\n")
    lists.import_list(by=writer, at=factories.at(), name="Phishing", as_of=factories.at().date(), given=given)
    own_word.say(by=writer, at=factories.at(), site="host.example/forms", allowed=True, why="Our own forms.")
    (tmp_path / "list.txt").write_text("evil.example\n||filter.example^\n")
    evil = "https://evil.example/card"
    told = researched(writer, evil, Fetched("ok", 200, evil, title="Card", excerpt="Sign in.", language="en"))
    sign_in(writer)
    page = browser_page
    page.goto(f"{live_server}/desk/links/lists")
    page.get_by_label("Name of the list").fill("URLhaus")
    page.get_by_label("File").set_input_files(tmp_path / "list.txt")
    page.get_by_role("button", name="Show what would change").click()
    expect(page.get_by_text("would bring 1 site,")).to_be_visible()
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        screenshots(page, f"site-list-tried-{scheme}", widths=(360, 1280))
        axe_clean(page)
    page.get_by_label("File").set_input_files(tmp_path / "list.txt")
    page.get_by_role("button", name="Import it").click()
    expect(page.get_by_text("URLhaus is imported.")).to_be_visible()
    page.get_by_role("button", name="Say so").click()
    expect(page.get_by_label("Site", exact=True)).to_have_attribute("aria-invalid", "true")
    page.set_viewport_size({"width": 360, "height": 900})
    page.evaluate("scrollTo(0, 0)")
    expect(page.get_by_role("link", name="Harmful sites")).to_be_in_viewport(ratio=1)
    screenshots(page, "site-lists", widths=(360, 1280))
    axe_clean(page)
    page.goto(f"{live_server}/desk/links/{told.pk}")
    expect(page.get_by_text("is on the list “URLhaus”")).to_be_visible()
    screenshots(page, "dossier-listed", widths=(360, 1280))
    axe_clean(page)
