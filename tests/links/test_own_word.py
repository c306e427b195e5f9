"""The agency's own word on a site: who says it, what it undoes, and what it never undoes."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import factories
from masthead.agencies.models import Agency, Person
from masthead.agencies.rights import Role
from masthead.checks.engine.facts import DraftFacts
from masthead.checks.engine.run import run
from masthead.kernel.refusals import Invalid, NotFound, NotPermitted, Refused
from masthead.links import lists, own_word
from masthead.links.facts import link_facts
from masthead.links.list_file import read
from masthead.policy.in_force import rulebook
from masthead.records.models import Record

pytestmark = pytest.mark.django_db


@pytest.fixture
def approver(agency: Agency) -> Person:
    return factories.person(Role.APPROVER, name="Inez Tate")


def listed(approver: Person, text: bytes) -> None:
    given = read("list.txt", text)
    lists.import_list(by=approver, at=factories.at(), name="URLhaus", as_of=factories.at().date(), given=given)


def codes(text: str) -> list[str]:
    facts = DraftFacts(text, links=link_facts(text))
    return [found.code for found in run(facts, rulebook(), only=frozenset({"links_are_researched"}))]


def test_a_denied_site_holds_its_links_with_the_reason_and_who_said_so(approver: Person) -> None:
    own_word.say(
        by=approver, at=factories.at(), site="https://www.Shop.example/", allowed=False, why="It sells our cards."
    )
    [facts] = link_facts("https://a.shop.example/card")
    assert facts.listed.startswith("is on shop.example, where Inez Tate denied links on ")
    assert facts.listed.endswith("“It sells our cards.”")
    assert "link_listed" in codes("https://a.shop.example/card")


def test_an_allowed_site_leaves_the_lists_verdict_and_still_has_to_be_researched(approver: Person) -> None:
    listed(approver, b"https://host.example/forms/card\nhost.example\n")
    assert codes("https://host.example/forms/card") == ["link_listed"], (
        "nobody is asked to research what has to come out"
    )
    own_word.say(by=approver, at=factories.at(), site="host.example/forms", allowed=True, why="Our own forms.")
    assert codes("https://host.example/forms/card") == ["link_not_researched"]
    assert "link_listed" in codes("https://host.example/other")


def test_what_is_denied_stays_denied_below_what_is_allowed(approver: Person) -> None:
    own_word.say(by=approver, at=factories.at(), site="host.example", allowed=False, why="No.")
    own_word.say(by=approver, at=factories.at(), site="host.example/forms", allowed=True, why="Our own forms.")
    assert "link_listed" in codes("https://host.example/forms/card")


def test_a_word_is_taken_back_by_those_who_may_say_it(approver: Person) -> None:
    listed(approver, b"host.example\n")
    word = own_word.say(by=approver, at=factories.at(), site="host.example", allowed=True, why="Ours.")
    with pytest.raises(Invalid, match="already"):
        own_word.say(by=approver, at=factories.at(), site="host.example", allowed=False, why="No.")
    with pytest.raises(Invalid, match="Say why"):
        own_word.take_back(by=approver, at=factories.at(1), word_id=word.pk, why=" ")
    with pytest.raises(NotPermitted):
        own_word.take_back(by=factories.person(Role.COMMUNICATOR), at=factories.at(1), word_id=word.pk, why="Sold.")
    director = factories.person(Role.DIRECTOR)
    own_word.take_back(by=director, at=factories.at(1), word_id=word.pk, why="Sold.")
    assert "link_listed" in codes("https://host.example/")
    with pytest.raises(Refused, match="taken back already"):
        own_word.take_back(by=director, at=factories.at(1), word_id=word.pk, why="Sold.")
    with pytest.raises(NotFound):
        own_word.take_back(by=director, at=factories.at(1), word_id=director.pk, why="Sold.")
    kinds = Record.objects.filter(kind__startswith="link/site_").order_by("kind").values_list("kind", flat=True)
    assert list(kinds) == ["link/site_judged", "link/site_word_taken_back"]


@pytest.mark.parametrize(
    ("site", "why", "says"), [("no site", "Why.", "Give a site"), ("host.example", " ", "Say why")]
)
def test_a_word_takes_a_site_and_a_reason(approver: Person, site: str, why: str, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        own_word.say(by=approver, at=factories.at(), site=site, allowed=True, why=why)
    with pytest.raises(NotPermitted):
        own_word.say(
            by=factories.person(Role.COMMUNICATOR), at=factories.at(), site="a.example", allowed=True, why="W."
        )


def test_the_questions_asked_do_not_grow_with_words_and_links(approver: Person) -> None:
    own_word.say(by=approver, at=factories.at(), site="host.example", allowed=False, why="No.")
    for n in range(5):
        own_word.say(by=approver, at=factories.at(), site=f"h{n}.example", allowed=True, why="Ours.")
    with CaptureQueriesContext(connection) as asked:
        said = own_word.against([f"https://{sub}.host.example/" for sub in "abcdefg"] + ["https://h1.example/"])
    assert (len(said), len(asked)) == (7, 3)
