"""Anybody tells of an account in our name, without a cookie, and the machine is not let in."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from masthead.agencies.models import Agency
from masthead.presences.models import Lookalike

ADDRESS = "/official/tell"


@pytest.fixture
def reader(agency: Agency) -> Client:
    return Client()


def told(reader: Client, **changes: str) -> object:
    token = re.search(r'name="form_token" value="([^"]+)"', reader.get(ADDRESS).content.decode())
    assert token
    sent = {"address": "https://host.example/mlc1", "what": "It asks for money.", "form_token": token[1], **changes}
    return reader.post(ADDRESS, sent)


def test_what_is_told_is_kept_and_nothing_of_who_told(reader: Client) -> None:
    answer = told(reader)
    assert answer["Location"] == "/official/told"  # type: ignore[index]
    row = Lookalike.objects.get()
    assert (row.state, row.told_by) == ("told", "citizen:lookalike")
    thanks = reader.get("/official/told")
    assert thanks.status_code == 200 and not reader.cookies


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"address": " "}, "Give the link or the name"),
        ({"address": "x" * 501}, "500 characters"),
        ({"what": "x" * 2001}, "2,000 characters"),
        ({"form_token": "forged"}, "did not come from this page"),
    ],
    ids=["nothing", "too long", "too much", "forged"],
)
def test_what_cannot_be_used_is_refused_and_what_was_written_stays(
    reader: Client, changes: dict[str, str], said: str
) -> None:
    answer = told(reader, **changes)
    assert answer.status_code == 422 and said in answer.content.decode()  # type: ignore[attr-defined]
    assert "It asks for money." in answer.content.decode() or "what" in changes  # type: ignore[attr-defined]
    assert not Lookalike.objects.exists()


def test_a_machine_that_fills_the_trap_is_not_kept(reader: Client) -> None:
    assert told(reader, website="https://spam.example")["Location"] == "/official/told"  # type: ignore[index]
    assert not Lookalike.objects.exists()


def test_the_answer_no_leads_to_telling(reader: Client) -> None:
    said = reader.get("/official?account=evil.example%2F%3Fa%3D1%26b").content.decode()
    link = re.search(r'href="(/official/tell\?account=[^"]+)"', said)
    assert link
    assert 'value="evil.example/?a=1&amp;b"' in reader.get(link[1]).content.decode()
