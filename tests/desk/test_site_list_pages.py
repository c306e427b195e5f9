"""The page of harmful sites: a file is tried, imported, refused beside its box, and taken away."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import factories
from masthead.agencies.models import Agency
from masthead.agencies.rights import Role
from masthead.links import list_file
from masthead.links.models import ListedSite, SiteList, SiteWord

pytestmark = pytest.mark.django_db
THERE = "/desk/links/lists"


@pytest.fixture
def client(agency: Agency) -> Client:
    return factories.client_for(factories.person(Role.COMMUNICATOR))


def given(content: bytes, **other: str) -> dict[str, object]:
    return {"name": "URLhaus", "as_of": "2026-01-05", "upload": SimpleUploadedFile("list.txt", content), **other}


def test_a_file_is_tried_and_then_imported(client: Client) -> None:
    assert "No lists imported" in client.get(THERE).content.decode()
    tried = client.post(f"{THERE}/import", given(b"evil.example\nno <site>\n", act="try"))
    page = tried.content.decode()
    assert tried.status_code == 200 and "would bring 1 site," in page and "Line 2" in page and "no &lt;site&gt;" in page
    assert not SiteList.objects.exists()
    done = client.post(f"{THERE}/import", given(b"evil.example\nno <site>\n", act="import"), follow=True)
    page = done.content.decode()
    assert "URLhaus is imported. Sites: 1. Skipped rows: 1." in page and "January 5, 2026" in page
    assert ListedSite.objects.get().entry == "evil.example"


@pytest.mark.parametrize(
    ("content", "other", "says"),
    [
        (b"\x1f\x8bpacked", {}, "is packed"),
        ("evil.example".encode("utf-16"), {}, "no text in UTF-8"),
        (b"evil.example", {"name": " "}, "Give the list a name"),
        (b"evil.example", {"as_of": "2999-01-01"}, "less than or equal"),
        (b"", {}, "This file is empty"),
    ],
    ids=["packed", "encoding", "name", "day", "empty"],
)
@pytest.mark.parametrize("act", ["try", "import"])
def test_what_cannot_be_used_is_refused_beside_its_box(
    client: Client, content: bytes, other: dict[str, str], says: str, act: str
) -> None:
    answer = client.post(f"{THERE}/import", given(content, act=act, **other))
    assert answer.status_code == 422 and says in answer.content.decode()
    assert not SiteList.objects.exists()


def test_a_file_that_is_too_large_is_refused(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_file, "LARGEST", 5)
    answer = client.post(f"{THERE}/import", given(b"evil.example", act="import"))
    assert answer.status_code == 422 and "is larger than" in answer.content.decode()
    none = client.post(f"{THERE}/import", {"name": "URLhaus", "as_of": "2026-01-05"})
    assert none.status_code == 422 and "Choose the file" in none.content.decode()


def test_an_administrator_imports_and_takes_away_and_a_moderator_only_reads(client: Client) -> None:
    administrator = factories.client_for(factories.person(Role.ADMINISTRATOR))
    assert administrator.post(f"{THERE}/import", given(b"evil.example", act="import")).status_code == 302
    listed = SiteList.objects.get()
    assert "Take it away" in administrator.get(THERE).content.decode()
    moderator = factories.client_for(factories.person(Role.MODERATOR))
    page = moderator.get(THERE).content.decode()
    assert "URLhaus" in page and "Take it away" not in page and "Import it" not in page
    assert moderator.post(f"{THERE}/{listed.pk}/remove", {"why": "Old."}).status_code == 403
    administrator.post(f"{THERE}/{listed.pk}/remove", {"why": ""})
    assert SiteList.objects.exists()
    administrator.post(f"{THERE}/{listed.pk}/remove", {"why": "Old."})
    assert not SiteList.objects.exists()


def test_an_approver_denies_a_site_and_takes_it_back(client: Client) -> None:
    approver = factories.client_for(factories.person(Role.APPROVER))
    given = {"site": "shop.example", "allowed": "deny", "why": "It sells our cards."}
    for wrong, says in (
        ({"site": "no site"}, "Give a site"),
        ({"allowed": ""}, "Choose one."),
        ({"why": " "}, "Say why"),
    ):
        answer = approver.post(f"{THERE}/words", {**given, **wrong})
        assert answer.status_code == 422 and says in answer.content.decode()
    assert client.post(f"{THERE}/words", given).status_code == 403
    page = approver.post(f"{THERE}/words", given, follow=True).content.decode()
    assert "shop.example is denied from now on." in page and "It sells our cards." in page
    word = SiteWord.objects.get()
    page = client.get(THERE).content.decode()
    assert "It sells our cards." in page and "Take it back" not in page
    approver.post(f"{THERE}/words/{word.pk}/take-back", {"why": "They stopped."})
    assert "It sells our cards." not in client.get(THERE).content.decode()


def test_whoever_sees_no_links_finds_the_page_in_the_navigation_and_others_as_a_tab(client: Client) -> None:
    entry = 'href="/desk/links/lists"'
    desk = factories.client_for(factories.person(Role.ADMINISTRATOR)).get("/desk/").content.decode()
    assert entry in desk and "Harmful sites" in desk
    assert entry not in client.get("/desk/").content.decode()
    assert entry in client.get("/desk/links/").content.decode()


def test_who_may_not_speak_of_a_site_is_told_who_may(agency: Agency) -> None:
    said = "An approver or the Executive Director allows or denies a site"
    page = factories.client_for(factories.person(Role.ADMINISTRATOR)).get(THERE).content.decode()
    assert said in page and "Allow or deny a site" not in page
    assert '<p class="mh-head__crumbs">Links</p>' in page, "no link to a page that is not theirs"
    page = factories.client_for(factories.person(Role.APPROVER)).get(THERE).content.decode()
    assert said not in page and "Allow or deny a site" in page
