"""Following in a browser: the pages read well everywhere, and an account is asked about, decided and followed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import factories
from fakes.follows import Followsome, followsome
from fakes.presence import live_presence
from following.registers import CONGRESS, DATA, FEC, bring_in, text
from masthead.agencies.models import Person
from masthead.agencies.rights import Role
from masthead.following import ask, follow, own, previews
from masthead.following.imports import import_register
from masthead.following.models import Follow, FollowAlert, Preview, Register, RegisterRow
from masthead.following.registers.row import Named, Parsed, ParsedRow
from masthead.following.registers.sources import Source
from masthead.jobs import read_registers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = (360, 1280)


@pytest.fixture
def channel(transactional_db: None) -> Iterator[Followsome]:
    with followsome() as channel:
        yield channel


@pytest.fixture
def approver(channel: Followsome) -> Person:
    factories.agency()
    writer, approver = factories.person(Role.COMMUNICATOR), factories.person(Role.APPROVER)
    bring_in("congress", CONGRESS)
    bring_in("fec", FEC)
    county = 'name,office,state,election_year,x\n"Wicker, Roger",U.S. Senate,MS,2030,WickerForSenate\nbroken\n'
    bring_in("csv", [text(county)], name="Okatoma County candidates")
    office = ParsedRow("1", "official", "Mayor Jo Doe", accounts=(Named("x", "mayordoe", "office"),))
    import_register(
        by=writer,
        at=factories.at(),
        form="csv",
        name="Okatoma offices",
        as_of=date(2026, 11, 20),
        parsed=Parsed((office,), ()),
        files=[{"name": "offices.csv", "bytes": 1, "sha256": "0"}],
    )
    presence = live_presence("followsome")
    for handle, kind, whose in (
        ("okatomacity", "public_body", "City of Okatoma"),
        ("mayordoe", "office", "Mayor Jo Doe"),
        ("doeformayor", "campaign", "Jo Doe’s campaign"),
    ):
        row = own.enter(
            by=writer,
            at=factories.at(),
            channel="followsome",
            handle=handle,
            kind=kind,
            name=whose,
            evidence="https://okatoma.example/social",
        )
        if kind != "campaign":
            own.confirm(by=approver, at=factories.at(), row=row)
        channel.account(handle)
    for handle in ("okatomacity", "mayordoe"):
        asked = ask.ask(by=writer, at=factories.at(), presence=presence, handle=handle)
        follow.follow_now(by=writer, at=factories.at(1), follow=asked)
    ask.ask(by=writer, at=factories.at(), presence=presence, handle="doeformayor")
    channel.account("museum")
    ask.ask(
        by=writer, at=factories.at(), presence=presence, handle="museum", whose="Roger Wicker Museum", note="A partner."
    )
    mayor = Follow.objects.get(handle="mayordoe")
    FollowAlert.objects.create(
        presence=presence,
        follow=mayor,
        kind="candidate",
        about="1",
        account="@mayordoe on Followsome",
        clause="presence.6",
        why="The same person is a candidate: Doe, Jo, Mayor 2027 (Okatoma County candidates, list.csv, line 3).",
        found_at=factories.at(2),
    )
    return approver


def uploaded(by: Person) -> Preview:
    """Files that wait for a worker."""
    return previews.upload(
        by=by,
        at=factories.at(),
        form="fec",
        name="",
        as_of=date(2026, 11, 20),
        columns={},
        files=[Source("cn.txt", b"nothing")],
    )


def test_every_page_reads_well_everywhere(
    approver: Person,
    live_server: object,
    browser_page: Page,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    sign_in(approver)
    row, congress = RegisterRow.objects.get(key="W000437"), Register.objects.get(form="congress")
    mayor, museum, refused = (Follow.objects.get(handle=name) for name in ("mayordoe", "museum", "doeformayor"))
    for name, address in (
        ("following", ""),
        ("following-none", "?q=unheard"),
        ("following-alerts", "alerts"),
        ("following-ask", "ask"),
        ("following-alert", f"{mayor.pk}"),
        ("following-decide", f"{museum.pk}"),
        ("following-refused", f"{refused.pk}"),
        ("following-registers", "registers/"),
        ("following-register", f"registers/{congress.pk}"),
        ("following-row", f"registers/rows/{row.pk}"),
        ("following-import", "registers/import"),
        ("following-enter", "registers/enter"),
        ("following-waits", f"registers/{Register.objects.get(name='Okatoma offices').pk}"),
        ("following-reading", f"registers/preview/{uploaded(approver).pk}"),
    ):
        browser_page.set_viewport_size({"width": 1280, "height": 900})
        browser_page.goto(f"{live_server}/desk/following/{address}")
        for scheme in ("light", "dark"):
            browser_page.emulate_media(color_scheme=scheme)
            axe_clean(browser_page)
        screenshots(browser_page, name, widths=SIZES)


def test_asked_decided_followed_and_unfollowed(
    approver: Person,
    channel: Followsome,
    live_server: object,
    browser_page: Page,
    sign_in: Callable[[Person], None],
) -> None:
    sign_in(approver)
    page = browser_page
    page.goto(f"{live_server}/desk/following/")
    page.get_by_role("link", name="Ask about an account").click()
    page.get_by_label("Presence", exact=True).select_option(label="MLC on followsome")
    page.get_by_label("Account", exact=True).fill("@CountyFair")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text("A person has to decide.")).to_be_visible()
    channel.account("countyfair")
    page.get_by_label("What you saw that tells whose account it is").fill("The county’s own site links it.")
    page.get_by_role("button", name="It may be followed").click()
    page.get_by_role("button", name="Follow it on Followsome").click()
    expect(page.get_by_role("status")).to_contain_text("Followed.")
    page.get_by_role("button", name="Unfollow it on Followsome").click()
    expect(page.get_by_role("status")).to_contain_text("Unfollowed.")
    assert "id-countyfair" not in channel.followed


def test_a_register_is_imported_after_a_look(
    approver: Person,
    live_server: object,
    browser_page: Page,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
    tmp_path: Path,
) -> None:
    sign_in(approver)
    shorter = tmp_path / "cn.txt"
    lines = (DATA / "cn.txt").read_text().splitlines()
    shorter.write_text("\n".join(["broken|line", *lines[3:], "H9MS01999|ROE, AL|IND|2026|MS|H|01|O|C|C009"]) + "\n")
    page = browser_page
    page.goto(f"{live_server}/desk/following/registers/import")
    page.get_by_label("Register", exact=True).select_option("fec")
    page.get_by_label("Files", exact=True).set_input_files(shorter)
    page.get_by_role("button", name="Read them and show what would change").click()
    expect(page.get_by_text("It waits for its turn")).to_be_visible()
    read_registers.run.call()
    # The page follows by itself.
    expect(page.get_by_role("heading", name="What would change in FEC candidate master")).to_be_visible()
    expect(page.get_by_text("cn.txt, line 1")).to_be_visible()
    axe_clean(page)
    screenshots(page, "following-preview", widths=SIZES)
    page.get_by_role("button", name="Import it").click()
    expect(page.get_by_text("FEC candidate master is being imported.")).to_be_visible()
    read_registers.run.call()
    expect(page.get_by_text("FEC candidate master is imported as version 2.")).to_be_visible()
    assert RegisterRow.objects.get(key="H9MS01999", until=None).name == "ROE, AL"
