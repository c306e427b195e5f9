"""A real browser before a real server. Chromium comes from the operating system; its absence is said, not skipped."""

from __future__ import annotations

import io
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

WIDTHS = (320, 360, 768, 1280)
# What reaches past the right edge of the page or of its own cell, save inside a box that scrolls by itself. The page's
# own width would not tell: the body clips; and a cell lets what is too wide lie on the next one.
STICKS_OUT = """() => [...document.body.querySelectorAll("*")].filter((node) => {
  const cell = node.parentElement.closest("td, th");
  const edge = cell ? cell.getBoundingClientRect().right : innerWidth;
  if (!node.checkVisibility() || node.getBoundingClientRect().right <= edge + 1) return false;
  for (let box = node.parentElement; box && box !== (cell ?? document.body); box = box.parentElement)
    if (getComputedStyle(box).overflowX !== "visible") return false;
  return true;
}).map((node) => node.outerHTML.slice(0, 120))"""
# Playwright keeps an event loop in this thread; Django would take its own queries for asynchronous ones.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
PATIENCE = 120_000
"""Milliseconds until what is expected has to be there: a busy machine is slow, and only what fails waits as long."""
expect.set_options(timeout=PATIENCE)
# What the desk says once goes away by itself after eight seconds, which a busy machine may need to look at it.
TOASTS_STAY = """{ const later = window.setTimeout;
  window.setTimeout = (done, after, ...more) => after === 8000 ? 0 : later(done, after, ...more); }"""


@pytest.fixture(scope="session", autouse=True)
def _one_request_at_a_time() -> Iterator[None]:
    """All threads of the test server share one connection to a database in memory: two of them must not be in each
    other's transaction, nor write where the other reads ("database table is locked")."""
    answering, answer = threading.Lock(), WSGIHandler.__call__

    def in_turn(handler: WSGIHandler, environ: dict[str, Any], start_response: Any) -> Any:
        with answering:
            return answer(handler, environ, start_response)

    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(WSGIHandler, "__call__", in_turn)
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the session."""
    chromium = os.environ.get("MASTHEAD_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        pytest.fail("There is no Chromium here. Install it: apt-get install chromium (or set MASTHEAD_CHROMIUM).")
    flags = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=flags, timeout=2 * PATIENCE)
        yield launched
        launched.close()


@pytest.fixture
def everything_answered() -> Iterator[None]:
    """What a closed page had still asked is answered before the tables are emptied under it."""
    under_way: set[int] = set()

    def begun(**_: object) -> None:
        under_way.add(threading.get_ident())

    def ended(**_: object) -> None:
        under_way.discard(threading.get_ident())

    request_started.connect(begun)
    request_finished.connect(ended)
    yield
    deadline = time.monotonic() + 240
    while under_way and time.monotonic() < deadline:
        time.sleep(0.02)
    request_started.disconnect(begun)
    request_finished.disconnect(ended)


@pytest.fixture
def browser_page(browser: Browser, everything_answered: None) -> Iterator[Page]:
    """A fresh page at 1280 px. Fails the test if the page broke its own content policy or threw in a script."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    context.set_default_timeout(PATIENCE)
    context.add_init_script(TOASTS_STAY)
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("console", lambda said: broken.append(said.text) if "Content Security Policy" in said.text else None)
    yield page
    context.close()
    assert not broken, broken


@pytest.fixture
def sign_in(live_server: object, browser_page: Page) -> Callable[[object], None]:
    """`sign_in(person)` gives the browser that person's session."""
    from django.conf import settings

    from factories import client_for

    def enter(person: object) -> None:
        cookie = client_for(person).cookies[settings.SESSION_COOKIE_NAME]  # type: ignore[arg-type]
        browser_page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": str(live_server)}]
        )

    return enter


def axe_clean(page: Page) -> None:
    """No accessibility violation on the page as it stands."""
    axe = Axe()
    # Half a megabyte of script that a page need not be given again while it is the same page.
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe.axe_script)
    # Without "preload" axe does not write our stylesheets into the page again, which our content policy would refuse.
    # Every rule runs; what passed is not described node by node, which took longer than looking at it.
    told = page.evaluate("options => axe.run(options)", {"preload": False, "resultTypes": ["violations"]})
    results = AxeResults(told)
    assert results.violations_count == 0, results.generate_report()


@pytest.fixture(name="axe_clean")
def _axe_clean() -> Callable[[Page], None]:
    return axe_clean


@pytest.fixture
def screenshots() -> Callable[..., None]:
    """`screenshots(page, name)`: at each width (or `widths=`), light and dark, nothing may stick out sideways.

    Where MASTHEAD_SCREENSHOTS names a folder, the page is drawn into it each time, for whoever wants to look.
    """
    kept = os.environ.get("MASTHEAD_SCREENSHOTS")

    def take(page: Page, name: str, widths: tuple[int, ...] = WIDTHS) -> None:
        page.evaluate("scrollTo(0, 0)")
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                assert page.evaluate(STICKS_OUT) == [], f"{name} at {width} px"
                if kept:
                    page.screenshot(path=Path(kept) / f"{name}-{width}-{scheme}.png", full_page=True)

    return take


@pytest.fixture
def documented() -> Callable[..., None]:
    """`documented(page, name)`: with MASTHEAD_DOCS_SCREENSHOTS=1 the page goes into docs/screenshots as it stands.

    `scroll_to` is what the picture begins with. A picture of 200 KB or more fails: the README has to stay quick.
    """
    wanted = os.environ.get("MASTHEAD_DOCS_SCREENSHOTS") == "1"
    folder = Path(__file__).parent.parent.parent / "docs" / "screenshots"

    def shoot(page: Page, name: str, scroll_to: str = "") -> None:
        if not wanted:
            return
        for toast in page.locator("[data-dismiss]").all():
            toast.click()
        page.evaluate("where => where ? document.querySelector(where).scrollIntoView() : scrollTo(0, 0)", scroll_to)
        folder.mkdir(exist_ok=True)
        file = folder / f"{name}.png"
        drawn = Image.open(io.BytesIO(page.screenshot(animations="disabled")))
        # 256 colors are enough for a desk of few, and a third of the bytes.
        drawn.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(file, optimize=True)
        assert file.stat().st_size < 200_000, f"{file.name} has {file.stat().st_size:,} bytes"

    return shoot
