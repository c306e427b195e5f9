"""Moderation in a browser: by keyboard, by pointer, and without script."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

import factories
from browser.conftest import PATIENCE
from masthead.agencies.actors import Citizen, Worker
from masthead.agencies.models import Person
from masthead.kernel.clock import now
from masthead.moderation.appeal import file_appeal
from masthead.moderation.decide import keep, remove
from masthead.moderation.models import Case, Decision, Enforcement, Notice
from masthead.moderation.note_likeness import note_likeness
from masthead.moderation.notify import make_due
from moderated import case_on, comment_saying

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
VOTE = (
    "You people are clueless about rural libraries, and your director is a clown. "
    "Vote Alden Quarrymore for Supervisor on the 23rd, he will fix this."
)
CALLED_A_COW = (
    "The librarian at the desk was called a fat stupid cow by the man behind me. She stayed calm, found his book and "
    "wished him a good day, and I want her supervisor to know that. "
) * 2


@pytest.fixture
def ann(transactional_db: None) -> Person:
    factories.agency()
    return factories.person("moderator", name="Ann Ames")


@pytest.fixture
def ben(ann: Person) -> Person:
    return factories.person("moderator", name="Ben Bell")


@pytest.fixture
def cases(ann: Person) -> list[Case]:
    comment_saying("Who drives out to Issaquena now?", "c0", minutes=-5)
    words = "Vote Alden Quarrymore for Supervisor on the 23rd"
    return [
        case_on(
            VOTE, "c1", opened_by=ann, ground="endorses_candidate", words=words, keep="clueless about rural libraries"
        ),
        case_on(
            "I will burn that branch down.",
            "c2",
            opened_by=ann,
            ground="threatening",
            words="burn that branch down",
            signal="threatens_harm",
        ),
        case_on(
            "Get paid weekly from home, ask me how!", "c3", opened_by=ann, ground="endorses_product", words="Get paid"
        ),
    ]


def open_case(page: Page, live_server: object, case: Case) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{live_server}/desk/moderation/{case.pk}")


def test_a_case_is_kept_and_undone_by_keyboard(
    live_server: object,
    browser_page: Page,
    ann: Person,
    cases: list[Case],
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    sign_in(ann)
    page = browser_page
    page.goto(f"{live_server}/desk/moderation/")
    expect(page.get_by_text("Text hidden here")).to_be_visible()
    screenshots(page, "queue", widths=(360, 768, 1280))
    axe_clean(page)
    open_case(page, live_server, cases[0])
    expect(page.locator("#definition-endorses_candidate")).to_be_visible()
    expect(page.locator("#definition-abusive")).to_be_hidden()
    screenshots(page, "case", widths=(360, 768, 1280))
    axe_clean(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.locator("body").press("j")
    page.wait_for_url(f"**/{cases[1].pk}")
    expect(page.locator(".mh-blur")).to_have_class("mh-sheet mh-blur is-blurred")
    screenshots(page, "case-blurred", widths=(1280,))
    page.set_viewport_size({"width": 1280, "height": 900})
    page.locator("body").press("b")
    expect(page.locator(".mh-blur.is-blurred")).to_have_count(0)
    page.locator("body").press("2")
    expect(page.locator("#definition-abusive")).to_be_visible()
    page.locator("body").press("k")
    page.wait_for_url(f"**/{cases[0].pk}")
    page.locator("body").press("x")
    page.wait_for_url(f"**/{cases[1].pk}")
    expect(page.get_by_text("Kept. Undo with u.")).to_be_visible()
    assert Decision.objects.get().outcome == "keep"
    page.locator("body").press("u")
    page.wait_for_url(f"**/{cases[0].pk}")
    assert Case.objects.get(pk=cases[0].pk).state == "open"


TWO = "Nita, you worthless witch, you took our bus. I know the deck you park in. You will not walk right after."


@pytest.fixture
def two_grounds(ann: Person) -> Case:
    """A long thread, and a comment in which the machine points at two grounds; at one of them in two places."""
    for number in range(8):
        comment_saying(f"Comment number {number} of the thread, about the bus and its stops.", f"t{number}", minutes=-9)
    case = case_on(TWO, "two", opened_by=ann, ground="abusive", words="you worthless witch")
    menace = "Menaces a person: the words hint at harm to come."
    insult = "Reads as an insult to a person (model, 98 of 100)."
    told = [("abusive", "you worthless witch", insult), ("threatening", "I know the deck", menace)]
    told.append(("threatening", "You will not walk", menace))
    spans = [
        {"start": TWO.index(words), "end": TWO.index(words) + len(words), "ground": ground, "sentence": sentence}
        for ground, words, sentence in told
    ]
    blame = {"sentence": "The blame is for the agency as a body.", "span": [27, 43], "signal": "criticises"}
    case.proposal = {"grounds": ["abusive", "threatening"], "spans": spans, "keep_reasons": [blame]}
    case.save()
    return case


def test_the_comment_to_decide_comes_first_and_is_read_in_that_order(
    live_server: object,
    browser_page: Page,
    ann: Person,
    two_grounds: Case,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    sign_in(ann)
    page = browser_page
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(f"{live_server}/desk/moderation/{two_grounds.pk}?blur=off")
    comment = page.locator("#comment-text").bounding_box()
    assert comment and comment["y"] < 480, "its first lines stand on the first screen of a telephone"
    expect(page.locator(".mh-queue__item")).to_be_hidden()
    page.get_by_text("5 earlier comments").click()
    screenshots(page, "case-two-grounds", widths=(360, 768, 1280))
    axe_clean(page)
    for width in (360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        tops = page.evaluate(
            "() => ['#comment-text', '#keep-title', '#remove-title', '#before-title', '.mh-thread__say', '#id_quote',"
            "'#id_mirror'].map((one) => document.querySelector(one).getBoundingClientRect().top)"
        )
        assert tops == sorted(tops), f"what follows in the page stands beneath it at {width} px"
    page.set_viewport_size({"width": 360, "height": 640})
    page.evaluate("document.querySelector('main').focus()")
    met: list[float] = []
    while not met or not page.evaluate("document.activeElement.closest('.mh-foot, .mh-topbar')"):
        page.keyboard.press("Tab")
        met.append(page.evaluate("document.activeElement.getBoundingClientRect().top + scrollY"))
    assert len(met) > 10
    assert met[:-1] == sorted(met[:-1]), "the keyboard goes down the page"


def test_marks_break_no_phrase_and_each_is_told_in_words(
    live_server: object, browser_page: Page, ann: Person, two_grounds: Case, sign_in: Callable[[Person], None]
) -> None:
    sign_in(ann)
    page = browser_page
    page.goto(f"{live_server}/desk/moderation/{two_grounds.pk}?blur=off")
    heard = re.findall(r"- \w+: (.*)", page.locator("#comment-text").aria_snapshot())
    assert " ".join(word.strip('"') for word in heard).replace(" ,", ",").replace(" .", ".") == TWO
    expect(page.locator("#comment-text sup")).to_have_text(["A", "B", "C", "C"])
    reasons = page.get_by_role("region", name="Reasons to remove")
    expect(reasons.get_by_text("Menaces a person")).to_have_count(1)
    for words in ("you worthless witch", "I know the deck", "You will not walk"):
        expect(reasons.get_by_text(words, exact=True)).to_be_visible()
    expect(reasons.get_by_text("The model’s estimate: 98 of 100")).to_be_visible()
    expect(page.get_by_text("how likely the model takes it to be")).to_have_count(1)


def test_of_two_grounds_the_person_is_told_why_to_choose_and_by_what(
    live_server: object, browser_page: Page, ann: Person, two_grounds: Case, sign_in: Callable[[Person], None]
) -> None:
    sign_in(ann)
    page = browser_page
    page.goto(f"{live_server}/desk/moderation/{two_grounds.pk}?blur=off")
    expect(page.get_by_role("group", name="or remove it, on one ground")).to_have_accessible_description(
        re.compile("points at two grounds.*None is chosen for you")
    )
    expect(page.locator("[name=ground]:checked")).to_have_count(0)
    expect(page.get_by_label("Threatening (the machine’s reason C)")).to_have_count(1)
    for ground, shown in (("abusive", True), ("threatening", True), ("off_topic", False)):
        expect(page.locator(f"#definition-{ground}")).to_be_visible(visible=shown)
    page.locator("body").press("4")
    expect(page.locator("#definition-abusive")).to_be_hidden()
    expect(page.get_by_label("The words that meet the ground")).to_have_value("I know the deck you park in.")


def test_all_that_a_removal_lacks_is_named_and_leads_there(
    live_server: object,
    browser_page: Page,
    ann: Person,
    two_grounds: Case,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    sign_in(ann)
    page = browser_page
    page.goto(f"{live_server}/desk/moderation/{two_grounds.pk}?blur=off")
    page.get_by_role("button", name="Remove it").click()
    told = page.get_by_role("alert")
    expect(told).to_contain_text("3 things to put right")
    expect(told).to_be_focused()
    screenshots(page, "case-lacks-all", widths=(360, 1280))
    axe_clean(page)
    for label, field in (
        ("The words that meet the ground", "id_quote"),
        ("Would you remove the same words if they came from the other side?", "id_mirror"),
        ("Ground", "id_ground"),
    ):
        told.get_by_role("link", name=label, exact=True).press("Enter")
        expect(page.locator(f"#{field}")).to_be_focused()
    expect(page.get_by_role("group", name="Would you remove the same words")).to_have_accessible_description(
        "Answer the question about the other side with yes or no."
    )


def test_the_words_marked_in_the_comment_are_quoted(
    live_server: object, browser_page: Page, ann: Person, cases: list[Case], sign_in: Callable[[Person], None]
) -> None:
    sign_in(ann)
    page = browser_page
    open_case(page, live_server, cases[0])
    page.evaluate(
        """() => { const marks = document.querySelectorAll("#comment-text mark");
        const after = document.querySelectorAll("#comment-text sup")[1].nextSibling;
        getSelection().setBaseAndExtent(marks[1].firstChild, 5, after, 3); }"""
    )
    page.get_by_role("button", name="Take the words I have marked").click()
    expect(page.get_by_label("The words that meet the ground")).to_have_value(
        "Alden Quarrymore for Supervisor on the 23rd, he"
    )
    assert page.locator("[name=near]").input_value() == str(VOTE.index(" Alden") + 1)


def test_two_people_remove_one_appeals_and_a_third_decides(
    live_server: object,
    browser_page: Page,
    ann: Person,
    ben: Person,
    cases: list[Case],
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    sign_in(ann)
    page = browser_page
    open_case(page, live_server, cases[0])
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    screenshots(page, "case-refused", widths=(360, 1280))
    axe_clean(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.locator(".mh-decide").get_by_label("Why, in your words").fill("It asks for votes for a named candidate.")
    page.locator("label", has_text="Yes, I would remove both").click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("A second person is asked")).to_be_visible()
    open_case(page, live_server, cases[0])
    expect(page.get_by_role("button", name="Take your proposal back")).to_be_visible()

    sign_in(ben)
    page.goto(f"{live_server}/desk/moderation/?state=second_review")
    page.locator(".mh-queue__item").first.click()
    screenshots(page, "second", widths=(360, 1280))
    axe_clean(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.locator("label", has_text="Yes, I would remove both").click()
    page.get_by_role("button", name="Remove it: I agree").click()
    expect(page.get_by_text("To be carried out")).to_be_visible()
    Enforcement.objects.update(state="failed", error="The channel says the comment is gone.", cure="Look yourself.")
    make_due(by=Worker(), at=now(), decision=Decision.objects.get(), about="removal")
    appeal = file_appeal(by=Citizen("x"), at=now(), token=Notice.objects.get().token, text="I criticized you first.")
    page.reload()
    screenshots(page, "decided-case", widths=(360, 1280))
    axe_clean(page)
    page.goto(f"{live_server}/desk/moderation/undone")
    screenshots(page, "undone", widths=(360, 1280))
    axe_clean(page)
    page.goto(f"{live_server}/desk/moderation/decided")
    screenshots(page, "decided", widths=(360, 1280))
    axe_clean(page)
    page.goto(f"{live_server}/desk/moderation/appeals/{appeal.pk}")
    expect(page.get_by_text("You took part in this removal.")).to_be_visible()

    sign_in(factories.person("director"))
    page.goto(f"{live_server}/desk/moderation/appeals")
    screenshots(page, "appeals", widths=(360, 1280))
    axe_clean(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("link", name="I criticized you first.").click()
    screenshots(page, "appeal", widths=(360, 768, 1280))
    axe_clean(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_label("Why").fill("The words are about the office, not a vote.")
    page.get_by_role("button", name="Put the comment back").click()
    expect(page.get_by_text("The words are about the office, not a vote.")).to_be_visible()
    assert Decision.objects.get().state == "overturned"


def test_the_name_is_shown_after_asking(
    live_server: object,
    browser_page: Page,
    ann: Person,
    cases: list[Case],
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
) -> None:
    sign_in(ann)
    page = browser_page
    open_case(page, live_server, cases[0])
    page.get_by_role("button", name="Show the name…").click()
    axe_clean(page)
    page.get_by_label("What you need the name for").fill("To see whether one person writes all of them.")
    page.get_by_role("button", name="Show the name", exact=True).click()
    expect(page.locator(".mh-comment b").first).to_have_text("Reader")


def test_without_script_a_threat_can_be_read_and_removed(
    live_server: object, browser: Browser, ann: Person, cases: list[Case]
) -> None:
    from django.conf import settings

    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(PATIENCE)
    cookie = factories.client_for(ann).cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": str(live_server)}])
    page = context.new_page()
    page.goto(f"{live_server}/desk/moderation/{cases[1].pk}")
    page.get_by_role("button", name="Show the words").click()
    expect(page.locator(".mh-blur.is-blurred")).to_have_count(0)
    expect(page.locator("#definition-abusive")).to_be_visible()
    expect(page.get_by_label("The words that meet the ground")).to_have_value("I will burn that branch down.")
    page.locator("label", has_text="Yes, I would remove both").click()
    page.get_by_role("button", name="Remove it").click()
    page.wait_for_url(f"**/{cases[2].pk}")
    context.close()
    assert Decision.objects.get().ground == "threatening"


def test_similar_comments_stand_both_ways(
    live_server: object,
    browser_page: Page,
    ann: Person,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    told = {
        "Your clerk is an idiot and a moron": "remove",
        "My daughter was called a fat cow at your front desk": "keep",
        "What a lazy worthless idiot works at the front desk": "remove",
        CALLED_A_COW: "keep",
    }
    for number, (words, outcome) in enumerate(told.items()):
        past = case_on(words, f"p{number}", opened_by=ann)
        whole = {"by": ann, "at": factories.at(2 + number), "case": past, "version": past.version}
        if outcome == "keep":
            keep(**whole)
        else:
            remove(**whole, ground="abusive", quote_start=0, quote_end=10, mirror=True)
    insult = "The librarian at the desk is a fat stupid cow"
    case = case_on(insult, "c1", opened_by=ann, ground="abusive", words="a fat stupid cow")
    note_likeness()
    sign_in(ann)
    page = browser_page
    open_case(page, live_server, case)
    similar = page.get_by_role("region", name="Similar comments, decided before")
    expect(similar.get_by_role("region", name="Kept").get_by_role("listitem")).to_have_count(2)
    expect(similar.get_by_role("region", name="Removed").get_by_role("listitem")).to_have_count(2)
    screenshots(page, "similar", widths=(360, 768, 1280))
    axe_clean(page)
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    similar.get_by_role("region", name="Removed").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="A decided case")).to_be_visible()
