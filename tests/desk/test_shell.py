"""What stands around every page: navigation by rights, theme, headers, static files that all resolve."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.test import Client, RequestFactory
from django.urls import include, path

import factories
from masthead.desk.nav import links_for
from masthead.desk.theme import theme_of
from masthead.project.headers import HeadersMiddleware

pytestmark = pytest.mark.django_db


def here(request: HttpRequest) -> HttpResponse:
    return HttpResponse("here")


desk = (
    [
        path("", here, name="today"),
        path("drafts", here, name="drafts"),
        path("approvals", here, name="approvals"),
        path("records", here, name="records"),
    ],
    "desk",
)
urlpatterns = [path("desk/", include(desk))]


@pytest.fixture
def _four_pages(settings: object) -> None:
    settings.ROOT_URLCONF = __name__  # type: ignore[attr-defined]


def titles(*roles: str) -> list[str]:
    return [link.title for _, links in links_for(factories.person(*roles), "/desk/", {}) for link in links]


@pytest.mark.usefixtures("_four_pages")
def test_the_navigation_shows_what_is_there_and_what_one_may() -> None:
    assert titles() == ["Today"]
    assert titles("communicator") == ["Today", "Compose"]
    assert titles("records_officer") == ["Today", "Records"]


@pytest.mark.usefixtures("_four_pages")
def test_one_link_is_current_and_what_waits_is_counted() -> None:
    groups = links_for(factories.person("director"), "/desk/approvals/12", {"approvals": 3})
    links = {link.title: link for _, found in groups for link in found}
    assert [title for title, link in links.items() if link.current] == ["Approvals"]
    assert (links["Approvals"].waiting, links["Approvals"].due) == (3, True)


def test_the_theme_is_the_persons_and_goes_back_to_the_page() -> None:
    person = factories.person()
    client = factories.client_for(person)
    answer = client.post("/desk/theme", {"theme": "dark"}, headers={"referer": "http://testserver/desk/drafts"})
    assert answer.headers["Location"] == "http://testserver/desk/drafts"
    person.refresh_from_db()
    assert person.theme == "dark"


def test_before_signing_in_the_theme_is_a_cookie_and_nonsense_is_none() -> None:
    client = Client()
    client.post("/desk/theme", {"theme": "dark"})
    assert client.cookies["theme"].value == "dark"
    assert client.cookies["theme"]["httponly"]
    request = RequestFactory().get("/sign-in/login/", headers={"cookie": 'theme="><script>'})
    assert theme_of(request) == ""


def test_the_way_back_never_leads_elsewhere() -> None:
    answer = Client().post("/desk/theme", {"theme": "dark"}, headers={"referer": "https://evil.example/"})
    assert answer.headers["Location"] == "/desk/"


def test_every_answer_carries_the_content_policy() -> None:
    answer = HeadersMiddleware(lambda request: HttpResponse())(RequestFactory().get("/"))
    policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["img-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert (
        Client().get("/sign-in/login/").headers["Content-Security-Policy"] == answer.headers["Content-Security-Policy"]
    )


def test_a_view_may_be_stricter() -> None:
    strict = HttpResponse(headers={"Referrer-Policy": "no-referrer"})
    answer = HeadersMiddleware(lambda request: strict)(RequestFactory().get("/"))
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_no_template_of_ours_has_script_or_style_of_its_own() -> None:
    import re

    source = Path(__file__).parents[2] / "src/masthead"
    wrong = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
    found = {
        str(page.relative_to(source)): m.group()
        for page in source.rglob("*.html")
        if (m := wrong.search(page.read_text()))
    }
    assert found == {}


def test_a_page_that_is_not_there_says_so_with_and_without_an_agency() -> None:
    for _ in range(2):
        answer = Client().get("/no/such/page")
        assert answer.status_code == 404
        assert b"There is no such page." in answer.content
        factories.agency()


@pytest.mark.parametrize("page", ["500.html", "403_csrf.html"])
def test_a_page_for_when_all_else_fails_needs_no_database(page: str, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        drawn = loader.render_to_string(page)
    assert "masthead/masthead.css" in drawn


def test_a_page_asks_the_database_for_its_surroundings_once(django_assert_max_num_queries: object) -> None:
    factories.agency()
    request = RequestFactory().get("/desk/")
    request.user = factories.person("director")
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        drawn = loader.render_to_string("desk/base.html", request=request)
    assert "Mississippi Library Commission" in drawn
    assert "adopted November 13, 2012" in drawn


def test_static_files_all_resolve_when_hashed_and_stay_small(settings: object, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path  # type: ignore[attr-defined]
    settings.STORAGES = {  # type: ignore[attr-defined]
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    sheet = next(tmp_path.glob("masthead/masthead.*.css")).read_text()
    assert 'url("tokens.css")' not in sheet
    assert "vendor/css/uswds." in sheet
    ours = [path for part in ("masthead", "vendor") for path in (tmp_path / part).rglob("*.????????????.*")]
    assert sum(path.stat().st_size for path in ours) < 600 * 1024


def test_the_stop_stands_in_the_header_for_whoever_may_stop(agency: object) -> None:
    for role, seen in (("director", 1), ("communicator", 0)):
        page = factories.client_for(factories.person(role)).get("/desk/").content.decode()
        header = page.partition('<header class="mh-topbar">')[2].partition("</header>")[0]
        assert header.count('popovertarget="stop"') == seen
        assert ("all deliveries…" in header) == bool(seen)


def test_a_long_title_of_the_narrow_menu_breaks_and_is_read_out_whole(agency: object) -> None:
    page = factories.client_for(factories.person("director")).get("/desk/").content.decode()
    assert '<span class="mh-nav__full">Acknowledgements</span>' in page
    assert 'aria-hidden="true">Acknowl\u00adedge\u00adments</span>' in page
    assert 'title="Look after"' in page
