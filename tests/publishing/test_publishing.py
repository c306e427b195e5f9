"""From words to an approved publication, and every way around approval, tried and closed."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import at, person
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency, Commitment, Person
from masthead.agencies.rights import Role
from masthead.kernel.refusals import Invalid, NotPermitted, Refused
from masthead.outbox.models import Delivery
from masthead.presences.models import Connection, Presence
from masthead.publishing import approve, check, draft, schedule
from masthead.publishing.content import content_of, hash_of
from masthead.publishing.deliver import close, ready_to_close, reason_against
from masthead.publishing.facts import load
from masthead.publishing.models import Draft, Publication
from masthead.publishing.when import comes_twice, moment_of
from masthead.records.models import Record

TEXT = "The reading room opens at nine on Saturday. Come in and stay a while."


@pytest.fixture
def author(agency: Agency) -> Person:
    return person(Role.COMMUNICATOR)


@pytest.fixture
def approver(agency: Agency) -> Person:
    return person(Role.APPROVER)


@pytest.fixture
def goal(agency: Agency) -> Commitment:
    return Commitment.objects.create(name="Open doors")


def live_presence(whom: Person, handle: str = "news", state: str = "live") -> Presence:
    presence = Presence.objects.create(
        channel="noticeboard",
        name=f"Commission {handle}",
        handle=handle,
        purpose="News",
        audience="Everyone",
        why_channel="Ours",
        run_by=whom,
        proposed_by=whom,
        proposed_at=at(),
        state=state,
    )
    Connection.objects.create(presence=presence, connected_at=at(), connected_by="person:x")
    return presence


def wording(goal: Commitment, *presences: Presence, **changes: object) -> draft.Wording:
    settled: dict[str, object] = {
        "title": "Saturday hours",
        "text": TEXT,
        "audience": "Everyone",
        "commitment": goal,
        "presences": presences,
    }
    return draft.Wording(**{**settled, **changes})  # type: ignore[arg-type]


@pytest.fixture
def written(author: Person, goal: Commitment) -> Draft:
    return draft.start(by=author, at=at(), wording=wording(goal, live_presence(author)))


def approved(written: Draft, author: Person, approver: Person) -> Draft:
    request = approve.ask(by=author, at=at(1), draft=written)
    approve.approve(by=approver, at=at(2), approval=request, content_hash=request.content_hash)
    written.refresh_from_db()
    return written


def leaves() -> datetime:
    return at(hours=3)


def test_the_road_from_words_to_the_outbox(written: Draft, author: Person, approver: Person) -> None:
    publication = schedule.schedule(by=author, at=at(3), draft=approved(written, author, approver), leaves_at=leaves())
    (delivery,) = Delivery.objects.all()
    assert (delivery.text, delivery.not_before, delivery.content_hash) == (TEXT, leaves(), publication.content_hash)
    assert reason_against(delivery, leaves()) is None
    kinds = list(Record.objects.values_list("kind", flat=True))
    assert kinds == [
        "draft/started",
        "draft/approval_asked",
        "draft/approved",
        "delivery/queued",
        "publication/scheduled",
    ]


@pytest.mark.holds("another_person_approves")
def test_the_author_cannot_approve(agency: Agency, goal: Commitment) -> None:
    both = person(Role.APPROVER, Role.COMMUNICATOR)
    mine = draft.start(by=both, at=at(), wording=wording(goal, live_presence(both)))
    request = approve.ask(by=both, at=at(1), draft=mine)
    with pytest.raises(Refused, match="somebody else has to approve") as refusal:
        approve.approve(by=both, at=at(2), approval=request, content_hash=request.content_hash)
    assert refusal.value.clause


def test_who_asked_for_approval_cannot_give_it(written: Draft, agency: Agency) -> None:
    helper = person(Role.APPROVER)
    request = approve.ask(by=helper, at=at(1), draft=written)
    with pytest.raises(Refused, match="somebody else"):
        approve.approve(by=helper, at=at(2), approval=request, content_hash=request.content_hash)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.APPROVER, Role.DIRECTOR)])
def test_other_roles_cannot_approve(written: Draft, author: Person, role: Role) -> None:
    request = approve.ask(by=author, at=at(1), draft=written)
    with pytest.raises(NotPermitted):
        approve.approve(by=person(role), at=at(2), approval=request, content_hash=request.content_hash)


def test_an_approver_approves_what_they_read_and_nothing_else(written: Draft, author: Person, approver: Person) -> None:
    request = approve.ask(by=author, at=at(1), draft=written)
    with pytest.raises(Refused, match="changed after it was approved"):
        approve.approve(by=approver, at=at(2), approval=request, content_hash="0" * 64)


CHANGES = {
    "text": {"text": TEXT + " Bring a friend."},
    "audience": {"audience": "Teens"},
    "title": {"title": "Other title"},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_any_change_after_approval_needs_approval_again(
    written: Draft, author: Person, approver: Person, goal: Commitment, change: dict[str, object]
) -> None:
    done = approved(written, author, approver)
    presences = [variant.presence for variant in done.variants.all()]
    draft.revise(by=author, at=at(5), draft=done, wording=wording(goal, *presences, **change))
    with pytest.raises(Refused):
        schedule.schedule(by=author, at=at(6), draft=done, leaves_at=leaves())
    assert not Delivery.objects.exists()


def test_a_change_of_alt_text_after_scheduling_stops_the_delivery(
    written: Draft, author: Person, approver: Person
) -> None:
    publication = schedule.schedule(by=author, at=at(3), draft=approved(written, author, approver), leaves_at=leaves())
    (delivery,) = Delivery.objects.all()
    Draft.objects.filter(pk=publication.draft_id).update(text="Something nobody approved.")
    with pytest.raises(Refused, match="changed after it was approved") as refusal:
        reason_against(delivery, leaves())
    assert refusal.value.clause == "rules.second_person"


def test_editing_while_approval_is_asked_overtakes_the_request(
    written: Draft, author: Person, approver: Person, goal: Commitment
) -> None:
    request = approve.ask(by=author, at=at(1), draft=written)
    presences = [variant.presence for variant in written.variants.all()]
    draft.revise(by=author, at=at(2), draft=written, wording=wording(goal, *presences, text="New words entirely."))
    with pytest.raises(Refused, match="no longer stands"):
        approve.approve(by=approver, at=at(3), approval=request, content_hash=request.content_hash)


def test_saving_the_same_words_again_keeps_the_approval_request(
    written: Draft, author: Person, goal: Commitment
) -> None:
    approve.ask(by=author, at=at(1), draft=written)
    presences = [variant.presence for variant in written.variants.all()]
    draft.revise(by=author, at=at(2), draft=written, wording=wording(goal, *presences))
    written.refresh_from_db()
    assert (written.state, written.revision) == ("asked", 1)


def test_two_editors_do_not_overwrite_each_other(written: Draft, author: Person, goal: Commitment) -> None:
    draft.revise(by=author, at=at(1), draft=written, wording=wording(goal, text="First."), seen_revision=1)
    with pytest.raises(Invalid, match="Somebody else saved"):
        draft.revise(by=author, at=at(2), draft=written, wording=wording(goal, text="Second."), seen_revision=1)
    written.refresh_from_db()
    assert written.text == "First."


@pytest.mark.holds("presence_is_live_before_posting")
@pytest.mark.parametrize(
    "state", ["proposed", "in_discussion", "approved", "connected", "paused", "retired", "declined"]
)
def test_no_post_reaches_a_presence_that_is_not_live(
    author: Person, approver: Person, goal: Commitment, state: str
) -> None:
    presence = live_presence(author)
    mine = draft.start(by=author, at=at(), wording=wording(goal, presence))
    done = approved(mine, author, approver)
    Presence.objects.filter(pk=presence.pk).update(state=state)
    with pytest.raises(Refused, match="nothing can be posted") as refusal:
        schedule.schedule(by=author, at=at(3), draft=done, leaves_at=leaves())
    assert refusal.value.clause
    assert not Delivery.objects.exists() and not Publication.objects.exists()


def test_approval_is_not_asked_for_while_something_blocks(author: Person, goal: Commitment) -> None:
    linked = draft.start(
        by=author, at=at(), wording=wording(goal, live_presence(author), text=f"{TEXT} https://unread.example/")
    )
    with pytest.raises(Refused) as refusal:
        approve.ask(by=author, at=at(1), draft=linked)
    assert refusal.value.clause
    found = check.findings_for(load(linked.pk), at=at(1))
    assert next(f.finding.code for f in found if f.open) == "link_not_researched"


def test_a_draft_for_nobody_is_not_asked_for(author: Person, goal: Commitment) -> None:
    with pytest.raises(Refused, match="at least one presence"):
        approve.ask(by=author, at=at(1), draft=draft.start(by=author, at=at(), wording=wording(goal)))


@pytest.mark.holds("pause_has_passed")
def test_the_pause_after_the_last_edit_is_kept(written: Draft, author: Person, approver: Person) -> None:
    done = approved(written, author, approver)
    minutes = schedule.pause_minutes()
    assert minutes > 0
    with pytest.raises(Refused, match="pause of") as refusal:
        schedule.schedule(by=author, at=at(3), draft=done, leaves_at=at(minutes - 1))
    assert refusal.value.clause
    assert schedule.schedule(by=author, at=at(3), draft=done, leaves_at=at(minutes)).pk


@pytest.mark.holds("undo_window_has_passed")
def test_a_post_leaves_no_sooner_than_it_can_be_taken_back(written: Draft, author: Person, approver: Person) -> None:
    done = approved(written, author, approver)
    with pytest.raises(Refused, match="2 minutes after it is scheduled") as refusal:
        schedule.schedule(by=author, at=at(100), draft=done, leaves_at=at(101.9))
    assert refusal.value.clause
    assert schedule.schedule(by=author, at=at(100), draft=done, leaves_at=at(102)).pk


def test_a_publication_is_taken_back_whole(written: Draft, author: Person, approver: Person) -> None:
    publication = schedule.schedule(by=author, at=at(3), draft=approved(written, author, approver), leaves_at=leaves())
    schedule.take_back(by=author, at=at(4), publication=publication, reason="The date moved.")
    assert set(Delivery.objects.values_list("state", flat=True)) == {"cancelled"}
    written.refresh_from_db()
    assert written.state == "approved"
    publication.refresh_from_db()
    assert "taken back" in str(reason_against(Delivery.objects.get(), leaves()))


def test_the_hash_covers_every_word_and_the_order_of_presences_does_not_matter(
    author: Person, goal: Commitment
) -> None:
    one, two = live_presence(author, "a"), live_presence(author, "b")
    first = draft.start(by=author, at=at(), wording=wording(goal, one, two))
    second = draft.start(by=author, at=at(), wording=wording(goal, two, one))
    assert hash_of(content_of(load(first.pk))) == hash_of(content_of(load(second.pk)))


def test_findings_cost_the_same_number_of_queries_for_one_presence_or_ten(
    author: Person, goal: Commitment, django_assert_max_num_queries: object
) -> None:
    presences = [live_presence(author, f"p{n}") for n in range(10)]
    mine = draft.start(by=author, at=at(), wording=wording(goal, *presences))
    loaded = load(mine.pk)
    with django_assert_max_num_queries(40):  # type: ignore[operator]
        check.findings_for(loaded, at=at(1))


CHICAGO = ZoneInfo("America/Chicago")


def test_the_hour_the_clocks_skip_is_refused_in_words() -> None:
    with pytest.raises(Invalid, match="clocks go forward"):
        moment_of(datetime(2027, 3, 14, 2, 30), CHICAGO)


def test_the_hour_that_comes_twice_is_known() -> None:
    twice = datetime(2026, 11, 1, 1, 30)
    assert comes_twice(twice, CHICAGO)
    assert moment_of(twice, CHICAGO, second=True) - moment_of(twice, CHICAGO) == timedelta(hours=1)
    assert not comes_twice(datetime(2027, 3, 14, 2, 30), CHICAGO)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)))
def test_every_wall_clock_time_comes_back_as_written(wall: datetime) -> None:
    wall = wall.replace(second=0, microsecond=0)
    try:
        moment = moment_of(wall, CHICAGO)
    except Invalid:
        return
    assert moment.astimezone(CHICAGO).replace(tzinfo=None) == wall


def test_there_is_time_to_take_a_post_back(written: Draft, author: Person, approver: Person) -> None:
    done = approved(written, author, approver)
    late = at(hours=2)
    with pytest.raises(Refused, match="taken back") as refusal:
        schedule.schedule(by=author, at=late, draft=done, leaves_at=late)
    assert refusal.value.clause
    soonest = schedule.earliest(done, at=late)
    assert soonest > late
    assert schedule.schedule(by=author, at=late, draft=done, leaves_at=soonest).pk


def test_a_draft_is_published_when_its_last_delivery_has_ended(
    author: Person, approver: Person, goal: Commitment
) -> None:
    mine = draft.start(
        by=author, at=at(), wording=wording(goal, live_presence(author, "a"), live_presence(author, "b"))
    )
    publication = schedule.schedule(by=author, at=at(3), draft=approved(mine, author, approver), leaves_at=leaves())
    first, second = Delivery.objects.all()
    assert ready_to_close(at=leaves()) == []
    Delivery.objects.filter(pk=first.pk).update(state="delivered")
    assert ready_to_close(at=leaves()) == [], "one is still on its way"
    Delivery.objects.filter(pk=second.pk).update(state="rejected")
    assert ready_to_close(at=leaves()) == [publication]
    close(by=Worker(), at=leaves(), publication=publication)
    mine.refresh_from_db()
    assert mine.state == "published"
    assert ready_to_close(at=leaves()) == []
