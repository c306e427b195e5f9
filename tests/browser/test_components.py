"""Every component in a browser: no accessibility violation, nothing sticks out, and each works as the words say."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import factories
from browser.conftest import PATIENCE
from masthead.agencies.models import Person
from masthead.outbox.stop import stop

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HERE = Path(__file__).parent


@pytest.fixture(autouse=True)
def _style_guide(settings: object) -> None:
    settings.ROOT_URLCONF = "browser.style_guide"  # type: ignore[attr-defined]
    templates = copy.deepcopy(settings.TEMPLATES)  # type: ignore[attr-defined]
    templates[0]["DIRS"] = [HERE / "templates"]
    settings.TEMPLATES = templates  # type: ignore[attr-defined]


@pytest.fixture
def director(transactional_db: None) -> Person:
    factories.agency()
    return factories.person("director", "communicator", "records_officer")


@pytest.fixture
def guide(live_server: object, browser_page: Page, director: Person, sign_in: Callable[[Person], None]) -> Page:
    sign_in(director)
    browser_page.goto(f"{live_server}/desk/drafts")
    return browser_page


def test_desk_components_are_accessible_at_every_width_and_theme(
    guide: Page, axe_clean: Callable[[Page], None], screenshots: Callable[..., None]
) -> None:
    for width, theme in ((1280, "light"), (1280, "dark"), (360, "light"), (360, "dark")):
        guide.set_viewport_size({"width": width, "height": 900})
        guide.emulate_media(color_scheme=theme)
        axe_clean(guide)
    screenshots(guide, "components")


def test_public_and_sign_in_pages_are_accessible_and_set_no_cookie(
    live_server: object,
    browser_page: Page,
    transactional_db: None,
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    factories.agency()
    browser_page.goto(f"{live_server}/style-guide/public")
    assert browser_page.context.cookies() == []
    axe_clean(browser_page)
    screenshots(browser_page, "public")
    browser_page.goto(f"{live_server}/sign-in/login/")
    axe_clean(browser_page)
    screenshots(browser_page, "sign-in")


def test_icons_and_fonts_come_from_here(guide: Page) -> None:
    guide.wait_for_function(
        "document.fonts.check('1rem Merriweather') && document.fonts.check('600 1rem \"Public Sans\"')"
    )
    # The sprite has come once a sign takes room.
    guide.wait_for_function("document.querySelector('.mh-pill .usa-icon use').getBoundingClientRect().width > 5")


def test_a_clause_opens_its_words(guide: Page) -> None:
    chip = guide.locator("main button.mh-clause").first
    words = guide.locator(".mh-popover").first
    expect(words).to_be_hidden()
    chip.press("Enter")
    expect(words).to_be_visible()
    guide.keyboard.press("Escape")
    expect(words).to_be_hidden()


def test_a_dialog_is_modal_and_closes(guide: Page) -> None:
    guide.get_by_role("button", name="Return it…").click()
    dialog = guide.get_by_role("dialog", name="Return it")
    expect(dialog).to_be_visible()
    assert guide.evaluate("document.querySelector('dialog:modal') !== null")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_be_hidden()


def test_a_dialog_opens_without_script(browser: Browser, live_server: object, director: Person) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(PATIENCE)
    from django.conf import settings

    cookie = factories.client_for(director).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": str(live_server)}])
    page = context.new_page()
    page.goto(f"{live_server}/desk/drafts")
    page.get_by_role("button", name="Return it…").click()
    expect(page.get_by_role("dialog", name="Return it")).to_be_visible()
    expect(page.get_by_role("button", name="Copy")).to_be_hidden()
    context.close()


def test_the_theme_changes_at_once_and_is_remembered(guide: Page, director: Person) -> None:
    with guide.expect_response("**/desk/theme"):
        guide.get_by_role("button", name="Dark theme").click()
    expect(guide.locator("html")).to_have_attribute("data-theme", "dark")
    guide.reload()
    expect(guide.locator("html")).to_have_attribute("data-theme", "dark")
    director.refresh_from_db()
    assert director.theme == "dark"


def test_a_finding_outlines_its_words_and_replaces_them_undoably(guide: Page) -> None:
    card = guide.locator(".mh-finding", has_text="Text-speak")
    card.hover()
    expect(guide.locator(".mh-editor mark.is-current")).to_have_text("Thx")
    card.get_by_role("button", name="Replace").click()
    text = guide.get_by_label("Text of the post")
    # An emoji stands before it: characters and UTF-16 units differ here.
    assert "🌻 starts this week! Thanks to everyone" in text.input_value()
    expect(guide.locator(".mh-editor mark")).to_have_count(0)
    text.press("Control+z")
    assert "Thx to everyone" in text.input_value()


def test_keys_act_outside_fields_alone_and_can_be_turned_off(guide: Page) -> None:
    guide.locator("#main").focus()
    guide.keyboard.press("F8")
    expect(guide.locator(".mh-finding").first).to_be_focused()
    guide.keyboard.press("?")
    keys = guide.get_by_role("dialog", name="Keyboard")
    expect(keys).to_be_visible()
    keys.get_by_text("Single keys act on this computer").click()
    keys.get_by_role("button", name="Close").click()
    guide.keyboard.press("?")
    expect(keys).to_be_hidden()
    guide.get_by_label("Title").press("?")
    expect(keys).to_be_hidden()


def test_copying_says_so(guide: Page) -> None:
    guide.context.grant_permissions(["clipboard-read", "clipboard-write"])
    guide.get_by_role("button", name="Copy").click()
    expect(guide.get_by_text("Copied.")).to_be_visible()
    assert "mine and not those" in guide.evaluate("navigator.clipboard.readText()")


def test_the_menu_folds_on_a_small_screen(guide: Page) -> None:
    guide.set_viewport_size({"width": 360, "height": 800})
    nav = guide.get_by_role("navigation", name="Desk")
    expect(nav).to_be_hidden()
    guide.get_by_role("button", name="Menu").click()
    expect(nav).to_be_visible()


def test_the_stop_is_asked_for_a_reason_and_then_seen_by_everyone(
    guide: Page, director: Person, axe_clean: Callable[[Page], None], screenshots: Callable[..., None]
) -> None:
    guide.get_by_role("button", name="Stop all deliveries").click()
    expect(guide.get_by_role("dialog", name="Stop all deliveries").get_by_label("Reason")).to_be_visible()
    axe_clean(guide)
    screenshots(guide, "stop-dialog", widths=(360,))
    stop(by=director, at=factories.at(), why="Tornado warning for Hinds County until 9:30 a.m.")
    guide.reload()
    expect(guide.get_by_role("alert").first).to_contain_text("Tornado warning for Hinds County")
    expect(guide.get_by_role("button", name="Lift the stop")).to_be_visible()
    expect(guide.get_by_role("button", name="Stop all deliveries")).to_have_count(0)
    axe_clean(guide)
    screenshots(guide, "stopped", widths=(360, 1280))


def test_an_open_clause_and_an_open_account_menu_are_accessible(
    guide: Page, axe_clean: Callable[[Page], None], screenshots: Callable[..., None]
) -> None:
    guide.locator("main button.mh-clause").first.click()
    axe_clean(guide)
    screenshots(guide, "popover", widths=(360,))
    guide.keyboard.press("Escape")
    guide.locator(".mh-account > summary").click()
    axe_clean(guide)


def test_marks_vanish_on_typing_and_come_back_with_the_answer(guide: Page) -> None:
    text, held = guide.get_by_label("Text of the post"), []
    guide.route("**/style-guide/live", lambda route: held.append(route))
    with guide.expect_request("**/style-guide/live"):
        text.press("T")
    expect(guide.locator(".mh-editor mark")).to_have_count(0)
    with guide.expect_response("**/style-guide/live") as answered:
        held[0].continue_()
    assert answered.value.status == 200
    expect(guide.locator(".mh-editor mark")).to_have_count(1)
    assert guide.locator(".mh-editor__backdrop").text_content() == f"{text.input_value()}\n"


def test_the_backdrop_lies_exactly_under_the_text(guide: Page) -> None:
    boxes = [guide.locator(part).bounding_box() for part in (".mh-editor__backdrop", ".mh-editor__input")]
    assert boxes[0] == boxes[1]
    text = guide.get_by_label("Text of the post")
    text.fill("Line\n" * 40)
    assert text.evaluate("node => node.scrollHeight <= node.clientHeight + 1"), "the last lines are out of sight"


@pytest.fixture
def moderation(live_server: object, browser_page: Page, director: Person, sign_in: Callable[[Person], None]) -> Page:
    sign_in(director)
    browser_page.goto(f"{live_server}/style-guide/moderation")
    browser_page.locator("#main").focus()
    return browser_page


def test_moderation_is_accessible(
    moderation: Page, axe_clean: Callable[[Page], None], screenshots: Callable[..., None]
) -> None:
    for theme in ("light", "dark"):
        moderation.emulate_media(color_scheme=theme)
        axe_clean(moderation)
    screenshots(moderation, "moderation")


@pytest.mark.parametrize(
    ("key", "leads_to"), [("j", "case=3"), ("k", "case=1"), ("x", "did=kept"), ("u", "did=undone")]
)
def test_a_key_presses_its_button(moderation: Page, key: str, leads_to: str) -> None:
    with moderation.expect_navigation():
        moderation.keyboard.press(key)
    assert leads_to in moderation.url


def test_b_unblurs_and_a_figure_chooses_a_ground_with_its_definition(moderation: Page) -> None:
    moderation.keyboard.press("b")
    expect(moderation.locator(".mh-blur")).not_to_have_class("mh-sheet mh-blur is-blurred")
    expect(moderation.get_by_role("button", name="Blur the words")).to_be_visible()
    expect(moderation.get_by_role("button", name="Show the words")).to_have_count(0)
    expect(moderation.locator("[data-definition]:visible")).to_have_count(0)
    moderation.keyboard.press("3")
    third = moderation.locator("[name=ground]").nth(2)
    expect(third).to_be_checked()
    expect(moderation.locator("[data-definition]:visible")).to_have_attribute(
        "data-definition", str(third.get_attribute("value"))
    )


def test_no_key_acts_while_one_writes(moderation: Page) -> None:
    why = moderation.get_by_label("Why, in your words")
    why.press_sequentially("x3jub")
    assert why.input_value() == "x3jub"
    assert "did=" not in moderation.url
    expect(moderation.locator("[name=ground]:checked")).to_have_count(0)
