"""A finding's remedy in the editor: one press mends, one press takes it back, and one press then saves and asks."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

import factories
from masthead.agencies.models import Commitment, Person
from masthead.agencies.rights import Role
from masthead.kernel.clock import now
from masthead.presences.models import Connection, Presence
from masthead.publishing import draft as drafting
from masthead.publishing.models import Approval, Draft

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ADVICE = "If your landlord will not fix the heat, you are allowed to withhold rent."
WORDS = f"🌻 Thx for coming in Febuary! {ADVICE} Pls bring a friend."


@pytest.fixture
def communicator(transactional_db: None) -> Person:
    factories.agency()
    return factories.person(Role.COMMUNICATOR)


@pytest.fixture
def draft(communicator: Person) -> Draft:
    """A draft that only advice on law keeps from being asked for."""
    presence = Presence.objects.create(
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
    Connection.objects.create(presence=presence, connected_at=now(), connected_by=communicator.actor_id)
    wording = drafting.Wording(
        title="Winter",
        text=WORDS,
        audience="Families, statewide",
        commitment=Commitment.objects.create(name="Summer Library Program"),
        presences=[presence],
    )
    return drafting.start(by=communicator, at=now(), wording=wording)


@pytest.fixture
def page(
    live_server: object, browser_page: Page, communicator: Person, draft: Draft, sign_in: Callable[[Person], None]
) -> Page:
    sign_in(communicator)
    browser_page.goto(f"{live_server}/desk/drafts/{draft.id}")
    return browser_page


def text_of(page: Page) -> Locator:
    return page.get_by_label("Text of the post, for every presence")


def mend(page: Page, remedy: str) -> None:
    page.locator("#findings").get_by_role("button", name=remedy, exact=True).first.click()


def undo(page: Page) -> Locator:
    return page.get_by_role("button", name="Undo this mend")


def says(page: Page) -> Locator:
    return page.locator("#mended-what")


def said(page: Page) -> Locator:
    """What a screen reader says by itself."""
    return page.locator("#mended-said[role=status]")


def ask(page: Page) -> Locator:
    return page.get_by_role("button", name=re.compile("^Ask for approval"))


def unanswered(page: Page) -> None:
    """The desk does not read again what is written from here on."""
    page.route("**/findings", lambda _: None)


def test_mends_are_taken_back_one_by_one_by_keyboard_and_the_text_is_as_it_was(
    page: Page, axe_clean: Callable[[Page], None], screenshots: Callable[..., None]
) -> None:
    expect(undo(page)).to_be_hidden()
    mend(page, "Write 'February'")
    mend(page, "Write 'Thanks'")
    mend(page, "Offer a referral instead")
    mended = "🌻 Thanks for coming in February! The library cannot advise on law, but we can help you find books, forms"
    expect(text_of(page)).to_have_value(re.compile(f"^{mended} and people who can. Pls bring"))
    expect(says(page)).to_have_text(
        "“If your landlord will not fix the heat,…” is now “The library cannot advise on law, but w…”."
        " 2 more before it."
    )
    expect(said(page)).to_contain_text("Undo is under the text; Ctrl Z does the same.")
    screenshots(page, "mended", widths=(360, 768, 1280))
    axe_clean(page)
    page.keyboard.press("Tab")
    expect(undo(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(text_of(page)).to_have_value(WORDS.replace("Febuary", "February").replace("Thx", "Thanks"))
    expect(said(page)).to_have_text("Undone: “If your landlord will not fix the heat,…” is back.")
    expect(says(page)).to_have_text("“Thx” is now “Thanks”. 1 more before it.")
    expect(undo(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(says(page)).to_have_text("“Febuary” is now “February”.")
    page.keyboard.press("Enter")
    expect(text_of(page)).to_have_value(WORDS)
    expect(undo(page)).to_be_hidden()
    expect(text_of(page)).to_be_focused()
    expect(page.locator("#findings")).to_contain_text("'Febuary' is not standard spelling")


@pytest.mark.parametrize("by", ["the button", "Control+z"])
def test_a_mend_that_was_written_over_is_taken_back_after_the_one_that_did_so(page: Page, by: str) -> None:
    text_of(page).fill(f"{WORDS} If ur landlord does not fix the heat, you are allowed to withhold rent.")
    mend(page, "Write 'your'")
    expect(page.locator(".mh-finding", has_text="'ur' is text-speak")).to_have_count(0)
    text_of(page).evaluate("field => field.setSelectionRange(0, 0)")
    text_of(page).press_sequentially("Hello. ")
    written = text_of(page).input_value()
    place = written.index("If your landlord does") + 1  # the emoji before it is two units
    whole = {"from": place, "to": len(written) + 1, "words": "Ask us."}
    page.evaluate("detail => document.dispatchEvent(new CustomEvent('masthead:mend', { detail }))", whole)
    expect(text_of(page)).to_have_value(f"Hello. {WORDS} Ask us.")
    if by == "the button":
        undo(page).click()
    else:
        text_of(page).press(by)
    expect(says(page)).to_have_text("“ur” is now “your”.")
    undo(page).click()
    expect(text_of(page)).to_have_value(
        f"Hello. {WORDS} If ur landlord does not fix the heat, you are allowed to withhold rent."
    )
    expect(undo(page)).to_be_hidden()


def test_what_was_written_over_by_hand_is_no_longer_taken_back_and_what_moved_is(page: Page) -> None:
    mend(page, "Write 'Thanks'")
    mend(page, "Write 'February'")
    text_of(page).evaluate("field => field.setSelectionRange(0, 0)")
    text_of(page).press_sequentially("New! ")
    place = text_of(page).input_value().index("Thanks") + 4  # the emoji before it is two units
    text_of(page).evaluate("(field, at) => field.setSelectionRange(at, at)", place)
    text_of(page).press_sequentially("-")
    expect(says(page)).to_have_text("“Febuary” is now “February”.")
    undo(page).click()
    expect(text_of(page)).to_have_value(f"New! {WORDS}".replace("Thx", "Tha-nks"))
    expect(undo(page)).to_be_hidden()


def test_ctrl_z_takes_a_mend_back_and_its_undo_goes_away(page: Page) -> None:
    mend(page, "Write 'Thanks'")
    mend(page, "Offer a referral instead")
    text_of(page).press("Control+z")
    expect(text_of(page)).to_have_value(WORDS.replace("Thx", "Thanks"))
    expect(says(page)).to_have_text("“Thx” is now “Thanks”.")
    text_of(page).press("Control+z")
    expect(text_of(page)).to_have_value(WORDS)
    expect(undo(page)).to_be_hidden()


CARET_ABOVE_UNDO = """() => {
  const written = document.createRange();
  const at = document.querySelector("#text").selectionStart;
  written.setStart(document.querySelector("#backdrop").firstChild, at - 1);
  written.setEnd(document.querySelector("#backdrop").firstChild, at);
  const undo = document.querySelector("#mended").getBoundingClientRect();
  return written.getBoundingClientRect().bottom <= undo.top && undo.bottom <= innerHeight;
}"""


def test_under_a_long_text_undo_is_in_sight_and_hides_no_line_that_is_written(page: Page) -> None:
    unanswered(page)
    page.set_viewport_size({"width": 360, "height": 740})
    mend(page, "Write 'Thanks'")
    text_of(page).press("Control+End")
    page.keyboard.insert_text(" More words for everybody who reads on." * 60)
    text_of(page).evaluate("field => { field.setSelectionRange(1200, 1200); scrollTo(0, 0); }")
    page.keyboard.insert_text("x")  # below what is in sight: the browser brings the line that is written up to its edge
    assert page.evaluate(CARET_ABOVE_UNDO)


def test_an_answer_to_older_words_lets_no_remedy_write_in_the_wrong_place(page: Page) -> None:
    held: list[Route] = []
    page.route("**/findings", lambda route: held.append(route))
    page.clock.install()  # the desk is asked only when a moment has passed since the text was changed
    mend(page, "Write 'Thanks'")
    with page.expect_request("**/findings"):
        page.clock.fast_forward(400)
    mend(page, "Write 'February'")
    held[0].continue_()
    expect(page.locator(".mh-finding", has_text="'Thx' is text-speak")).to_have_count(0)  # the answer is there
    mend(page, "Write 'Please'")
    expect(page.locator("#toasts")).to_contain_text("The text has changed since it was read.")
    expect(text_of(page)).to_have_value(WORDS.replace("Febuary", "February").replace("Thx", "Thanks"))


def test_after_a_mend_one_press_saves_and_asks_and_the_button_says_what_is_missing(page: Page, draft: Draft) -> None:
    expect(ask(page)).to_have_accessible_name("Ask for approval 1 missing")
    expect(ask(page)).to_have_accessible_description("Asking saves what you have written first.")
    mend(page, "Offer a referral instead")
    expect(ask(page)).to_have_accessible_name("Ask for approval")
    expect(page.locator("#findings-live")).to_contain_text("You can ask for approval.")
    ask(page).click()
    expect(page.locator("#state")).to_contain_text("Waiting for approval")
    draft.refresh_from_db()
    assert (draft.state, draft.revision) == ("asked", 2)
    assert ADVICE not in draft.text and Approval.objects.get().revision == 2


def test_who_asks_before_the_desk_has_read_the_mend_need_not_save_first(page: Page) -> None:
    unanswered(page)
    mend(page, "Offer a referral instead")
    ask(page).click()
    expect(page.locator("#state")).to_contain_text("Waiting for approval")


def test_who_asks_while_something_is_missing_is_told_what_and_nobody_is_asked(page: Page, draft: Draft) -> None:
    text_of(page).press("Control+End")
    text_of(page).press_sequentially(" Soon.")
    ask(page).click()
    refusal = page.get_by_role("alert")
    expect(refusal).to_contain_text("This advises readers on law; refer them to a lawyer or legal aid instead.")
    expect(refusal).to_be_focused()
    expect(page.locator("#ready")).to_contain_text("1 thing missing before you can ask for approval")
    draft.refresh_from_db()
    assert (draft.state, draft.text) == ("writing", f"{WORDS} Soon.")
    assert not Approval.objects.exists()
