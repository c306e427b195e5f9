"""Whichever door a text comes in by, the checks on its content say the same of it: there is one implementation.

The doors: the composer, the interface for programs, `masthead check`, a draft brought in from a table, the self-check.
A door that reads a text with an engine, or a part of the policy, of its own is found here.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from datetime import datetime

import pytest
from click.testing import CliRunner

import factories
from api.test_interface import Caller
from masthead.agencies.models import Agency, Person
from masthead.agencies.rights import Role
from masthead.checks.engine.registry import registered
from masthead.desk.composer import composer
from masthead.employees.self_check import self_check
from masthead.kernel.clock import now
from masthead.policy.in_force import rulebook
from masthead.policy.rulebook import Rulebook
from masthead.project.commands.check import command
from masthead.publishing import draft as drafting
from masthead.publishing.bring import bring
from masthead.publishing.facts import find_draft
from masthead.publishing.read_drafts import read_drafts

pytestmark = pytest.mark.django_db
TEXTS = {
    "shouting, text-speak, a slip, and a link nobody researched": (
        "COME TO OUR STORY TIME NOW!!!! c u l8r, teh librarian. Read https://hours.example/new"
    ),
    "a patron's reading, and a telephone number": (
        "Thank you Mrs. Ardith Tull, who borrowed Carrie on Monday. Call her at 601-555-0134."
    ),
    "a candidate, a product, and advice": (
        "Vote for Ben Roe for sheriff! You should sue your landlord. Buy the new Acme tablet, it is the best."
    ),
    "an accusation": "Every Monday the mayor Ben Roe steals from the till of the city.",
    "nothing to be said": "The reading room opens at nine on Saturday.",
    "two lines and letters of two bytes": "Café Lesekreis am Montag.\n\nU R gonna luv it!!!!! 🎉🎉🎉🎉🎉🎉🎉",
}


@pytest.fixture
def writer(agency: Agency) -> Person:
    return factories.person(Role.COMMUNICATOR)


def of_content(findings: Iterable[tuple[str, str]]) -> list[str]:
    """Codes of what the checks on content found, of (check, code); what channel and presence ask is another matter."""
    content = {name for name, check in registered().items() if check.stage == "content"}
    return sorted(code for check, code in findings if check in content or code == "check_failed")


def in_the_composer(text: str, by: Person, at: datetime) -> list[tuple[str, str]]:
    begun = drafting.start(by=by, at=at, wording=drafting.Wording(title="Composed", text=text))
    return [(shown.finding.check, shown.finding.code) for shown in composer(find_draft(begun.pk), at=at).findings]


def in_the_interface(text: str, by: Person) -> list[tuple[str, str]]:
    call = Caller(by)
    begun = call("POST", "/drafts", {"title": "By a program", "text": text}).json()["id"]
    return [(found["check"], found["code"]) for found in call("GET", f"/drafts/{begun}/findings").json()]


def on_the_command_line(text: str, book: Rulebook) -> list[tuple[str, str]]:
    row = json.dumps({"id": "a", "text": text}).encode()
    answer = CliRunner().invoke(command, ["--policy", book.policy.id, "--jsonl", "-"], input=row)
    assert answer.exit_code == 0, answer.output
    return [(found["check"], found["code"]) for found in json.loads(answer.stdout)["findings"]]


def from_a_table(text: str, by: Person, at: datetime) -> list[tuple[str, str]]:
    table = io.StringIO()
    csv.writer(table).writerows([("Title", "Text"), ("Brought", text)])
    [begun] = bring(by=by, at=at, rows=read_drafts(table.getvalue().encode()), digest="0" * 64)
    return [(shown.finding.check, shown.finding.code) for shown in composer(find_draft(begun.pk), at=at).findings]


def in_the_self_check(text: str, book: Rulebook) -> list[tuple[str, str]]:
    answer = self_check(text, book=book, as_role="official", about_agency=None)
    return [(found.check, found.code) for found in answer.findings]


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_door_gives_the_same_answer(writer: Person, text: str) -> None:
    at, book = now(), rulebook()
    answers = {
        "composer": of_content(in_the_composer(text, writer, at)),
        "interface": of_content(in_the_interface(text, writer)),
        "masthead check": of_content(on_the_command_line(text, book)),
        "table": of_content(from_a_table(text, writer, at)),
        "self-check": of_content(in_the_self_check(text, book)),
    }
    assert answers == dict.fromkeys(answers, answers["composer"])


def test_the_texts_are_worth_asking_about(writer: Person) -> None:
    found = {name: of_content(in_the_self_check(text, rulebook())) for name, text in TEXTS.items()}
    assert found.pop("nothing to be said") == []
    assert all(found.values())
    assert len({code for codes in found.values() for code in codes}) >= 8
