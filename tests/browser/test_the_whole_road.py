"""From the idea of a presence to a verified copy of the records, as each person walks it in a browser.

Real: the browser, the server, the mail servers, the page behind the link, the verifier in the bag. The worker's jobs
are run one after the other, so that the test says when each happens; the pause passes by moving the last edit.
"""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import factories
from masthead.agencies.models import Commitment, MailSettings, Person
from masthead.agencies.rights import Role
from masthead.jobs.worker import beat
from masthead.kernel.clock import now
from masthead.records.models import Record
from peers.mail import MailPair, mail_pair
from peers.one_page import one_page
from walks.of_a_comment import (
    a_moderator_decides,
    citizens_comment,
    its_author_appeals_and_it_is_back,
    the_first_comment_is_answered_and_the_exchange_is_mailed,
)
from walks.of_a_post import (
    a_post_is_written,
    a_presence_is_proposed_discussed_and_launched,
    it_is_approved_by_somebody_else,
    it_is_scheduled_and_read_back,
)
from walks.road import Road

SUMMER = "<html lang=en><title>Summer Library Program</title><p>Reading logs and dates for every library.</p>"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.mail,
    pytest.mark.django_db(transaction=True),
]


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
    axe_clean: Callable[[Page], None],
    settings: object,
) -> Road:
    settings.EMAIL_BACKEND = "masthead.project.mail.ConfiguredBackend"  # type: ignore[attr-defined]
    factories.agency(public_url=str(live_server), records_address="records@agency.invalid")
    MailSettings.objects.create(host="127.0.0.1", port=mail.smtp_port, security="none", sender="desk@agency.invalid")
    beat("the worker", now())
    Commitment.objects.create(name="Summer Library Program", goal="Children read through the summer.")
    return Road(browser_page, str(live_server), mail, sign_in, documented, axe_clean)


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
