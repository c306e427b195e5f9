"""What stands on the page behind a link: told beside the link, from what research kept of the page."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.rulebooks import book, clause
from masthead.checks.engine.facts import DraftFacts, LinkFacts
from masthead.checks.engine.from_row import from_row
from masthead.checks.engine.run import run
from masthead.checks.links_lead_nowhere_indecent import check
from masthead.policy.clause import Binding

ANNOUNCEMENTS = Path(__file__).parent.parent / "data" / "checks" / "announcements.txt"


def behind(*pages: str) -> DraftFacts:
    links = tuple(
        LinkFacts(f"https://p{n}.example/", "researched", signed_by="Inez Tate", start=n * 9, end=n * 9 + 5, page=page)
        for n, page in enumerate(pages)
    )
    return DraftFacts("Read on, and on, and on.", links=links)


def codes(page: str) -> list[str]:
    return [raised.code for raised in check(behind(page))]


def test_the_link_is_marked_and_the_words_of_the_page_are_shown() -> None:
    pages = behind("Hours. Open at nine.", "Tull for Mayor. Paid for by Friends of Ardith Tull.")
    [raised] = check(pages)
    assert (raised.code, raised.link, raised.span) == ("link_campaigns", "https://p1.example/", (9, 14))
    assert "“Paid for by Friends of”" in raised.message and raised.remedies[0].target == "https://p1.example/"


@pytest.mark.parametrize("code", ["link_sells", "link_accuses"])
def test_that_a_page_sells_or_accuses_is_advice_at_whatever_level(code: str) -> None:
    page = "Buy now, free shipping." if code == "link_sells" else "Haul-Rite Brothers steals from its customers."
    rules = book(clause("presence.5", Binding("check", "links_lead_nowhere_indecent", levels={code: "blocks"})))
    [finding] = run(behind(page), rules)
    assert (finding.code, finding.level) == (code, "advises")


def test_that_a_page_is_indecent_has_the_level_of_the_policy() -> None:
    rules = book(clause("presence.5", Binding("check", "links_lead_nowhere_indecent", level="asks")))
    [finding] = run(behind("Live cams and sex videos."), rules)
    assert (finding.code, finding.level, finding.clause) == ("link_indecent", "asks", "presence.5")


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ("Escort services in town. Full service.", "link_indecent"),
        ("OnlyFans. Subscribe to see more.", "link_indecent"),
        ("Join the movement. Chip in $5 today.", "link_campaigns"),
        ("Volunteer with us to flip the House this fall.", "link_campaigns"),
    ],
)
def test_a_page_is_known_by_what_only_its_kind_says(page: str, code: str) -> None:
    assert codes(page) == [code]


@pytest.mark.parametrize(
    "page",
    [
        "Get a card. You must be 18 or older, or bring a parent. Adults only after 8: ages 18+ for trivia.",
        "Damn Yankees, the musical, at the Saenger. Tickets at the door.",
        "Police: a man stole a car on Main Street on Friday. No one was hurt.",
        "Vote for your favorite cover. The contest ends on Friday; donate a book and get a second ballot.",
        "The Friends' book sale: every price is a dollar. Order online and pick up at the desk.",
        "The column. 'Point and laugh', he said of his own first novel.",
        "Campus safety escort services run until two. Chip in for the book drive; help us win the reading challenge.",
    ],
)
def test_what_only_sounds_like_it_is_left_alone(page: str) -> None:
    assert codes(page) == []


def test_announcements_of_libraries_are_not_taken_for_shops_or_campaigns() -> None:
    lines = [line for line in ANNOUNCEMENTS.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    wrong = {line: found for line in lines if (found := codes(line))}
    assert len(lines) > 50 and not wrong


def test_curly_quotes_are_quotes() -> None:
    assert codes("He said “the whole town knows her” and left.") == []


FILLING = "The reading room is open to all who come, and the staff will help. "


@pytest.mark.parametrize("before", [0, 1990, 2005, 3700, 19_900])
def test_what_stands_far_down_the_page_is_read(before: int) -> None:
    page = (FILLING * 300)[:before] + " Adults only: live cams and sex videos."
    assert codes(page) == ["link_indecent"]


def test_signs_that_count_together_stand_near_each_other_and_a_shop_at_the_beginning() -> None:
    far = FILLING * 60
    assert codes(f"Hours. Damn it. {far} What bullshit.") == []
    assert codes(f"{far} What bullshit, damn it. {far}") == ["link_indecent"]
    assert codes(f"{far} Add to cart. Free shipping.") == []


@given(st.text(max_size=2000))
def test_no_page_makes_the_check_fail(page: str) -> None:
    assert set(codes(page)) <= {"link_accuses", "link_campaigns", "link_harasses", "link_indecent", "link_sells"}


@pytest.mark.parametrize(
    "page", ["paid for by " * 170, "a " * 1000, "Aa" * 1000, "buy now " * 250, "'" * 2000, "a vote for " * 1800]
)
def test_a_page_made_to_be_slow_is_read_in_time(page: str) -> None:
    begun = time.process_time()
    codes(page)
    assert time.process_time() - begun < 10


def test_a_row_of_a_file_may_bring_the_page_along() -> None:
    row = {
        "id": "1",
        "text": "Read on.",
        "links": [{"url": "https://p.example/", "state": "researched", "page": "Hi."}],
    }
    assert from_row(row).links[0].page == "Hi."
