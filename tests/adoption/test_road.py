"""A version goes its road in order, each step on record; nothing out of turn, nothing half done."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from adoption.versions import LONG_AGO, PDF, adopted, changed, cleared, director, drafted, owner, started
from factories import at, person
from masthead.adoption import draft as drafting
from masthead.adoption import review
from masthead.adoption.adopt import AdoptionFacts, adopt
from masthead.adoption.kept import version_holding_at
from masthead.adoption.models import Kept, Version
from masthead.adoption.states import VERSION
from masthead.adoption.take_effect import come_into_force, is_due
from masthead.adoption.withdraw import withdraw
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency, Person
from masthead.agencies.rights import Role
from masthead.desk.waiting.policy import to_carry_on
from masthead.kernel.refusals import Invalid, NotPermitted, Refused
from masthead.policy.pack import find_pack, parse_pack
from masthead.records.models import Record

pytestmark = pytest.mark.django_db
WHEN = LONG_AGO + timedelta(days=1)
FACTS = AdoptionFacts(adopted_on=WHEN.date(), minutes="Minute 7", in_force_on=WHEN.date(), signed_copy=PDF)
NEW_DUTY = "Every link is read to its end by the person who posts it."


@pytest.fixture
def first(agency: Agency) -> Version:
    return started(agency)


def test_the_whole_road_is_on_record(first: Version) -> None:
    version = adopted(changed("2026-11", clause="presence.5", duty=NEW_DUTY), days=3)
    assert (version.state, version.layer, version.number) == ("adopted", "policy", 2)
    assert version_holding_at(WHEN + timedelta(days=1)) == first
    day = WHEN + timedelta(days=4)
    assert is_due(day)
    come_into_force(by=Worker("policy"), at=day)
    first.refresh_from_db()
    version.refresh_from_db()
    assert (first.state, version.state, first.superseded_at) == ("superseded", "in_force", version.in_force_from)
    assert not is_due(day)
    kinds = Record.objects.filter(subject=version.subject).order_by("number").values_list("kind", flat=True)
    assert [kind.removeprefix("policy_version/") for kind in kinds] == [
        "drafted",
        "sent_to_review",
        "cleared",
        "adopted",
        "came_into_force",
    ]


def test_the_ledger_binds_the_stamp_to_the_digest_of_the_file(first: Version) -> None:
    version = adopted(changed("2026-11", clause="presence.5", duty=NEW_DUTY))
    body = json.loads(bytes(Record.objects.get(kind="policy_version/adopted").payload))["body"]
    assert body["stamp"] == version.stamp == "mlc-2012@2026-11+rules.2"
    assert body["digest"] == version.file_id == hashlib.sha256(bytes(version.file.raw)).hexdigest()
    assert body["signed_copy"] == hashlib.sha256(PDF).hexdigest()
    assert bytes(Kept.objects.get(pk=body["signed_copy"]).raw) == PDF


def test_the_file_says_the_day_of_the_vote_and_keeps_everything_else(first: Version) -> None:
    version = adopted(changed("2026-11", clause="presence.5", duty=NEW_DUTY))
    policy = parse_pack(bytes(version.file.raw))
    assert policy.adopted == WHEN.date()
    before = find_pack("mlc-2012").read_text().splitlines()
    after = bytes(version.file.raw).decode().splitlines()
    assert sum(a != b for a, b in zip(before, after, strict=True)) == 3


def test_only_the_director_sets_working_rules_and_needs_no_signed_copy(first: Version) -> None:
    version = cleared(changed("3", clause="presence.5", public="We read every link."))
    assert version.layer == "rules"
    facts = replace(FACTS, signed_copy=b"")
    with pytest.raises(NotPermitted, match="Executive Director"):
        adopt(by=person(Role.POLICY_OWNER), at=WHEN, version=version, facts=facts, seen_digest=version.file_id)
    made = adopt(by=director(), at=WHEN, version=version, facts=facts, seen_digest=version.file_id)
    assert (made.adopted_by, made.stamp) == ("Executive Director", "mlc-2012@2012-11-13+rules.3")


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("adopted_on", {"adopted_on": WHEN.date() + timedelta(days=1)}),
        ("minutes", {"minutes": " "}),
        ("minutes", {"minutes": "x" * 201}),
        ("in_force_on", {"in_force_on": WHEN.date() - timedelta(days=1)}),
        ("signed_copy", {"signed_copy": b""}),
        ("signed_copy", {"signed_copy": b"<html>"}),
        ("signed_copy", {"signed_copy": b"%PDF-" + b"x" * (10 * 1024 * 1024)}),
    ],
)
def test_a_gap_in_the_adoption_names_its_field(first: Version, field: str, wrong: dict[str, object]) -> None:
    version = cleared(changed("2026-11", clause="presence.5", duty=NEW_DUTY))
    with pytest.raises(Invalid) as refusal:
        adopt(by=director(), at=WHEN, version=version, facts=replace(FACTS, **wrong), seen_digest=version.file_id)
    assert refusal.value.field == field
    assert Version.objects.get(pk=version.pk).state == "cleared"


@pytest.mark.holds("another_person_records_the_adoption")
def test_nobody_records_the_adoption_of_their_own_draft(first: Version) -> None:
    version = cleared(changed("2026-11", clause="presence.5", duty=NEW_DUTY))
    with pytest.raises(Refused, match="You drafted this version"):
        adopt(by=owner(), at=WHEN, version=version, facts=FACTS, seen_digest=version.file_id)


@pytest.fixture
def rewritten(first: Version) -> tuple[Version, Person]:
    """A version with counsel which somebody else than its drafter rewrote, and then the drafter again."""
    version, other = drafted(changed("2026-11", clause="presence.5", duty=NEW_DUTY)), person(Role.POLICY_OWNER)
    for who, duty in ((other, "What I like stays."), (owner(), "What I like may stay.")):
        raw = changed("2026-11", clause="presence.3", duty=duty)
        version = drafting.revise(by=who, at=WHEN, version=version, raw=raw, why="It was unclear.")
    return review.send_to_review(by=other, at=WHEN, version=version), other


def test_whoever_rewrote_a_draft_does_not_record_its_adoption(rewritten: tuple[Version, Person]) -> None:
    version, other = rewritten
    review.clear(by=other, at=WHEN, version=version, counsel="Ada Pruitt", reviewed_on=WHEN.date(), opinion="Fine.")
    for author in (other, owner()):
        with pytest.raises(Refused, match="or changed it since"):
            adopt(by=author, at=WHEN, version=version, facts=FACTS, seen_digest=version.file_id)
        assert version not in to_carry_on(author)
    assert version in to_carry_on(director())
    adopt(by=director(), at=WHEN, version=version, facts=FACTS, seen_digest=version.file_id)


def test_whoever_rewrote_a_draft_is_not_its_counsel(rewritten: tuple[Version, Person]) -> None:
    version, other = rewritten
    with pytest.raises(Invalid, match="somebody else") as refusal:
        review.clear(by=other, at=WHEN, version=version, counsel=other.name, reviewed_on=WHEN.date(), opinion="Fine.")
    assert refusal.value.field == "counsel"


def test_what_was_not_read_is_not_adopted(first: Version) -> None:
    version = cleared(changed("2026-11", clause="presence.5", duty=NEW_DUTY))
    with pytest.raises(Refused, match="changed this version since"):
        adopt(by=director(), at=WHEN, version=version, facts=FACTS, seen_digest="0" * 64)


def test_what_cannot_stand_does_not_reach_counsel(first: Version) -> None:
    raw = changed("2026-11", clause="presence.5", duty=NEW_DUTY).replace(b"links_are_researched", b"links_are_red")
    version = drafted(raw)
    with pytest.raises(Refused, match="no check called 'links_are_red'"):
        review.send_to_review(by=owner(), at=WHEN, version=version)


def test_a_file_that_is_a_version_already_is_refused(first: Version) -> None:
    with pytest.raises(Invalid, match="version 1 to the letter"):
        drafted(bytes(first.file.raw))
    with pytest.raises(Invalid, match=r"called mlc-2012@2012-11-13\+rules.2 already"):
        drafted(bytes(first.file.raw) + b"\n# a comment\n")
    assert Version.objects.count() == 1


def test_a_version_whose_day_has_come_cannot_be_withdrawn(first: Version) -> None:
    version = adopted(changed("2026-11", clause="presence.5", duty=NEW_DUTY), days=3)
    with pytest.raises(Refused, match="in force already"):
        withdraw(by=owner(), at=WHEN + timedelta(days=5), version=version, reason="Second thoughts")
    withdraw(by=owner(), at=WHEN + timedelta(days=1), version=version, reason="The board took it back")
    assert version_holding_at(WHEN + timedelta(days=9)) == first


def test_two_versions_never_begin_at_one_moment(first: Version) -> None:
    adopted(changed("2026-11", clause="presence.5", duty=NEW_DUTY), days=3)
    with pytest.raises(Invalid, match="comes into force that day"):
        adopted(changed("2026-12", clause="presence.5", duty=NEW_DUTY + " Always."), days=3)


@pytest.mark.parametrize("state", sorted(VERSION.states))
def test_no_act_out_of_turn(first: Version, state: str) -> None:
    version = drafted(changed("2026-11", clause="presence.5", duty=NEW_DUTY))
    Version.objects.filter(pk=version.pk).update(state=state)
    clear = {"counsel": "A", "reviewed_on": WHEN.date(), "opinion": "Fine."}
    acts = {
        "send_to_review": lambda by: review.send_to_review(by=by, at=WHEN, version=version),
        "clear": lambda by: review.clear(by=by, at=WHEN, version=version, **clear),
        "return": lambda by: review.send_back(by=by, at=WHEN, version=version, reason="No."),
        "adopt": lambda by: adopt(by=by, at=WHEN, version=version, facts=FACTS, seen_digest=version.file_id),
        "withdraw": lambda by: withdraw(by=by, at=WHEN, version=version, reason="No."),
    }
    for name, act in acts.items():
        if VERSION.may(state, name):
            continue
        records = Record.objects.count()
        with pytest.raises(Refused, match="cannot"):
            act(director())
        assert Record.objects.count() == records


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.POLICY_OWNER, Role.DIRECTOR)])
def test_nobody_else_changes_the_policy(first: Version, role: Role) -> None:
    version, stranger = cleared(changed("2026-11", clause="presence.5", duty=NEW_DUTY)), person(role)

    def tries(by: Person) -> list[object]:
        return [
            lambda: review.send_back(by=by, at=WHEN, version=version, reason="No."),
            lambda: adopt(by=by, at=WHEN, version=version, facts=FACTS, seen_digest=version.file_id),
            lambda: withdraw(by=by, at=WHEN, version=version, reason="No."),
            lambda: come_into_force(by=by, at=at()),
        ]

    for act in tries(stranger):
        with pytest.raises(NotPermitted):
            act()  # type: ignore[operator]
