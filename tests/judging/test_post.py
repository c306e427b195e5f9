"""What the agency would remove from a comment it does not write itself, at whichever door the post is checked."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from checks.rulebooks import everything
from masthead.checks.engine.facts import DraftFacts
from masthead.employees.self_check import self_check
from masthead.judging import post
from masthead.judging.post import judged
from masthead.policy.in_force import rulebook_of
from masthead.project.commands.check import command

BOOK = rulebook_of("mlc-2012")
FIT = frozenset({"language_is_fit"})
THREAT = "We know where you sleep."


@pytest.mark.parametrize(
    ("text", "words", "ground"),
    [
        (THREAT, "We know where you sleep", "Threatening"),
        ("Drop dead, Doyle Pruitt.", "Drop dead", "Abusive"),
        ("Haitians are animals.", "Haitians are animals", ""),
    ],
)
def test_an_attack_is_held_with_its_words_and_the_ground_they_fall_under(text: str, words: str, ground: str) -> None:
    findings = judged(DraftFacts(text), BOOK, only=FIT)
    assert {(finding.code, finding.level) for finding in findings} == {("harassing", "blocks")}
    [told] = [finding for finding in findings if ground in finding.message]
    assert words in text[slice(*told.span)]


def test_a_word_of_the_published_list_is_indecent_however_it_is_written() -> None:
    assert "indecent" in {finding.code for finding in judged(DraftFacts("This is bu11sh1t."), BOOK, only=FIT)}


@pytest.mark.parametrize(
    "text",
    [
        "Our panel asks why anyone would say 'go back where you came from' to a neighbor.",
        "The villain of the novel says “we know where you sleep”.",
        "Killer whales and vampire bats visit on Friday.",
    ],
)
def test_what_answers_a_proposal_in_moderation_answers_it_here(text: str) -> None:
    assert judged(DraftFacts(text), BOOK, only=FIT) == []


def test_a_policy_without_such_grounds_proposes_nothing() -> None:
    assert judged(DraftFacts(THREAT), everything(), only=FIT) == []


def test_where_moderation_cannot_be_asked_the_post_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no signals")

    monkeypatch.setattr(post, "assess", broken)
    [finding] = judged(DraftFacts("Read with us on Friday."), BOOK, only=FIT)
    assert (finding.code, finding.level) == ("check_failed", "blocks")


def test_the_command_and_the_self_check_say_so_too() -> None:
    row = json.dumps({"id": "a", "text": THREAT, "media": [], "links": []}).encode()
    result = CliRunner().invoke(command, ["--policy", "mlc-2012", "--jsonl", "-"], input=row + b"\n")
    assert "harassing" in {finding["code"] for finding in json.loads(result.stdout)["findings"]}
    answer = self_check(THREAT, book=BOOK, as_role="official", about_agency=True)
    assert "harassing" in {finding.code for finding in answer.findings}
