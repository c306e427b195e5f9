"""A handle is stored in one spelling, whoever typed it: duplicates and look-alikes are found whatever the case."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps

from factories import at
from masthead.agencies.models import Person
from masthead.kernel.refusals import Invalid, Refused
from masthead.presences import connection, lookalikes, propose
from masthead.presences.models import Presence
from masthead.presences.spelling import stored_handle
from presences import roads


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("@Library@Social.Example", "library@social.example"),
        (" MLC.Example.GOV ", "mlc.example.gov"),
        ("https://News.Library.Example/", "news.library.example"),
        ("YouTube.com/channel/UCabC", "youtube.com/channel/UCabC"),
        ("www.tumblr.com/mlc", "tumblr.com/mlc"),
        ("https://WWW.Tumblr.com/mlc", "tumblr.com/mlc"),
        ("www.library.example", "www.library.example"),
        ("", ""),
    ],
)
def test_what_people_type_becomes_one_spelling(written: str, stored: str) -> None:
    assert stored_handle(written) == stored
    assert stored_handle(stored) == stored


def test_a_proposal_and_its_record_carry_the_one_spelling_and_a_second_is_refused(communicator: Person) -> None:
    first = propose.propose(by=communicator, at=at(), proposal=roads.proposal(communicator, handle="@MLC.Example.gov"))
    assert first.handle == "mlc.example.gov"
    with pytest.raises(Invalid, match="already a presence with this handle"):
        propose.propose(by=communicator, at=at(1), proposal=roads.proposal(communicator, handle="mlc.EXAMPLE.gov"))


def test_the_account_that_answers_is_stored_alike_and_taken_once(communicator: Person, director: Person) -> None:
    mine = roads.connected(communicator, roads.approved(communicator, director), roads.profile("MLC.Example.Gov"))
    assert mine.handle == "mlc.example.gov"
    other = roads.approved(communicator, director, handle="mlc-two.example.gov")
    Presence.objects.filter(pk=other.pk).update(handle="")  # approved before a handle was asked for
    Presence.objects.filter(pk=mine.pk).update(handle="MLC.example.gov")  # stored before the one spelling
    Presence.objects.filter(pk=other.pk).update(handle="mlc.example.gov")
    with pytest.raises(Refused, match=r"Another presence is mlc\.example\.gov already"):
        connection.connect(
            by=communicator,
            at=at(5),
            presence=other,
            settings={},
            secrets={},
            account=roads.profile("mlc.example.gov", url="https://host.example/other"),
        )


def test_our_own_account_is_no_look_alike_in_any_spelling(communicator: Person, director: Person) -> None:
    roads.launched(communicator, director)
    with pytest.raises(Invalid, match="This is our own account"):
        lookalikes.log(by=communicator, at=at(6), address="@MLC.example.GOV", what="Posts in our name.")


def test_what_was_stored_before_is_spelled_alike_and_no_two_become_one(communicator: Person) -> None:
    handles = ("one.example.gov", "two.example.gov", "three.example.gov", "four.example.gov")
    rows = [
        propose.propose(by=communicator, at=at(place), proposal=roads.proposal(communicator, handle=handle))
        for place, handle in enumerate(handles)
    ]
    before = ("@One.Example.gov", "Two.example.gov", "two.example.gov", "Four.example.gov/Path")
    for row, handle in zip(rows, before, strict=True):
        Presence.objects.filter(pk=row.pk).update(handle=handle)
    import_module("masthead.presences.migrations.0004_handles_in_one_spelling").spell_alike(apps, None)
    assert [Presence.objects.get(pk=row.pk).handle for row in rows] == [
        "one.example.gov",
        "Two.example.gov",
        "two.example.gov",
        "four.example.gov/Path",
    ]


def test_what_was_stored_with_www_before_is_mended_and_no_two_become_one(communicator: Person) -> None:
    before = ("www.tumblr.com/one", "www.tumblr.com/two", "tumblr.com/two", "www.library.example")
    for place, handle in enumerate(before):
        row = propose.propose(
            by=communicator, at=at(place), proposal=roads.proposal(communicator, handle=f"n{place}.example.gov")
        )
        Presence.objects.filter(pk=row.pk).update(handle=handle)
    import_module("masthead.presences.migrations.0006_addresses_without_www").without_www(apps, None)
    assert list(Presence.objects.order_by("proposed_at").values_list("handle", flat=True)) == [
        "tumblr.com/one",
        "www.tumblr.com/two",
        "tumblr.com/two",
        "www.library.example",
    ]
