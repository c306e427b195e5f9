"""After a publication: it is taken down or corrected wherever it arrived, by what each channel can, and read back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from factories import at, person
from fakes import channel as fake
from fakes.channel import FakeServer, install
from fakes.presence import live_presence
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency, Commitment, Person
from masthead.agencies.rights import Role
from masthead.channels import registry
from masthead.channels.description import Capability
from masthead.channels.noticeboard.models import NoticeboardPost
from masthead.kernel.refusals import Invalid, Refused
from masthead.outbox import by_hand, settle, stop
from masthead.outbox.carry import sweep
from masthead.outbox.models import Delivery
from masthead.presences.models import Presence
from masthead.publishing import approve, correct, deliver, draft, reached, restore, take_down
from masthead.publishing.models import Draft, Publication, Takedown
from masthead.publishing.schedule import schedule
from masthead.records.models import Record
from peers.mastodon import TOKEN, SocialServer, social_server

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "The reading room opens at nine on Saturday. Come in and stay a while."
RIGHT = "The reading room opens at ten on Saturday. Come in and stay a while."


@pytest.fixture
def author(agency: Agency) -> Person:
    return person(Role.COMMUNICATOR)


@pytest.fixture
def approver(agency: Agency) -> Person:
    return person(Role.APPROVER)


@pytest.fixture
def server(tmp_path: Path) -> FakeServer:
    install()
    return FakeServer(tmp_path / "fake.sqlite3")


@pytest.fixture
def mastodon() -> Iterator[SocialServer]:
    with social_server("mastodon") as server:
        yield server


@pytest.fixture
def everywhere(author: Person, server: FakeServer, mastodon: SocialServer) -> dict[str, Presence]:
    """One presence on each kind of channel: one that can all, a page of our own, a real protocol, and people only."""
    there = {"server": mastodon.address}
    return {
        "fake": live_presence("fake", handle="library", settings={"store": str(server.store)}),
        "noticeboard": live_presence("noticeboard"),
        "mastodon": live_presence(
            "mastodon", handle="library@social.example", settings=there, secrets={"access_token": TOKEN}
        ),
        "hand": live_presence("hand", handle="nextdoor.com/library", settings={"platform": "Nextdoor"}),
    }


def leave(author: Person, approver: Person, written: Draft, hour: datetime) -> Publication:
    asked = approve.ask(by=author, at=hour, draft=written)
    approve.approve(by=approver, at=hour, approval=asked, content_hash=asked.content_hash)
    return schedule(by=author, at=hour, draft=written, leaves_at=hour + timedelta(hours=1))


def arrive(publication: Publication) -> None:
    """Carried to the end; by hand, somebody says where."""
    hour = publication.leaves_at
    sweep(by=Worker(), at=hour)
    for number, row in enumerate(Delivery.objects.filter(subject=publication.subject, state="by_hand")):
        link = row.upon.permalink if row.upon else f"https://nextdoor.com/p/{number}"
        by_hand.say_posted(by=publication.scheduled_by, at=hour, delivery_id=row.pk, permalink=link)
    for ready in deliver.ready_to_close(at=hour):
        deliver.close(by=Worker(), at=hour, publication=ready)


@pytest.fixture
def published(author: Person, approver: Person, everywhere: dict[str, Presence]) -> Publication:
    words = draft.Wording(
        title="Saturday hours",
        text=WORDS,
        audience="Everyone",
        commitment=Commitment.objects.create(name="Open doors"),
        presences=list(everywhere.values()),
    )
    publication = leave(author, approver, draft.start(by=author, at=at(), wording=words), at(1))
    arrive(publication)
    publication.refresh_from_db()
    assert {row.state for row in Delivery.objects.all()} == {"delivered", "said"}
    return publication


def states(subject: str) -> dict[str, str]:
    rows = Delivery.objects.filter(subject=subject).select_related("presence")
    return {row.presence.channel: row.state for row in rows}


# ------------------------------------------------------------------------------------------------------------ takedown


def test_what_happens_on_each_channel_is_said_before(published: Publication) -> None:
    said = {each.delivery.presence.channel: each.ways[0].says for each in reached.to_take_down(published)}
    assert said["fake"] == "The post is taken down."
    assert "servers that took it over are asked to delete it" in said["mastodon"]
    assert "the records keep it" in said["noticeboard"]
    assert "a person does it on the platform" in said["hand"]


def test_it_disappears_everywhere_and_a_person_says_where_no_machine_reaches(
    published: Publication, author: Person, server: FakeServer, mastodon: SocialServer
) -> None:
    takedown = take_down.take_down(by=author, at=at(days=1), publication=published, why="The hour is wrong.")
    sweep(by=Worker(), at=at(days=1))
    assert states(takedown.subject) == {
        "fake": "delivered", "noticeboard": "delivered", "mastodon": "delivered", "hand": "by_hand",
    }  # fmt: skip
    assert server.posts() == [] and mastodon.posts() == []
    assert not NoticeboardPost.objects.filter(taken_down_at=None).exists()
    row = Delivery.objects.get(subject=takedown.subject, state="by_hand")
    assert "take the post down on the platform" in row.cure
    by_hand.say_taken_down(by=author, at=at(days=1), delivery_id=row.pk)
    assert states(takedown.subject)["hand"] == "said"
    record = Record.objects.get(kind="publication/taken_down")
    assert record.by == author.actor_id
    assert not reached.reached(published)


def test_a_reason_is_asked_and_it_is_done_once(published: Publication, author: Person) -> None:
    with pytest.raises(Invalid, match="Say why"):
        take_down.take_down(by=author, at=at(days=1), publication=published, why=" ")
    take_down.take_down(by=author, at=at(days=1), publication=published, why="Wrong.")
    with pytest.raises(Refused, match="already"):
        take_down.take_down(by=author, at=at(days=1), publication=published, why="Wrong.")


@pytest.mark.parametrize("fault", ["timeout", "unreachable", "crash"])
def test_a_deletion_that_fails_is_tried_again_and_never_called_done(
    published: Publication, author: Person, server: FakeServer, fault: str
) -> None:
    server.plan("delete_own", fault)  # type: ignore[arg-type]
    takedown = take_down.take_down(by=author, at=at(days=1), publication=published, why="Wrong.")
    sweep(by=Worker(), at=at(days=1))
    assert states(takedown.subject)["fake"] != "delivered" and server.posts() == [WORDS]
    for minutes in (5, 10, 30):
        sweep(by=Worker(), at=at(minutes, days=1))
    assert states(takedown.subject)["fake"] == "delivered" and server.posts() == []


def test_a_channel_that_says_yes_and_still_shows_it_is_not_believed(
    published: Publication, author: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fake.FakeChannel, "delete_own", lambda self, ref: None)
    takedown = take_down.take_down(by=author, at=at(days=1), publication=published, why="Wrong.")
    sweep(by=Worker(), at=at(days=1))
    row = Delivery.objects.get(subject=takedown.subject, presence__channel="fake")
    assert row.state == "ready" and "still shows" in row.error


def test_neither_a_stop_nor_a_pause_keeps_a_takedown(
    published: Publication, author: Person, approver: Person, server: FakeServer
) -> None:
    stop.stop(by=approver, at=at(days=1), why="A crisis.")
    Presence.objects.filter(channel="fake").update(state="paused")
    take_down.take_down(by=author, at=at(days=1), publication=published, why="Wrong.")
    sweep(by=Worker(), at=at(days=1))
    assert server.posts() == []


def test_what_is_unknown_is_taken_down_when_it_is_found(
    author: Person, approver: Person, everywhere: dict[str, Presence], server: FakeServer
) -> None:
    words = draft.Wording(
        title="Hours",
        text=WORDS,
        audience="Everyone",
        commitment=Commitment.objects.create(name="Open doors"),
        presences=[everywhere["fake"]],
    )
    publication = leave(author, approver, draft.start(by=author, at=at(), wording=words), at(1))
    server.plan("commit", "drop", moment="after")
    sweep(by=Worker(), at=publication.leaves_at)
    assert states(publication.subject) == {"fake": "unknown"}
    takedown = take_down.take_down(by=author, at=publication.leaves_at, publication=publication, why="Wrong.")
    assert states(takedown.subject) == {} and take_down.to_follow_up() == []
    later = publication.leaves_at + timedelta(minutes=1)
    sweep(by=Worker(), at=later)
    assert take_down.to_follow_up() == [takedown]
    take_down.follow_up(by=Worker(), at=later, takedown=takedown)
    sweep(by=Worker(), at=later)
    assert states(takedown.subject) == {"fake": "delivered"} and server.posts() == []


def test_what_was_lost_before_it_arrived_is_not_sent_again(
    author: Person, approver: Person, everywhere: dict[str, Presence], server: FakeServer
) -> None:
    words = draft.Wording(
        title="Hours",
        text=WORDS,
        audience="Everyone",
        commitment=Commitment.objects.create(name="Open doors"),
        presences=[everywhere["fake"]],
    )
    publication = leave(author, approver, draft.start(by=author, at=at(), wording=words), at(1))
    server.plan("commit", "timeout")
    sweep(by=Worker(), at=publication.leaves_at)
    takedown = take_down.take_down(by=author, at=publication.leaves_at, publication=publication, why="Wrong.")
    later = publication.leaves_at + timedelta(minutes=1)
    sweep(by=Worker(), at=later)
    assert server.posts() == [] and states(publication.subject) == {"fake": "held"}
    take_down.follow_up(by=Worker(), at=later, takedown=takedown)
    assert states(publication.subject) == {"fake": "cancelled"} and take_down.to_follow_up() == []


def test_what_has_not_left_is_taken_back_instead(
    author: Person, approver: Person, everywhere: dict[str, Presence]
) -> None:
    words = draft.Wording(
        title="Hours",
        text=WORDS,
        audience="Everyone",
        commitment=Commitment.objects.create(name="Open doors"),
        presences=[everywhere["fake"]],
    )
    publication = leave(author, approver, draft.start(by=author, at=at(), wording=words), at(1))
    with pytest.raises(Refused, match="take it back instead"):
        take_down.take_down(by=author, at=at(2), publication=publication, why="Wrong.")
    assert not Takedown.objects.exists()


# ---------------------------------------------------------------------------------------------------------- correction


def begun(author: Person, publication: Publication, ways: dict[UUID, str] | None = None, text: str = RIGHT) -> Draft:
    made = correct.begin(by=author, at=at(days=1), publication=publication, why="It opens at ten.", ways=ways or {})
    wording = restore.wording_of(made.revisions.get(number=1))
    return draft.revise(by=author, at=at(days=1), draft=made, wording=replace(wording, text=text))


def test_ways_follow_what_each_channel_can(published: Publication, monkeypatch: pytest.MonkeyPatch) -> None:
    ways = {each.delivery.presence.channel: [one.way for one in each.ways] for each in reached.to_correct(published)}
    every = ["edit", "answer", "replace"]
    assert ways == {"fake": every, "noticeboard": every, "mastodon": every, "hand": ["by_hand"]}
    cannot = dict(fake.DESCRIPTION.capabilities) | {"edit": Capability("no", "Posts there cannot be changed.")}
    less = replace(fake.DESCRIPTION, capabilities=cannot)
    monkeypatch.setitem(registry._connectors, "fake", (less, fake.connect))
    ways = {each.delivery.presence.channel: [one.way for one in each.ways] for each in reached.to_correct(published)}
    assert ways["fake"] == ["answer", "replace"]


def test_a_correction_is_approved_like_any_post_and_then_changes_the_words_in_place(
    published: Publication, author: Person, approver: Person, server: FakeServer, mastodon: SocialServer
) -> None:
    made = begun(author, published)
    assert server.posts() == [WORDS], "nothing changes in public before it is approved"
    correction = leave(author, approver, made, at(days=2))
    sweep(by=Worker(), at=correction.leaves_at)
    row = Delivery.objects.get(subject=correction.subject, state="by_hand")
    assert "change the words on the platform" in row.cure
    arrive(correction)
    assert states(correction.subject) == {
        "fake": "delivered", "noticeboard": "delivered", "mastodon": "delivered", "hand": "said",
    }  # fmt: skip
    assert server.posts() == [RIGHT] and mastodon.posts() == [RIGHT]
    assert [post.text for post in NoticeboardPost.objects.filter(taken_down_at=None)] == [RIGHT]
    assert Record.objects.filter(kind="publication/correction_begun").count() == 1


def test_what_was_reworded_in_place_is_gone_with_the_post(
    published: Publication, author: Person, approver: Person, server: FakeServer
) -> None:
    correction = leave(author, approver, begun(author, published), at(days=2))
    arrive(correction)
    take_down.take_down(by=author, at=at(days=3), publication=published, why="All of it was wrong.")
    sweep(by=Worker(), at=at(days=3))
    assert server.posts() == []
    reworded = Delivery.objects.get(subject=correction.subject, presence__channel="fake")
    assert reworded.gone_at is not None, "the correction would still be called public"


def test_a_correction_that_corrects_nothing_is_not_asked_for(published: Publication, author: Person) -> None:
    with pytest.raises(Refused, match="nothing would change"):
        approve.ask(by=author, at=at(days=2), draft=begun(author, published, text=WORDS))


def test_an_answer_below_carries_the_correction_where_that_was_chosen(
    published: Publication, author: Person, approver: Person, everywhere: dict[str, Presence], mastodon: SocialServer
) -> None:
    made = begun(author, published, {everywhere["mastodon"].pk: "answer"}, "Correction: it opens at ten.")
    arrive(leave(author, approver, made, at(days=2)))
    assert mastodon.posts() == [WORDS, "Correction: it opens at ten."]
    first, second = mastodon.statuses.values()
    assert second["in_reply_to_id"] == first["id"]


@pytest.mark.parametrize("fault", ["", "timeout", "unreachable"])
def test_a_post_is_replaced_and_there_are_never_two(
    published: Publication,
    author: Person,
    approver: Person,
    everywhere: dict[str, Presence],
    server: FakeServer,
    fault: str,
) -> None:
    made = begun(author, published, {everywhere["fake"].pk: "replace"})
    correction = leave(author, approver, made, at(days=2))
    if fault:
        server.plan("delete_own", fault)  # type: ignore[arg-type]
        server.plan("commit", "drop", moment="after")
    for minutes in (0, 5, 10, 15):
        sweep(by=Worker(), at=correction.leaves_at + timedelta(minutes=minutes))
        assert len(server.posts()) <= 1
    assert server.posts() == [RIGHT] and states(correction.subject)["fake"] == "delivered"
    assert everywhere["fake"] not in [each.presence for each in reached.reached(published)]


def test_where_the_replacement_is_refused_the_earlier_post_is_not_called_public(
    published: Publication,
    author: Person,
    approver: Person,
    everywhere: dict[str, Presence],
    server: FakeServer,
) -> None:
    made = begun(author, published, {everywhere["fake"].pk: "replace"})
    correction = leave(author, approver, made, at(days=2))
    server.plan("commit", "422")
    sweep(by=Worker(), at=correction.leaves_at)
    assert server.posts() == [] and states(correction.subject)["fake"] == "rejected"
    row = Delivery.objects.get(subject=correction.subject, presence=everywhere["fake"])
    assert row.error.startswith("The earlier post is taken down, and this one is not there yet.")
    assert everywhere["fake"] not in [each.presence for each in reached.reached(published)]
    assert Record.objects.filter(kind="delivery/removed").count() == 1


@pytest.mark.parametrize("lost", [True, False])
def test_an_edit_whose_answer_was_lost_is_looked_for(
    published: Publication,
    author: Person,
    approver: Person,
    server: FakeServer,
    monkeypatch: pytest.MonkeyPatch,
    lost: bool,
) -> None:
    correction = leave(author, approver, begun(author, published), at(days=2))
    plainly, calls = fake.FakeChannel.edit, []

    def edit(self: fake.FakeChannel, ref: object, post: object) -> object:
        calls.append(post)
        if len(calls) > 1 or lost:
            done = plainly(self, ref, post)  # type: ignore[arg-type]
        if len(calls) == 1:
            raise fake.OutcomeUnknown("The answer was lost.")
        return done

    monkeypatch.setattr(fake.FakeChannel, "edit", edit)
    sweep(by=Worker(), at=correction.leaves_at)
    assert states(correction.subject)["fake"] == "unknown"
    sweep(by=Worker(), at=correction.leaves_at + timedelta(minutes=1))
    assert states(correction.subject)["fake"] == "delivered" and server.posts() == [RIGHT]
    assert len(calls) == (1 if lost else 2)


def test_a_correction_held_back_by_a_stop_changes_nothing(
    published: Publication, author: Person, approver: Person, server: FakeServer
) -> None:
    correction = leave(author, approver, begun(author, published), at(days=2))
    stop.stop(by=approver, at=at(days=2), why="A crisis.")
    sweep(by=Worker(), at=correction.leaves_at)
    assert set(states(correction.subject).values()) == {"held"} and server.posts() == [WORDS]
    stop.resume(by=approver, at=correction.leaves_at)
    settle.release(
        by=author, at=correction.leaves_at, delivery_id=Delivery.objects.get(state="held", presence__channel="fake").pk
    )


def test_one_correction_at_a_time_and_none_without_a_reason(published: Publication, author: Person) -> None:
    with pytest.raises(Invalid, match="Say what is wrong"):
        correct.begin(by=author, at=at(days=1), publication=published, why="", ways={})
    begun(author, published)
    with pytest.raises(Refused, match="being written already"):
        correct.begin(by=author, at=at(days=1), publication=published, why="Again.", ways={})


def test_a_way_that_a_channel_does_not_have_is_refused(
    published: Publication, author: Person, everywhere: dict[str, Presence]
) -> None:
    with pytest.raises(Invalid, match="cannot be corrected in that way"):
        correct.begin(
            by=author, at=at(days=1), publication=published, why="Wrong.", ways={everywhere["hand"].pk: "edit"}
        )


def test_words_that_change_nothing_are_refused_before_they_leave(
    published: Publication, author: Person, approver: Person
) -> None:
    made = begun(author, published, text=WORDS)
    with pytest.raises(Refused, match="nothing would change"):
        leave(author, approver, made, at(days=2))


def test_what_was_taken_down_meanwhile_is_not_corrected(
    published: Publication, author: Person, approver: Person, server: FakeServer
) -> None:
    correction = leave(author, approver, begun(author, published), at(days=2))
    take_down.take_down(by=author, at=at(days=2), publication=published, why="Better gone.")
    sweep(by=Worker(), at=correction.leaves_at)
    assert set(states(correction.subject).values()) == {"held"} and server.posts() == []
