"""What the public is told of a removal: the tombstone, the appeal by its link, the figures; never the words."""

from __future__ import annotations

import re

import pytest

import factories
from board_posts import said
from masthead.agencies.actors import Worker
from masthead.agencies.models import Person
from masthead.conversations.models import Comment
from masthead.conversations.pull import pull_presence
from masthead.desk.look.times import spoken
from masthead.kernel.clock import now
from masthead.moderation.appeal import decide_appeal
from masthead.moderation.assess import open_case
from masthead.moderation.decide import remove
from masthead.moderation.enforce import enforce_due
from masthead.moderation.models import Appeal, Decision, Enforcement, Notice
from masthead.moderation.notify import queue_notices
from masthead.presences.connection import channel_for

TEXT = "I will burn the library down tonight"


@pytest.fixture
def ann(agency) -> Person:
    return factories.person("moderator", name="Ann Ames")


@pytest.fixture
def removal(post, presence, ann) -> Decision:
    said(post, TEXT, minutes=-20)
    pull_presence(by=Worker(), at=factories.at(), presence=presence, channel=channel_for(presence))
    case = open_case(by=ann, at=factories.at(1), comment=Comment.objects.get(), why="A threat")
    made = remove(
        by=ann,
        at=factories.at(2),
        case=case,
        version=case.version,
        ground="threatening",
        quote_start=0,
        quote_end=11,
        mirror=True,
    )
    enforce_due(by=Worker(), at=factories.at(3))
    queue_notices(by=Worker(), at=factories.at(4))
    return made


@pytest.fixture
def link(removal) -> str:
    return f"/appeal/{Notice.objects.get(about='removal').token}/"


def test_a_tombstone_names_ground_and_clause_and_keeps_the_words(reader, post, removal, rulebook) -> None:
    page = reader.get(f"/posts/{post.pk}/").content.decode()
    assert "burn" not in page
    assert rulebook.ground("threatening").name in page
    assert rulebook.clause(removal.clause).label in page
    assert "#ground-threatening" in page


def test_a_tombstone_tells_the_day_of_writing_from_the_day_of_removal(reader, post, removal) -> None:
    Enforcement.objects.update(done_at=factories.at(days=1))
    written, removed = (spoken(moment, "day") for moment in (factories.at(-20), factories.at(days=1)))
    page = re.sub(r"<[^>]+>", "", reader.get(f"/posts/{post.pk}/").content.decode())
    assert f"Written {written}, removed {removed}" in page


def test_an_appeal_is_filed_once_and_its_state_is_seen(reader, link) -> None:
    page = reader.get(link)
    assert "I will burn" in page.content.decode()
    assert "tonight" not in page.content.decode(), "only the quoted words are shown"
    told = {"form_token": page.context["form_token"], "text": "It was a line of a song."}
    assert reader.post(link, {**told, "text": ""}).status_code == 422
    assert reader.post(link, {**told, "form_token": "x"}).status_code == 422
    assert not Appeal.objects.exists()
    assert reader.post(link, told).status_code == 302
    assert "Your appeal is with us" in reader.get(link).content.decode()
    again = reader.post(link, told)
    assert again.status_code == 422
    assert "appealed already" in again.content.decode()
    assert Appeal.objects.count() == 1


@pytest.mark.parametrize(
    ("outcome", "heading"), [("upheld", "The removal was upheld"), ("reversed", "Your comment is back")]
)
def test_the_answer_is_on_the_page_too(reader, link, outcome, heading) -> None:
    reader.post(link, {"form_token": reader.get(link).context["form_token"], "text": "A song."})
    other = factories.person("moderator", name="Ben Bell")
    decide_appeal(by=other, at=now(), appeal=Appeal.objects.get(), outcome=outcome, why="We read it again.")
    page = reader.get(link).content.decode()
    assert heading in page
    assert "We read it again." in page


def test_a_wrong_link_opens_no_appeal(reader, removal) -> None:
    assert reader.get("/appeal/guessed/").status_code == 404


def test_the_report_counts_without_pointing_at_anyone(reader, removal, agency) -> None:
    page = reader.get("/moderation/2026-q4")
    assert page.status_code == 200
    assert "fewer than 5" in page.content.decode()


@pytest.mark.parametrize("period", ["2026-q1", "2031-q1", "2026-q5", "last-week", "0000-q1"])
def test_there_is_no_report_for_other_times(reader, agency, period) -> None:
    assert reader.get(f"/moderation/{period}").status_code == 404


def test_before_the_agency_is_set_up_there_is_nothing_to_report(reader) -> None:
    assert reader.get("/moderation").status_code == 404
