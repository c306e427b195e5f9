"""Where Harper does not load, spelling is checked all the same, and everybody is told that grammar is not."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from threading import Event
from time import sleep

import pytest

from checks.engines import engine_of_its_own
from checks.rulebooks import everything
from factories import at
from masthead.checks.engine import grammar
from masthead.checks.engine.facts import DraftFacts
from masthead.checks.engine.run import run
from masthead.checks.spelling_and_grammar_are_standard import NO_GRAMMAR, check
from masthead.project import doctor


@pytest.fixture
def without_harper() -> Iterator[None]:
    with engine_of_its_own() as changed:
        changed.setitem(sys.modules, "harper", None)
        yield


def spelled(text: str, **known: frozenset[str]) -> list[str]:
    return [
        text[slice(*raised.span)]
        for raised in check(DraftFacts(text, **known))  # type: ignore[arg-type]
        if raised.code == "spelling" and raised.span
    ]


@pytest.mark.usefixtures("without_harper")
@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("The acommodations are ready.", ["acommodations"]),
        ("We open Wensday and Febuary 2.", ["Wensday", "Febuary"]),
        ("The library\u2019s bookmobile doesn\u2019t stop here.", []),
        ("Meet Oralee Tidmore at Itta Bena. Wi-Fi is free; walk-ins welcome.", []),
        ("See openscorebarn.example or write to dessk@libary.example with #BookMendng.", []),
        ("Habrá premios y libros para todos.", []),
    ],
)
def test_misspellings_are_told_and_names_and_other_languages_are_not(text: str, wrong: list[str]) -> None:
    assert spelled(text) == wrong


@pytest.mark.usefixtures("without_harper")
def test_the_agency_dictionary_and_its_names_are_words() -> None:
    text = "Bring a frobnicle to the quuxfest."
    assert spelled(text) == ["frobnicle", "quuxfest"]
    assert spelled(text, dictionary=frozenset({"Frobnicle"}), names=frozenset({"The Big Quuxfest"})) == []


@pytest.mark.usefixtures("without_harper")
def test_a_better_spelling_is_offered_also_when_the_text_is_long() -> None:
    text = " ".join(f"{'abcdefghijklmnopqrstuvwxy'[n]}zqqkx" for n in range(25)) + " and the tomatoees."
    assert spelled(text)[-1] == "tomatoees"
    [raised] = [raised for raised in check(DraftFacts("Bring tomatoees.")) if raised.code == "spelling"]
    assert [remedy.text for remedy in raised.remedies] == ["tomatoes", "tomatoees"]
    assert spelled("x" * 5_000) == ["x" * 5_000]


@pytest.mark.usefixtures("without_harper")
def test_every_post_says_that_grammar_was_not_checked_and_is_not_held_up_by_it() -> None:
    [finding] = run(
        DraftFacts("The library opens at nine."),
        everything(),
        only=frozenset({"spelling_and_grammar_are_standard"}),
    )
    assert (finding.code, finding.level, finding.message, finding.span) == ("grammar", "advises", NO_GRAMMAR, None)
    assert list(check(DraftFacts(" "))) == []


def test_with_harper_nothing_of_it_is_said() -> None:
    assert list(check(DraftFacts("The library opens at nine."))) == []


@pytest.mark.usefixtures("without_harper")
@pytest.mark.django_db
def test_the_doctor_says_that_grammar_is_not_checked_and_the_cure() -> None:
    [said] = [symptom for symptom in doctor.examine(at=at()) if symptom.what == "grammar"]
    assert said.state == "ill"
    assert "Spelling is checked, grammar is not" in said.says
    assert "make setup" in said.says


@pytest.mark.django_db
def test_the_doctor_is_content_with_harper_and_tells_a_desk_that_reads_nothing() -> None:
    [said] = [symptom for symptom in doctor.examine(at=at()) if symptom.what == "grammar"]
    assert said.state == "well"
    with engine_of_its_own() as changed:
        changed.setitem(sys.modules, "harper", None)
        changed.setitem(sys.modules, "spylls.hunspell", None)
        [said] = [symptom for symptom in doctor.examine(at=at()) if symptom.what == "grammar"]
        assert said.state == "ill"
        assert "holds every post up" in said.says
        [failed] = run(DraftFacts("Hello."), everything(), only=frozenset({"spelling_and_grammar_are_standard"}))
        assert (failed.code, failed.level) == ("check_failed", "blocks")


def test_what_was_begun_without_harper_is_not_what_the_next_test_reads_with() -> None:
    begun = Event()

    def broken() -> grammar.GrammarEngine:
        begun.set()
        sleep(0.2)
        raise OSError("built for another machine")

    with engine_of_its_own() as changed:
        changed.setattr(grammar, "HarperEngine", broken)
        grammar.begin("The library opens at nine.")
        begun.wait()
    assert grammar.engine().grammar


def test_a_harper_that_breaks_while_loading_is_replaced_too(caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> grammar.GrammarEngine:
        raise OSError("built for another machine")

    with engine_of_its_own() as changed:
        changed.setattr(grammar, "HarperEngine", broken)
        engine = grammar.engine()
    assert not engine.grammar
    assert "built for another machine" in caplog.text
