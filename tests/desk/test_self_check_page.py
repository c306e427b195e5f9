"""“May I post this?” on the desk: answered to whoever asks, and kept nowhere."""

from __future__ import annotations

import json
import logging
import re

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client

import factories
from masthead.agencies.rights import Role

SECRET = "Between us, the Library Commission is a purple zoo. Write me at nobody@mlc.lib.ms.us."


@pytest.fixture
def desk(agency) -> Client:
    return factories.client_for(factories.person())


def tables() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of the database."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        found = {}
        for name in names:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")
            found[name] = sorted(cursor.fetchall(), key=repr)
    return found


def ask(desk: Client, **given: str):
    return desk.post("/desk/self-check", {"where": "personal", "about": "", "text": SECRET, "profile": "", **given})


@pytest.mark.parametrize("where", ["personal", "official"])
@pytest.mark.parametrize("live", [False, True])
def test_nothing_of_it_is_stored_logged_or_remembered(desk, caplog, capfd, where, live) -> None:
    desk.get("/desk/self-check")
    cache.clear()  # of what other tests left
    caplog.set_level(logging.DEBUG)
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    before = tables()
    assert len(before) >= len(apps.get_models())
    headers = {"HX-Request": "true"} if live else {}
    given = dict.fromkeys(("text", "profile", "account_name", "account_email"), SECRET)
    answer = desk.post(
        "/desk/self-check", {"where": where, "about": "", "channel": "bluesky", **given}, headers=headers
    )
    assert answer.status_code == 200
    assert "purple zoo" in answer.content.decode() or live, "it was really read"
    assert tables() == before
    for row in Session.objects.all():
        assert "purple zoo" not in json.dumps(row.get_decoded())
    assert not [record for record in caplog.records if "purple" in record.getMessage()]
    assert "purple" not in "".join(capfd.readouterr())
    assert getattr(cache, "_cache", {}) == {}
    assert "no-store" in answer["Cache-Control"]
    assert set(answer.cookies) <= {"csrftoken"}


def test_the_text_is_never_part_of_an_address(desk) -> None:
    """Servers, proxies and browsers write addresses down: the text goes in the body of a POST and stays there."""
    page = desk.get("/desk/self-check").content.decode()
    form = page[page.index('<form class="mh-stack') :].partition("</form>")[0]
    assert 'method="post"' in form and "hx-post" in form
    assert "hx-get" not in form and "hx-push-url" not in form and "hx-replace-url" not in form
    answer = ask(desk)
    assert "Location" not in answer and "HX-Push-Url" not in answer and answer.request["QUERY_STRING"] == ""
    assert not [
        address for address in re.findall(r'(?:href|src|action)="([^"]*)"', answer.content.decode()) if "zoo" in address
    ]
    asked = desk.get("/desk/self-check", {"text": SECRET}).content.decode()
    assert "purple zoo" not in asked, "what comes in an address is not answered, so nobody is led to send it there"


def test_a_page_that_breaks_reports_neither_text_nor_profile(desk, monkeypatch) -> None:
    from django.views.debug import SafeExceptionReporterFilter

    from masthead.desk.views import self_check

    caught = {}

    def breaks(*_: object, **__: object) -> object:
        raise ZeroDivisionError

    def receive(sender, request, **_):
        caught.update(SafeExceptionReporterFilter().get_post_parameters(request))

    from django.core.signals import got_request_exception

    got_request_exception.connect(receive)
    monkeypatch.setattr(self_check, "self_check", breaks)
    try:
        with pytest.raises(ZeroDivisionError):
            ask(desk, profile="my secret profile")
    finally:
        got_request_exception.disconnect(receive)
    assert caught["where"] == ["personal"]
    assert "purple" not in str(caught) and "secret profile" not in str(caught)


@pytest.mark.parametrize("role", [None, *Role])
def test_everybody_here_may_ask_and_nobody_else(agency, role) -> None:
    if role is None:
        assert "/sign-in/" in Client().get("/desk/self-check")["Location"]
    else:
        assert factories.client_for(factories.person(role)).get("/desk/self-check").status_code == 200


def test_the_page_says_that_nothing_is_kept_and_gives_the_exact_words(desk, rulebook) -> None:
    page = desk.get("/desk/self-check").content.decode()
    assert "Nothing is kept." in page
    assert rulebook.policy.disclaimer in page
    assert 'data-copy="disclaimer"' in page


def test_the_answer_names_what_is_asked_and_its_clause(desk) -> None:
    page = ask(desk).content.decode()
    assert "The policy asks for" in page
    assert "nobody@mlc.lib.ms.us" in page
    assert "add the disclaimer" in page


def test_a_text_that_carries_all_is_told_so(desk, rulebook) -> None:
    quiet = ask(desk, text="My cat sleeps all day.", about="no").content.decode()
    assert "asks for nothing more" in quiet


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_the_disclaimer_is_offered_for_accounts_of_ones_own_only(desk, rulebook, headers) -> None:
    given = {"where": "official", "about": "", "text": SECRET, "profile": ""}
    official = desk.post("/desk/self-check", given, headers=headers).content.decode()
    assert 'data-copy="disclaimer"' not in official
    assert "carries none" in official
    again = desk.post("/desk/self-check", {**given, "where": "personal"}, headers=headers).content.decode()
    assert 'data-copy="disclaimer"' in again, "it comes back with the other choice"


def test_an_official_text_is_told_to_go_to_the_desk(desk) -> None:
    assert "belongs on the desk" in ask(desk, where="official").content.decode()


def test_live_answers_are_a_part_of_the_page(desk) -> None:
    answer = desk.post("/desk/self-check", {"where": "personal", "text": SECRET}, headers={"HX-Request": "true"})
    assert answer.content.decode().lstrip().startswith('<section class="mh-write__findings" id="answer"')


@pytest.mark.parametrize(
    ("given", "status"), [({"text": ""}, 422), ({"where": "moon"}, 422), ({"text": "x" * 200_001}, 422)]
)
def test_what_cannot_be_read_is_said(desk, given, status) -> None:
    assert ask(desk, **given).status_code == status


def test_agency_addresses_are_known_from_the_records_mailbox(desk) -> None:
    page = ask(desk, text="My cat sleeps. ada@agency.invalid", about="no").content.decode()
    assert "makes a private post look official" in page


def test_words_cannot_become_markup(desk) -> None:
    assert "<script>alert" not in ask(desk, text="<script>alert(1)</script> MLC").content.decode()
