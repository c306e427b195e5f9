"""A post that only people can put up: cleared, given out once, and public on a named person's word, never read back."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.db import transaction

import factories
from fakes.presence import live_presence
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency, Person
from masthead.agencies.rights import Role
from masthead.channels.post import Pending, Post
from masthead.kernel.refusals import Invalid, NotFound, NotPermitted, Refused
from masthead.outbox import by_hand, clearance, stop
from masthead.outbox.cancel import cancel
from masthead.outbox.carry import carry
from masthead.outbox.claims import DELIVERY_LEASE, claim_one, due
from masthead.outbox.enqueue import enqueue
from masthead.outbox.models import Delivery
from masthead.outbox.payload import freeze
from masthead.outbox.settle import release
from masthead.outbox.steps import begun, committing, ready
from masthead.presences.models import Presence
from masthead.records.models import Record

LINK = "https://nextdoor.com/p/1"
NEXTDOOR = {"platform": "Nextdoor", "address": "https://nextdoor.com/agency/city-library"}


@pytest.fixture
def objections(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    said: list[str] = []
    monkeypatch.setitem(clearance._clearances, "publication", lambda delivery, at: said[0] if said else None)
    return said


@pytest.fixture
def presence(agency: Agency) -> Presence:
    presence = live_presence("hand", handle="nextdoor.com/agency/city-library", settings=NEXTDOOR)
    presence.profile_url = NEXTDOOR["address"]
    presence.save()
    return presence


@pytest.fixture
def queue(presence: Presence, objections: list[str]) -> Callable[..., Delivery]:
    def queue(subject: str = "publication:1") -> Delivery:
        with transaction.atomic():
            return enqueue(
                by=Worker(),
                at=factories.at(),
                purpose="publication",
                subject=subject,
                presence=presence,
                payload=freeze(text="The library opens at nine.", created_at=factories.at()),
            )

    return queue


@pytest.fixture
def poster(agency: Agency) -> Person:
    return factories.person(Role.COMMUNICATOR)


def carried(delivery: Delivery, minutes: float = 0) -> Delivery:
    carry(delivery.pk, by=Worker(), at=factories.at(minutes))
    delivery.refresh_from_db()
    return delivery


def test_it_waits_for_a_person_and_is_published_on_their_word_alone(
    queue: Callable[..., Delivery], poster: Person
) -> None:
    delivery = carried(queue())
    assert (delivery.state, delivery.permalink) == ("by_hand", "")
    assert delivery.cure
    assert due(at=factories.at(days=9)) == []
    by_hand.say_posted(by=poster, at=factories.at(30), delivery_id=delivery.pk, permalink=f" {LINK} ")
    delivery.refresh_from_db()
    assert (delivery.state, delivery.permalink, delivery.said_by) == ("said", LINK, poster.name)
    rows = Record.objects.filter(subject=delivery.record_subject).order_by("number")
    assert [row.kind.partition("/")[2] for row in rows] == [
        "queued",
        "begun",
        "ready",
        "committing",
        "handed_over",
        "said",
    ]


def test_an_address_on_another_site_is_not_the_posts(queue: Callable[..., Delivery], poster: Person) -> None:
    delivery = carried(queue())
    with pytest.raises(Invalid, match=r"not on nextdoor\.com") as refused:
        by_hand.say_posted(
            by=poster, at=factories.at(30), delivery_id=delivery.pk, permalink="https://facebook.com/other/1"
        )
    assert refused.value.field == "permalink"
    by_hand.say_posted(
        by=poster, at=factories.at(31), delivery_id=delivery.pk, permalink="https://www.nextdoor.com/p/1"
    )


def test_what_was_said_is_not_said_again_carried_or_taken_back(queue: Callable[..., Delivery], poster: Person) -> None:
    delivery = carried(queue())
    by_hand.say_posted(by=poster, at=factories.at(30), delivery_id=delivery.pk, permalink=LINK)
    assert carried(delivery, 60).state == "said"
    with pytest.raises(Refused):
        by_hand.say_posted(by=poster, at=factories.at(31), delivery_id=delivery.pk, permalink=LINK)
    with pytest.raises(Refused):
        cancel(by=poster, at=factories.at(32), delivery_id=delivery.pk)
    with pytest.raises(NotFound):
        by_hand.to_post(delivery.pk)


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "on the page",
        "javascript:alert(1)",
        "https://",
        "https://[",
        "https://a b.example",
        "https://x/" + "a" * 1000,
    ],
)
def test_an_address_that_is_none_is_refused(queue: Callable[..., Delivery], poster: Person, wrong: str) -> None:
    delivery = carried(queue())
    with pytest.raises(Invalid, match="https://"):
        by_hand.say_posted(by=poster, at=factories.at(30), delivery_id=delivery.pk, permalink=wrong)
    delivery.refresh_from_db()
    assert delivery.state == "by_hand"


def test_the_address_of_the_account_or_of_another_post_is_not_taken_for_this_one(
    queue: Callable[..., Delivery], poster: Person
) -> None:
    one, other = carried(queue()), carried(queue("publication:2"))
    with pytest.raises(Invalid, match="address of the account"):
        by_hand.say_posted(by=poster, at=factories.at(1), delivery_id=one.pk, permalink=NEXTDOOR["address"] + "/")
    by_hand.say_posted(by=poster, at=factories.at(2), delivery_id=one.pk, permalink=LINK)
    with pytest.raises(Invalid, match="Another post"):
        by_hand.say_posted(by=poster, at=factories.at(3), delivery_id=other.pk, permalink=LINK)


def test_a_mistyped_address_is_corrected_on_record_and_the_post_keeps_its_name(
    queue: Callable[..., Delivery], poster: Person
) -> None:
    one, other = carried(queue()), carried(queue("publication:2"))
    by_hand.say_posted(by=poster, at=factories.at(1), delivery_id=one.pk, permalink=LINK)
    colleague = factories.person(Role.MODERATOR, name="June Ross")

    def correct(link: str, delivery: Delivery = one) -> Delivery:
        return by_hand.correct_address(
            by=colleague, at=factories.at(2), delivery_id=delivery.pk, permalink=link, why="A digit was missing."
        )

    for wrong, sentence in ((LINK, "already"), ("nextdoor", "https://"), (NEXTDOOR["address"], "of the account")):
        with pytest.raises(Invalid, match=sentence):
            correct(wrong)
    with pytest.raises(Refused, match="a person gave"):
        correct(f"{LINK}1", other)
    done = correct(f"{LINK}1")
    assert (done.state, done.permalink, done.said_by) == ("said", f"{LINK}1", "June Ross")
    assert done.ref == {"native_id": LINK, "version": "", "url": f"{LINK}1"}
    body = json.loads(bytes(Record.objects.get(kind="delivery/address_corrected").payload or b""))["body"]
    assert (body["before"], body["permalink"], body["why"]) == (LINK, f"{LINK}1", "A digit was missing.")
    # The mistyped address may be another post's: it does not become the first one's for that.
    by_hand.say_posted(by=poster, at=factories.at(3), delivery_id=other.pk, permalink=LINK)
    other.refresh_from_db()
    assert other.ref is not None
    assert other.ref["native_id"] != LINK
    assert other.ref["url"] == LINK


def test_approval_is_asked_before_it_is_given_out_and_again_whenever_it_is_opened(
    queue: Callable[..., Delivery], objections: list[str], poster: Person
) -> None:
    objections.append("The approval was withdrawn.")
    assert carried(queue()).state == "held"
    objections.clear()
    delivery = carried(queue("publication:2"))
    assert by_hand.why_not_now(delivery, at=factories.at(1)) is None
    stop.stop(by=factories.person(Role.APPROVER), at=factories.at(2), why="A storm.")
    assert "A storm." in str(by_hand.why_not_now(delivery, at=factories.at(3)))
    # What is public is public: it is recorded all the same.
    by_hand.say_posted(by=poster, at=factories.at(4), delivery_id=delivery.pk, permalink=LINK)


def test_a_worker_cut_off_while_handing_over_loses_nothing_and_sends_nothing(queue: Callable[..., Delivery]) -> None:
    delivery = queue()
    claim = claim_one(delivery.pk, at=factories.at())
    assert claim is not None
    pending = Pending(Post("The library opens at nine.", factories.at()), delivery.key)
    step = {"by": Worker(), "at": factories.at(), "claim": claim.token, "delivery_id": delivery.pk}
    begun(**step, pending=pending)  # type: ignore[arg-type]
    ready(**step, pending=pending)  # type: ignore[arg-type]
    committing(**step)  # type: ignore[arg-type]
    assert carried(delivery, 1 + DELIVERY_LEASE.total_seconds() / 60).state == "by_hand"


def test_what_cannot_be_posted_is_held_with_the_reason_and_may_be_released(
    queue: Callable[..., Delivery], poster: Person
) -> None:
    delivery = carried(queue())
    with pytest.raises(Invalid):
        by_hand.say_not_posted(by=poster, at=factories.at(1), delivery_id=delivery.pk, why="  ")
    by_hand.say_not_posted(by=poster, at=factories.at(1), delivery_id=delivery.pk, why="Nextdoor is down.")
    delivery.refresh_from_db()
    assert (delivery.state, delivery.error) == ("held", "Nextdoor is down.")
    release(by=poster, at=factories.at(2), delivery_id=delivery.pk)
    assert carried(delivery, 3).state == "by_hand"


def test_only_those_who_speak_for_the_agency_say_where_it_is(queue: Callable[..., Delivery]) -> None:
    delivery = carried(queue())
    with pytest.raises(NotPermitted):
        by_hand.say_posted(by=factories.person(), at=factories.at(1), delivery_id=delivery.pk, permalink=LINK)
