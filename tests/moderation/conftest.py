"""Three moderators, a live presence, and a case on a comment."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import factories
from comment_events import a_presence, an_event
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency, Person
from masthead.conversations.models import Comment
from masthead.conversations.take_in import take_in
from masthead.moderation.assess import open_case
from masthead.moderation.models import Case
from masthead.presences.models import Presence
from masthead.signals.engine import assess as engine
from masthead.signals.engine.facts import Assessment, CommentFacts, Sign

WORKER = Worker()
CaseOn = Callable[..., Case]


@pytest.fixture
def ann(agency: Agency) -> Person:
    return factories.person("moderator", name="Ann Ames")


@pytest.fixture
def ben(agency: Agency) -> Person:
    return factories.person("moderator", name="Ben Bell")


@pytest.fixture
def cal(agency: Agency) -> Person:
    return factories.person("moderator", name="Cal Cole")


@pytest.fixture
def presence(ann: Person) -> Presence:
    return a_presence(ann)


@pytest.fixture
def comment_saying(presence: Presence) -> Callable[..., Comment]:
    def say(text: str, native_id: str = "c1", *, minutes: float = 0, version: str = "1") -> Comment:
        told = an_event(native_id, version, "new" if version == "1" else "edited", text, minutes=minutes)
        take_in(by=WORKER, at=factories.at(minutes), presence=presence, events=[told])
        return Comment.objects.get(native_id=native_id)

    return say


@pytest.fixture
def case_on(comment_saying: Callable[..., Comment], ann: Person) -> CaseOn:
    def make(text: str = "Vote for Jo Doe on Tuesday!", native_id: str = "c1") -> Case:
        comment = comment_saying(text, native_id)
        return open_case(by=ann, at=factories.at(1), comment=comment, why="Look at this")

    return make


def a_simple_engine(facts: CommentFacts, *, grounds: object) -> Assessment:
    """Proposes what says "shoot", and nothing else."""
    place = facts.comment.find("shoot")
    found = (Sign("says_shoot", "remove", "It says “shoot”.", (place, place + 5), "threatening"),) if place >= 0 else ()
    proposed = ("threatening",) if found else ()
    return Assessment(bool(found), proposed, dict.fromkeys(proposed, 1.0), found, "test/1")


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests are about what is done with a proposal; what is proposed is tested with the signals."""
    monkeypatch.setattr(engine, "assess", a_simple_engine)
