"""The sample desk has something for everybody to do in the first two minutes."""

import pytest

from factories import at
from masthead.channels.noticeboard.models import NoticeboardComment, NoticeboardPost
from masthead.conversations.models import StreamCursor
from masthead.employees.models import Acknowledgement
from masthead.following.accounts import Account
from masthead.following.known import verdict_on
from masthead.following.models import RegisterAccount
from masthead.jobs import assess_comments, take_in_comments
from masthead.moderation.models import Case
from masthead.policy.in_force import rulebook
from masthead.presences.models import Presence
from masthead.project import demo, demo_content, demo_registers, doctor
from masthead.publishing.check import findings_for
from masthead.publishing.facts import load
from masthead.publishing.models import Draft
from masthead.records.models import Record

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def furnished(settings):
    settings.MASTHEAD_DEMO = True
    demo.seed(at=at(), address="http://127.0.0.1:8000")
    demo_content.furnish(at=at())


def test_every_stage_of_a_post_is_there_to_be_seen(furnished):
    assert Presence.objects.get().state == "live"
    assert NoticeboardPost.objects.count() == len(demo_content.PUBLISHED)
    states = set(Draft.objects.values_list("state", flat=True))
    assert {"writing", "asked", "scheduled"} <= states, states


def test_the_unfinished_draft_has_findings_of_several_clauses(furnished):
    unfinished = load(Draft.objects.get(title=demo_content.UNFINISHED.title).pk)
    found = findings_for(unfinished, at=at())
    assert len({each.finding.clause for each in found}) >= 3


def test_the_comments_become_a_short_queue_and_not_all_of_them(furnished):
    take_in_comments.run.func()
    assess_comments.run.func()
    assert NoticeboardComment.objects.count() == len(demo_content.COMMENTS)
    shown = {case.comment.current.text for case in Case.objects.filter(state="open")}
    assert any("I know where you park" in text for text in shown)
    assert not any("finished ten books" in text for text in shown)
    assert not any("grown-ups" in text for text in shown)
    assert any("Dalrymple" in text for text in shown)
    assert not any("bond issue" in text for text in shown), "a ballot question is no party"


def test_no_comment_is_older_than_the_post_it_stands_under(furnished):
    comments = NoticeboardComment.objects.select_related("post")
    assert {comment.post.put_up_at < comment.submitted_at < comment.confirmed_at < at() for comment in comments} == {
        True
    }


def test_the_doctor_foresees_the_end_of_credentials_and_names_what_cannot_be_reached(furnished):
    from datetime import timedelta

    from masthead.presences.models import Connection

    def said():
        ill = [symptom for symptom in doctor.examine(at=at()) if symptom.what == "presence" and symptom.state == "ill"]
        return " ".join(symptom.says for symptom in ill)

    Connection.objects.update(ends_at=at() + timedelta(days=15))
    assert said() == ""
    Connection.objects.update(ends_at=at() + timedelta(days=13))
    assert "They end on December 6, 2026" in said()
    Connection.objects.update(trouble="The permission that is missing: pages_read.")
    assert "pages_read" in said()


def test_the_doctor_names_a_presence_whose_channel_is_in_trouble(furnished):
    def told():
        return [symptom.state for symptom in doctor.examine(at=at()) if symptom.what == "presence"]

    assert "ill" not in told()
    trouble = "The platform does not answer. Try again later."
    StreamCursor.objects.create(presence=Presence.objects.get(), stream="comments", trouble=trouble)
    assert "ill" in told()


def test_a_second_start_adds_nothing(furnished):
    before = Record.objects.count()
    demo_content.furnish(at=at(days=1))
    assert Record.objects.count() == before


def test_following_is_not_empty_and_some_have_acknowledged_the_policy(furnished):
    demo_registers.fill(at=at())
    verdicts = {
        handle: verdict_on(rulebook(), Account(channel, handle), at=at()).verdict
        for channel, handle in (
            ("x", "mayoroakes_demo"),
            ("x", "oakesformayor_demo"),
            ("facebook", "vote.pell.invalid"),
            ("facebook", "okatomaschools_demo"),
        )
    }
    assert list(verdicts.values()) == ["allow", "deny", "deny", "ask"]
    assert Acknowledgement.objects.count() == 3
    before = Record.objects.count()
    demo_registers.fill(at=at(days=1))
    assert Record.objects.count() == before


def test_every_account_of_the_sample_registers_is_nobodys(furnished):
    demo_registers.fill(at=at())
    handles = set(RegisterAccount.objects.values_list("handle", flat=True))
    assert len(handles) == 8
    assert all(handle.endswith(("_demo", ".invalid")) for handle in handles)
