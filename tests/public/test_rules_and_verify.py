"""The rules in plain words, the means to check us, and what holds for every public address."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import get_resolver
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

import factories
from masthead.agencies.actors import Worker
from masthead.exporters.bagit import BAG_FILES
from masthead.policy.notices import NOTICES
from masthead.public.quarters import Quarter, quarters
from masthead.public.urls import urlpatterns
from masthead.records.checkpoint import make_checkpoint
from masthead.records.note import Verifier, open_checkpoint

PLAIN = ["/", "/official", "/official.json", "/policy", "/moderation", "/verify", "/verify/verify.py", "/feed.rss"]


def test_every_ground_is_told_with_examples_and_every_word_with_its_reason(reader, rulebook) -> None:
    page = reader.get("/policy")
    told = [shown.ground.id for shown in page.context["grounds"]]
    assert told == [ground.id for ground in rulebook.grounds]
    words = [pair for shown in page.context["listed"] for pair in shown.words]
    assert words and all(reason for _, reason in words)
    assert all(f'id="ground-{ground.id}"' in page.content.decode() for ground in rulebook.grounds)


def test_how_we_work_is_told_in_sentences_and_without_the_desks_own_labels(reader, rulebook) -> None:
    page = reader.get("/policy").content.decode()
    practice = page[page.index('id="practice-title"') :]
    for clause in (each for each in rulebook.policy.clauses if each.public and each.basis != "clause"):
        assert escape(clause.public) in practice
        assert (f"{escape(clause.nickname)}<" in practice) == (clause.basis == "law"), clause.id
        assert (clause.label in practice) == (clause.basis == "law"), clause.id


def test_the_pages_that_the_policy_asks_for_are_the_notices_it_names() -> None:
    get_resolver().url_patterns  # noqa: B018  the pages are imported with their addresses
    assert {"official_accounts_page", "comment_policy_page"} <= NOTICES.keys()


def test_without_a_policy_there_are_no_rules_to_show(reader) -> None:
    assert reader.get("/policy").status_code == 404


def test_before_the_first_checkpoint_the_page_says_when_it_comes(reader, agency) -> None:
    assert "Nothing is signed yet" in reader.get("/verify").content.decode()
    assert reader.get("/verify/key.pub").status_code == 404
    assert reader.get("/verify/checkpoint.txt").status_code == 404


def test_what_is_published_is_enough_to_check_a_checkpoint(reader, agency) -> None:
    made = make_checkpoint(by=Worker(), at=factories.at())
    key = Verifier.parse(reader.get("/verify/key.pub").content.decode())
    head = open_checkpoint(reader.get("/verify/checkpoint.txt").content.decode(), key)
    assert (head.size, head.root) == (made.size, bytes(made.root))
    assert str(key) in reader.get("/verify").content.decode().replace("&#x3D;", "=").replace("&#43;", "+")


def test_the_verifier_published_is_the_one_every_export_carries(reader, agency) -> None:
    given = hashlib.sha256(reader.get("/verify/verify.py").content).digest()
    assert given == hashlib.sha256((BAG_FILES / "verify.py").read_bytes()).digest()


@pytest.mark.parametrize("address", PLAIN)
def test_an_anonymous_reader_gets_no_cookie_and_nothing_from_elsewhere(reader, post, address) -> None:
    page = reader.get(address)
    assert page.status_code == 200
    body = page.content.decode()
    if "html" in page["Content-Type"]:
        assert "<script" not in body
        assert 'src="http' not in body
        assert 'rel="stylesheet" href="http' not in body


@pytest.mark.parametrize("address", PLAIN)
def test_reading_is_all_one_can_do_there(reader, post, address) -> None:
    assert reader.post(address, {"x": "y"}).status_code == 405


@pytest.mark.parametrize("role", ["communicator", "director", "employee"])
def test_staff_see_what_everyone_sees_and_keep_their_session(post, role) -> None:
    client = factories.client_for(factories.person(role))
    for address in PLAIN:
        answer = client.get(address)
        assert answer.status_code == 200
        assert not answer.cookies, address


@pytest.mark.parametrize("page", ["official", "policy", "moderation", "verify"])
def test_an_address_typed_with_a_slash_at_its_end_opens_the_page(post, page: str) -> None:
    visitor = Client()
    answer = visitor.get(f"/{page}/?a=1")
    assert answer.status_code == 301
    assert answer["Location"] == f"/{page}?a=1"
    assert visitor.get(answer["Location"]).status_code == 200


def test_every_public_address_is_spoken_for_here_or_beside() -> None:
    """A new public page has to be thought of in the tests of cookies above, or in those of its own file."""
    spoken_for = {
        "news", "feed", "post", "post_file", "comment_sent", "confirm_comment", "own_comment", "official",
        "official_json", "policy", "moderation", "moderation_period", "appeal", "verify", "checkpoint", "key",
        "verifier", "atproto_did", "lookalike", "lookalike_told", "lent", "lent_film", "hook", "permission",
            "permission_picture", "permission_declined", "own_permission", "own_picture", "permission_receipt",
            "introduction", "with_a_slash", "post_film", "post_captions", "own_form", "own_form_picture",
    }  # fmt: skip
    assert {pattern.name for pattern in urlpatterns} == spoken_for


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 900))
def test_quarters_follow_each_other_without_gap_or_overlap(first: date, days: int) -> None:
    zone = ZoneInfo("America/Chicago")
    found = list(quarters(first, first + timedelta(days=days)))
    assert found[0] == Quarter.of(first)
    assert found[-1] == Quarter.of(first + timedelta(days=days))
    for earlier, later in pairwise(found):
        assert earlier.next == later
        assert earlier.starts(zone) < later.starts(zone)
    assert all(Quarter.named(quarter.name) == quarter for quarter in found)
    morning = datetime.combine(first, time(9), tzinfo=zone)
    assert found[0].starts(zone) <= morning < found[0].next.starts(zone)
