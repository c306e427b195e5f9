"""A comment hidden on its channel without a decision waits for a person, who has it shown again or removes it."""

from __future__ import annotations

import pytest
from django.utils import timezone

import factories
from comment_events import an_event
from masthead.channels.outcomes import Moderated
from masthead.conversations.models import Comment
from masthead.conversations.take_in import take_in
from masthead.jobs import assess_comments
from masthead.moderation.decide import keep, remove
from masthead.moderation.enforce import enforce_due
from masthead.moderation.hidden_there import hidden_without_a_decision, queue_hidden
from masthead.moderation.models import Case, Enforcement
from masthead.presences.connection import channel_for

from .conftest import WORKER

TEXT = "Your cafe is never open."


class Shows:
    """A channel that does what it is asked."""

    def __init__(self, real) -> None:
        self.real = real

    def describe(self):
        return self.real.describe()

    def moderate(self, ref, action, reason):
        return Moderated(ref, hidden=action == "hide")


@pytest.fixture
def hide(presence):
    def act(minutes: float) -> None:
        told = an_event("c1", "1", "hidden", minutes=minutes)
        take_in(by=WORKER, at=factories.at(minutes), presence=presence, events=[told])

    return act


@pytest.fixture
def case(comment_saying, hide) -> Case:
    comment_saying(TEXT)
    hide(5)
    assert queue_hidden(by=WORKER, at=factories.at(6)) == 1
    return Case.objects.get()


def test_it_is_put_before_a_person_once(case) -> None:
    assert "hidden on its channel" in case.why
    assert queue_hidden(by=WORKER, at=factories.at(7)) == 0
    assert Case.objects.count() == 1


def test_the_timetable_finds_it(comment_saying, hide) -> None:
    comment_saying(TEXT)
    assess_comments.run.call()
    assert not Case.objects.exists()
    hide(5)
    assert assess_comments.needed(timezone.now())
    assess_comments.run.call()
    assert Case.objects.count() == 1


def test_kept_it_is_shown_again_and_an_old_sighting_does_not_hide_it(case, comment_saying, presence, ann) -> None:
    keep(by=ann, at=factories.at(8), case=case, version=case.version)
    assert not hidden_without_a_decision().exists()
    carried = enforce_due(by=WORKER, at=factories.at(9), connect=lambda _: Shows(channel_for(presence)))
    assert (carried, Enforcement.objects.get().action, Comment.objects.get().state) == ({"done": 1}, "restore", "shown")
    assert comment_saying(TEXT, minutes=10).state == "shown"


def test_hidden_there_again_it_waits_again(case, hide, presence, ann) -> None:
    keep(by=ann, at=factories.at(8), case=case, version=case.version)
    enforce_due(by=WORKER, at=factories.at(9), connect=lambda _: Shows(channel_for(presence)))
    hide(12)
    assert Comment.objects.get().state == "hidden_elsewhere"
    assert queue_hidden(by=WORKER, at=factories.at(13)) == 1


def test_removed_on_a_ground_it_waits_no_more(case, presence, ann) -> None:
    words = {"ground": "threatening", "quote_start": 0, "quote_end": 4, "mirror": True}
    remove(by=ann, at=factories.at(8), case=case, version=case.version, **words)
    assert not hidden_without_a_decision().exists()
    enforce_due(by=WORKER, at=factories.at(9), connect=lambda _: Shows(channel_for(presence)))
    assert Comment.objects.get().state == "removed"
