"""A register's file could be forged: what an import allows takes a second person, what it denies holds at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

import factories
from factories import at
from following.registers import CONGRESS
from masthead.agencies.actors import Actor, Worker
from masthead.agencies.models import Person
from masthead.agencies.rights import Role
from masthead.following import own
from masthead.following.accounts import Account
from masthead.following.confirm import confirm_version, versions_to_confirm
from masthead.following.imports import import_register
from masthead.following.known import verdict_on
from masthead.following.models import Follow, FollowAlert, RegisterVersion
from masthead.following.registers.forms import read
from masthead.following.registers.row import Named, Parsed, ParsedRow
from masthead.following.registers.sources import from_paths
from masthead.following.verdict import Verdict
from masthead.following.watch import watch
from masthead.kernel.refusals import NotPermitted, Refused
from masthead.policy.in_force import rulebook
from masthead.presences.models import Presence
from masthead.records.models import Record

SENATOR = Account("x", "senatorwicker")
DOE = Account("x", "doeforcongress")


def congress(by: Actor, *, day: int = 20) -> RegisterVersion:
    parsed = read("congress", from_paths(CONGRESS), {})
    return import_register(
        by=by, at=at(day), form="congress", name="", as_of=date(2026, 11, day), parsed=parsed, files=[]
    )


def candidates(by: Actor, accounts: Sequence[Account], kind: str = "campaign", *, day: int = 20) -> RegisterVersion:
    role = "candidate" if kind == "campaign" else "official"
    rows = [
        ParsedRow(f"row {one.handle}", role, "Jo Doe", accounts=(Named(one.network, one.handle, kind),))
        for one in accounts
    ]
    return import_register(
        by=by,
        at=at(day),
        form="csv",
        name="County",
        as_of=date(2026, 11, day),
        parsed=Parsed(tuple(rows), ()),
        files=[],
    )


def verdict(account: Account) -> Verdict:
    return verdict_on(rulebook(), account, at=at(60))


def test_what_a_person_imports_allows_nothing_until_another_approver_confirms_it(writer: Person) -> None:
    version = congress(writer)
    before = verdict(SENATOR)
    assert (before.verdict, before.clause, before.waits) == ("ask", "presence.6", True)
    assert "it was imported as the account of Roger F. Wicker" in before.why
    approver = factories.person(Role.APPROVER)
    with pytest.raises(NotPermitted):
        confirm_version(by=writer, at=at(1), version=version)
    confirm_version(by=approver, at=at(2), version=version)
    assert verdict(SENATOR).verdict == "allow"
    record = bytes(Record.objects.get(kind="register/version_confirmed").payload)
    assert b"presence.6" in record and writer.actor_id.encode() in record
    with pytest.raises(Refused, match="needs no confirmation"):
        confirm_version(by=approver, at=at(3), version=version)


def test_an_approver_does_not_confirm_their_own_import(agency: object) -> None:
    importer, other = factories.person(Role.APPROVER), factories.person(Role.DIRECTOR)
    version = congress(importer)
    assert not versions_to_confirm(importer).exists()
    with pytest.raises(Refused, match="You imported this yourself") as refusal:
        confirm_version(by=importer, at=at(1), version=version)
    assert refusal.value.clause == "presence.6"
    assert list(versions_to_confirm(other)) == [version]


def test_whoever_keeps_the_machine_imports_and_the_register_answers_at_once(agency: object) -> None:
    assert not congress(Worker("command-line")).waits
    assert verdict(SENATOR).verdict == "allow"


def test_what_an_import_denies_holds_at_once_and_there_is_nothing_to_confirm(writer: Person) -> None:
    assert not candidates(writer, [DOE]).waits
    assert verdict(DOE).verdict == "deny"


def test_a_campaign_that_a_forged_file_no_longer_names_stays_denied_until_it_is_confirmed(writer: Person) -> None:
    candidates(writer, [DOE])
    own_row = own.enter(
        by=writer, at=at(), channel="x", handle=DOE.handle, kind="office", name="Doe", evidence="https://d.example/"
    )
    own.confirm(by=factories.person(Role.APPROVER), at=at(), row=own_row)
    assert verdict(DOE).verdict == "ask", "the registers disagree"
    forged = candidates(writer, [Account("x", "other")], day=21)
    assert forged.waits
    assert verdict(DOE).verdict == "ask", "taking back a denial is an allowance"
    confirm_version(by=factories.person(Role.APPROVER), at=at(61), version=forged)
    assert verdict(DOE).verdict == "allow"


def test_a_campaign_that_a_file_calls_an_office_is_not_allowed_by_it(writer: Person) -> None:
    candidates(writer, [DOE])
    forged = candidates(writer, [DOE], "office", day=21)
    assert verdict(DOE).verdict == "deny", "nobody looked at it, so no person may decide either"
    confirm_version(by=factories.person(Role.APPROVER), at=at(61), version=forged)
    assert verdict(DOE).verdict == "ask", "its name is made like a campaign’s"


def test_confirming_a_version_confirms_those_before_it_and_none_of_ones_own(agency: object) -> None:
    first, second = factories.person(Role.APPROVER), factories.person(Role.APPROVER)
    early = candidates(first, [Account("x", "one")], "office")
    late = candidates(second, [Account("x", "one"), Account("x", "two")], "office", day=21)
    for who in (first, second):
        with pytest.raises(Refused, match="yourself"):
            confirm_version(by=who, at=at(1), version=late)
    confirm_version(by=factories.person(Role.DIRECTOR), at=at(2), version=late)
    early.refresh_from_db()
    assert not early.waits
    assert verdict(Account("x", "one")).verdict == verdict(Account("x", "two")).verdict == "allow"


def test_a_followed_office_whose_row_waits_raises_no_alert(writer: Person, presence: Presence) -> None:
    candidates(Worker(), [Account("followsome", "city")], "office")
    Follow.objects.create(
        presence=presence,
        network="followsome",
        handle="city",
        state="following",
        verdict="allow",
        why="",
        asked_by=writer.actor_id,
        asked_at=at(),
    )
    rows = (ParsedRow("row city", "official", "New Name", accounts=(Named("followsome", "city", "office"),)),)
    import_register(
        by=writer,
        at=at(1),
        form="csv",
        name="County",
        as_of=date(2026, 11, 21),
        parsed=Parsed(rows, ()),
        files=[],
    )
    watch(by=Worker(), at=at(2))
    assert not FollowAlert.objects.exists()
