"""To the platform's own page and back, in a browser: the content policy lets a person leave, and the session holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

import factories
from fakes.platform import Signet, signet
from masthead.agencies.models import Person
from masthead.agencies.rights import Role
from masthead.channels.sign_in_port import Account
from masthead.presences.models import Connection, Presence
from presences import signing_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def platform() -> Iterator[Signet]:
    with signet() as platform:
        platform.accounts_there.append(Account("2", "A book club", "books", "page", settings={"page": "2"}))
        yield platform


@pytest.fixture
def author(transactional_db: None) -> Person:
    factories.agency()
    return factories.person(Role.COMMUNICATOR)


def their_page(route: Route) -> None:
    """What the platform shows: a page that leads back once the person agrees."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(route.request.url).query).items()}
    back = f"{asked['redirect_uri']}?{urlencode({'code': 'a good code', 'state': asked['state']})}"
    route.fulfill(body=f'<a href="{back.replace("&", "&amp;")}">Allow</a>', content_type="text/html")


def test_a_person_leaves_agrees_comes_back_and_chooses(
    live_server: object,
    browser_page: Page,
    platform: Signet,
    author: Person,
    sign_in: Callable[[Person], None],
    axe_clean: Callable[[Page], None],
    screenshots: Callable[..., None],
) -> None:
    page, director, administrator = browser_page, factories.person(Role.DIRECTOR), factories.person(Role.ADMINISTRATOR)
    presence = signing_in.approved(author, director)
    connect = f"{live_server}{reverse('desk:presence_connect', args=[presence.pk])}"
    sign_in(administrator)
    page.goto(f"{live_server}{reverse('desk:app', args=['signet'])}")
    page.get_by_label("Client ID").fill("masthead")
    page.get_by_label("Client secret").fill("the app's secret")
    axe_clean(page)
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("cell", name="masthead")).to_be_visible()
    screenshots(page, "apps", widths=(360, 1280))
    axe_clean(page)
    page.get_by_role("link", name="Signet").first.click()
    screenshots(page, "app", widths=(360, 1280))
    axe_clean(page)

    sign_in(author)
    page.goto(connect)
    screenshots(page, "connect-sign-in", widths=(360, 1280))
    axe_clean(page)
    page.context.route("https://signet.example/**", lambda route: route.fulfill(status=204))
    # The page goes on by itself, too: only then does going elsewhere cross nothing on its way.
    with page.expect_response("https://signet.example/**"):
        page.get_by_role("button", name="Sign in to Signet").click()
    expect(page.get_by_role("link", name="Go on to signet.example")).to_be_visible()
    screenshots(page, "leave", widths=(360, 1280))
    axe_clean(page)
    page.context.unroute("https://signet.example/**")
    page.context.route("https://signet.example/**", their_page)
    page.goto(connect)
    page.get_by_role("button", name="Sign in to Signet").click()
    page.get_by_role("link", name="Allow").click()

    expect(page.get_by_role("radio", name="mlc")).to_be_checked()
    page.wait_for_load_state("load")
    screenshots(page, "account", widths=(360, 1280))
    axe_clean(page)
    page.get_by_role("button", name="Read the account and connect").click()
    expect(page.get_by_text("Connected to mlc: the account was read back.")).to_be_visible()
    assert Presence.objects.get().state == "connected"
    Presence.objects.update(state="live")
    Connection.objects.update(trouble="Signet does not accept the token. Connect it again.")
    page.goto(f"{live_server}{reverse('desk:presence_doctor')}")
    screenshots(page, "doctor", widths=(360, 1280))
    axe_clean(page)
