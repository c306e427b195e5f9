"""Bringing in a table of drafts: a file in, each draft with what the checks find out."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

import factories
from masthead.agencies.rights import Role
from masthead.publishing.models import Draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(agency: object) -> Client:
    return factories.client_for(factories.person(Role.COMMUNICATOR))


def _bring(client: Client, table: str) -> object:
    file = SimpleUploadedFile("drafts.csv", table.encode(), content_type="text/csv")
    return client.post(reverse("desk:drafts_bring"), {"file": file}, follow=True)


def test_every_line_is_listed_with_what_the_checks_find(client: Client) -> None:
    answer = _bring(client, "Title,Text\nClean,The library opens at nine.\nFoul,The damn roof is fixed.\n")
    said = answer.content.decode()  # type: ignore[attr-defined]
    assert "Brought in: 2 drafts." in said
    assert said.index("Foul") < said.index("Clean")
    assert Draft.objects.count() == 2


def test_a_wrong_line_is_named_at_the_file_and_nothing_is_begun(client: Client) -> None:
    answer = _bring(client, "Title,Text\nClean,The library opens at nine.\nEmpty,\n")
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "Line 3: the text is missing" in answer.content.decode()  # type: ignore[attr-defined]
    assert not Draft.objects.exists()


def test_no_file_is_a_sentence(client: Client) -> None:
    answer = client.post(reverse("desk:drafts_bring"))
    assert answer.status_code == 422
    assert "Choose the file." in answer.content.decode()


def test_who_brought_in_nothing_is_told_where_to(client: Client) -> None:
    assert "Nothing was brought in" in client.get(reverse("desk:drafts_brought")).content.decode()


def test_a_long_table_is_shown_page_by_page(client: Client) -> None:
    answer = _bring(client, "Text\n" + "".join(f"Line {number} of it.\n" for number in range(60)))
    first = answer.content.decode()  # type: ignore[attr-defined]
    assert "Brought in: 60 drafts." in first
    assert 0 < first.count('data-label="Blocks"') < 60
    assert 'rel="next"' in first
