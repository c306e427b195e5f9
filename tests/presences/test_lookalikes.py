"""Accounts that could be taken for ours: told, looked at, reported, ended; each with a record."""

from __future__ import annotations

import pytest

from factories import at, person
from masthead.agencies.actors import Citizen
from masthead.agencies.models import Person
from masthead.agencies.rights import Role
from masthead.kernel.refusals import Invalid, NotPermitted, Refused
from masthead.presences import lookalikes
from masthead.presences.models import Evidence, Lookalike
from masthead.records.models import Record
from presences import roads

READER = Citizen("lookalike")


def told(address: str = "https://host.example/mlc-official1", minutes: float = 0) -> Lookalike:
    return lookalikes.tell(by=READER, at=at(minutes), address=address, what="It asks for card numbers.")


def test_the_same_account_told_twice_is_one_line(agency: object) -> None:
    first = told()
    again = told("HTTPS://www.host.example/mlc-official1/")
    assert first.pk == again.pk and again.told_times == 2


def test_our_own_account_is_none(communicator: Person, director: Person) -> None:
    roads.launched(communicator, director)
    with pytest.raises(Invalid, match="our own account"):
        told("@mlc.example.gov")
    with pytest.raises(Invalid):
        told("  ")


def test_strangers_cannot_fill_the_list(agency: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookalikes, "WITHIN_WINDOW", 2)
    told("https://host.example/1")
    told("https://host.example/2")
    with pytest.raises(Refused, match="later"):
        told("https://host.example/3")
    assert told("https://host.example/3", minutes=90).state == "told"


def test_staff_watch_report_and_end_it_with_evidence(agency: object) -> None:
    staff, row = person(Role.MODERATOR), told()
    for act, words, state in (
        ("watch", "It uses our seal.", "watched"),
        ("report", "Case 4711", "reported"),
        ("note_left_up", "They see no breach.", "left_up"),
        ("report", "Case 4712", "reported"),
        ("note_taken_down", "It is gone.", "taken_down"),
    ):
        with pytest.raises(Invalid):
            lookalikes.turn(by=staff, at=at(1), lookalike=row, act=act, words="  ")
        row = lookalikes.turn(by=staff, at=at(1), lookalike=row, act=act, words=words)
        assert row.state == state
    assert (row.platform_report, row.ended_at) == ("Case 4712", at(1))
    with pytest.raises(Refused):
        lookalikes.turn(by=staff, at=at(2), lookalike=row, act="report", words="Case 4713")
    lookalikes.add_evidence(by=staff, at=at(3), lookalike=row, name="a.png", mime="image/png", content=b"picture")
    assert b"picture" not in bytes(Evidence.objects.get().sealed)
    assert Record.objects.filter(subject=row.subject).count() == 7


def test_who_may_do_what(agency: object, communicator: Person) -> None:
    with pytest.raises(NotPermitted):
        lookalikes.log(by=person(Role.EMPLOYEE), at=at(), address="https://host.example/x", what="x")
    lookalikes.log(by=communicator, at=at(), address="https://host.example/x", what="x")
    with pytest.raises(Invalid, match="listed already"):
        lookalikes.log(by=communicator, at=at(), address="https://host.example/x/", what="x")
