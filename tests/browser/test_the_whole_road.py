"""From the idea of a presence to a verified copy of the records, as each person walks it in a browser.

Real: the browser, the server, the mail servers, the page behind the link, the verifier in the bag. The worker's jobs
are run one after the other, so that the test says when each happens; the pause passes by moving the last edit.
"""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

import factories
from masthead.agencies.actors import Worker
from masthead.agencies.models import Commitment, MailSettings, Person
from masthead.agencies.rights import Role
from masthead.kernel.clock import now
from masthead.links import research
from masthead.links.fetch import Fetcher
from masthead.links.models import Dossier
from masthead.outbox.carry import sweep
from masthead.publishing.deliver import close, ready_to_close
from masthead.publishing.models import Draft
from masthead.records.models import Record
from peers.mail import MailPair, mail_pair
from peers.one_page import one_page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.mail,
    pytest.mark.django_db(transaction=True),
]

PICTURE = Path(__file__).parent.parent / "data" / "pictures" / "storytime.jpg"
SUMMER = "<html lang=en><title>Summer Library Program</title><p>Reading logs and dates for every library.</p>"
NAME = "Mississippi Library Commission News"
THREAT = "I will shoot every one of you at that desk on Monday."
PARTISAN = "Vote for Rex Holloway for governor, he will fix this state!"
KIND = "Thank you! Which libraries in Hinds County take part?"


@dataclass
class Road:
    """Who walks, where, and by which mail. `step` names the pictures taken on the way."""

    page: Page
    site: str
    mail: MailPair
    enter: Callable[[Person], None]
    shoot: Callable[..., None]

    def at(self, path: str, whom: Person | None = None) -> Page:
        if whom:
            self.enter(whom)
        self.page.goto(f"{self.site}{path}")
        return self.page

    def press(self, name: str, within: Locator | None = None) -> None:
        (within or self.page.locator("main")).get_by_role("button", name=name, exact=True).first.click()

    def link_mailed_to(self, user: str, path: str) -> str:
        """The path of the newest link to `path…` in the mailbox of `user`."""
        texts = [message.get_body(("plain",)).get_content() for message in self.mail.messages(user)]  # type: ignore[union-attr]
        found = [link for text in texts for link in re.findall(rf"{re.escape(self.site)}{path}\S+", text)]
        assert found, texts
        return urlsplit(found[-1]).path


@pytest.fixture
def mail() -> Iterator[MailPair]:
    with mail_pair() as pair:
        yield pair


@pytest.fixture
def road(
    live_server: object,
    browser_page: Page,
    mail: MailPair,
    sign_in: Callable[[Person], None],
    documented: Callable[..., None],
    settings: object,
) -> Road:
    settings.EMAIL_BACKEND = "masthead.project.mail.ConfiguredBackend"  # type: ignore[attr-defined]
    factories.agency(public_url=str(live_server), records_address="records@agency.invalid")
    MailSettings.objects.create(host="127.0.0.1", port=mail.smtp_port, security="none", sender="desk@agency.invalid")
    Commitment.objects.create(name="Summer Library Program", goal="Children read through the summer.")
    browser_page.set_default_timeout(8_000)
    return Road(browser_page, str(live_server), mail, sign_in, documented)


def work(*jobs: str) -> None:
    """What the worker does when its turn comes: the jobs, one after the other."""
    for job in jobs:
        importlib.import_module(f"masthead.jobs.{job}").run.call()


def test_the_whole_road(road: Road, tmp_path: Path) -> None:
    writer = factories.person(Role.COMMUNICATOR, bureau="Library Services")
    director, approver = factories.person(Role.DIRECTOR), factories.person(Role.APPROVER)
    moderator = factories.person(Role.MODERATOR)
    officer, employee = factories.person(Role.RECORDS_OFFICER), factories.person()

    a_presence_is_proposed_discussed_and_launched(road, writer, director)
    with one_page(SUMMER) as link:
        draft = a_post_is_written(road, writer, link)
    it_is_approved_by_somebody_else(road, writer, approver)
    post = it_is_scheduled_and_read_back(road, writer, draft)
    citizens_comment(road, post)
    a_moderator_decides(road, moderator, director, post)
    its_author_appeals_and_it_is_back(road, director, post)
    the_first_comment_is_answered_and_the_exchange_is_mailed(road, writer, post)
    the_records_prove_themselves(road, officer, tmp_path)
    an_employee_asks_in_private(road, employee)


def a_presence_is_proposed_discussed_and_launched(road: Road, writer: Person, director: Person) -> None:
    page = road.at("/desk/presences/propose", writer)
    page.get_by_label("Channel", exact=True).select_option("noticeboard")
    page.get_by_label("Name the public sees").fill(NAME)
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
    page.get_by_role("textbox", name="Reason (optional)").fill("It supports the program, and the name is ours.")
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
    expect(page.locator("#links")).to_contain_text("Summer Library Program", timeout=10_000)
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
    page.reload()
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
    page.reload()
    expect(page.locator("#state")).to_contain_text("Scheduled")

    page.get_by_role("textbox", name="Reason for taking it back").fill("To look at it once more.")
    road.press("Take it back")
    Draft.objects.update(last_edit=now() - timedelta(days=1))  # the pause has passed
    page.reload()
    road.press("As soon as possible")
    expect(page.locator("#state")).to_contain_text("Scheduled")
    later = now() + timedelta(minutes=5)  # the time to take it back has passed, too
    sweep(by=Worker("outbox"), at=later)
    for ended in ready_to_close(at=later):
        close(by=Worker("outbox"), at=later, publication=ended)
    expect(page.locator("#deliveries")).to_contain_text("Published, read back", timeout=15_000)
    expect(page.locator("#state")).to_contain_text("Published")
    road.shoot(page, "published")
    path = urlsplit(page.locator("#deliveries").get_by_role("link", name="See it").get_attribute("href") or "").path
    page = road.at("/")
    expect(page.get_by_text("Summer at your library starts this week!")).to_be_visible()
    return path


def citizens_comment(road: Road, post: str) -> None:
    for user, name, words in (("ada", "Ada", KIND), ("crow", "Crow", THREAT), ("fan", "A fan", PARTISAN)):
        page = road.at(post)
        page.get_by_role("textbox", name="Your comment").fill(words)
        page.get_by_role("textbox", name="Name to show").fill(name)
        page.get_by_role("textbox", name="E-mail address").fill(f"{user}@citizen.invalid")
        road.press("Send it")
        expect(page.get_by_role("heading", name="Check your mail.")).to_be_visible()
        work("send_confirmations")
        page = road.at(road.link_mailed_to(user, "/comments/confirm/"))
        road.press("Yes, show it")
        expect(page.get_by_text(words)).to_be_visible()
    work("take_in_comments", "assess_comments")


def removal(road: Road, moderator: Person, words: str, ground: str, quote: str) -> None:
    page = road.at("/desk/moderation/", moderator)
    page.get_by_role("link", name=re.compile(re.escape(words[:20])[:30])).or_(
        page.get_by_role("link", name=re.compile("opens blurred"))
    ).first.click()
    page.get_by_role("radio", name=ground).check(force=True)
    page.get_by_role("textbox", name="The words that meet the ground").fill(quote)
    page.get_by_role("textbox", name="Why, in your words").fill("These are the words the ground names.")
    page.locator("label", has_text="Yes, I would remove both").click()
    if ground == "Threatening":
        road.shoot(page, "moderating")
    road.press("Remove it")


def a_moderator_decides(road: Road, moderator: Person, second: Person, post: str) -> None:
    page = road.at("/desk/inbox/", moderator)
    page.get_by_role("rowheader").get_by_role("link").first.click()
    for words in (KIND, THREAT, PARTISAN):
        expect(page.get_by_text(words).first).to_be_visible()
    removal(road, moderator, THREAT, "Threatening", "I will shoot every one of you")
    removal(road, moderator, PARTISAN, "Endorses a political candidate", "Vote for Rex Holloway")
    work("enforce_decisions")
    page = road.at(post)
    expect(page.get_by_text(THREAT)).to_have_count(0)
    expect(page.get_by_text(PARTISAN)).to_be_visible()

    page = road.at("/desk/moderation/?state=second_review", second)
    page.locator(".mh-queue__item").first.click()
    page.locator("label", has_text="Yes, I would remove both").click()
    road.press("Remove it: I agree")
    work("enforce_decisions", "send_notices")
    page = road.at(post)
    expect(page.get_by_text("A comment was removed here")).to_have_count(2)
    expect(page.get_by_text("Threatening")).to_be_visible()
    road.shoot(page, "a-public-post", scroll_to="#comments")


def its_author_appeals_and_it_is_back(road: Road, director: Person, post: str) -> None:
    page = road.at(road.link_mailed_to("crow", "/appeal/"))
    page.locator("textarea").fill("It was a line from a film. I am sorry, and I take it back.")
    road.press("Send the appeal")
    expect(page.get_by_role("heading", name="Your appeal is with us.")).to_be_visible()

    page = road.at("/desk/moderation/appeals", director)
    page.get_by_role("link", name=re.compile("It was a line")).first.click()
    page.get_by_role("textbox", name=re.compile("^Why")).first.fill("It quotes a film, and its author says so.")
    road.press("Put the comment back")
    work("enforce_decisions", "send_notices")
    page = road.at(post)
    expect(page.get_by_text(THREAT)).to_be_visible()
    expect(page.get_by_text("A comment was removed here")).to_have_count(1)


def the_first_comment_is_answered_and_the_exchange_is_mailed(road: Road, writer: Person, post: str) -> None:
    page = road.at("/desk/inbox/", writer)
    page.get_by_role("rowheader").get_by_role("link").first.click()
    said = page.locator(".mh-said__one").filter(has_text=KIND).last
    said.get_by_role("link", name=re.compile("Answer")).click()
    expect(page.locator("#answer")).to_contain_text(KIND)
    answer = "Six libraries in Hinds County take part; each lists its dates at its desk."
    page.get_by_label("Your answer").fill(answer)
    road.shoot(page, "answering")
    road.press("Send the answer")
    work("carry_deliveries", "take_in_comments", "forward_exchanges")
    expect(road.at(post).get_by_text(answer)).to_be_visible()
    mailed = road.mail.messages("records")[-1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    for words in (KIND, answer, THREAT):
        assert words in " ".join(mailed.split()), mailed


def the_records_prove_themselves(road: Road, officer: Person, tmp_path: Path) -> None:
    page = road.at("/desk/records/", officer)
    road.shoot(page, "records")
    page = road.at("/desk/records/export", officer)
    with page.expect_download() as coming:
        road.press("Give them out")
    with zipfile.ZipFile(coming.value.path()) as given:
        given.extractall(tmp_path)
    verifier = next(tmp_path.rglob("verify.py"))
    said = subprocess.run(
        [sys.executable, "-I", str(verifier)], capture_output=True, text=True, cwd=verifier.parent, check=False
    )
    assert said.returncode == 0, said.stdout + said.stderr
    kinds = set(Record.objects.values_list("kind", flat=True))
    told = {"presence/launched", "draft/approved", "publication/left", "case/opened", "appeal/decided", "reply/written"}
    assert told <= kinds, sorted(kinds)


def an_employee_asks_in_private(road: Road, employee: Person) -> None:
    before = Record.objects.count()
    page = road.at("/desk/self-check", employee)
    page.locator("textarea").first.fill("As a librarian I think everyone should vote for Rex Holloway.")
    road.press("Look at it")
    expect(page.locator("#answer")).to_contain_text(re.compile("The policy asks for"))
    road.shoot(page, "self-check")
    assert Record.objects.count() == before
