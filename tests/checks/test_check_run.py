"""The run says which clause obliges, in a steady order, and never lets a post through because something broke."""

from __future__ import annotations

import logging
import time
from types import MappingProxyType
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.rulebooks import book, clause, everything
from masthead.checks.engine import run as running
from masthead.checks.engine.facts import AssetFacts, DraftFacts, LinkFacts, PersonShown
from masthead.checks.engine.finding import Raised
from masthead.checks.engine.registry import Check, Stage, registered
from masthead.checks.engine.run import LONGEST, run
from masthead.policy.clause import Binding

EVERY_STAGE: tuple[Stage, ...] = get_args(Stage)
BAD = DraftFacts(
    "Renew ur card in Febuary.",
    links=(LinkFacts("https://old.example/", "dead"),),
    assets=(AssetFacts("image", licence="own"),),
)


def test_a_finding_names_the_clause_that_binds_its_check_and_the_level_of_its_code() -> None:
    voice = Binding("check", "voice_is_professional", level="asks", levels={"text_speak": "advises"})
    [finding] = run(BAD, book(clause("presence.7", voice)))
    assert (finding.clause, finding.label, finding.basis, finding.level) == (
        "presence.7",
        "Presence 7",
        "clause",
        "advises",
    )
    assert BAD.text[slice(*finding.span)] == "ur"
    assert finding.remedies[0].text == "your"
    louder = DraftFacts("THE SALE IS SATURDAY TELL EVERYONE")
    assert [f.level for f in run(louder, book(clause("presence.7", voice)))] == ["asks"]


def test_a_finding_bears_the_short_name_of_its_check_where_the_clause_gives_one() -> None:
    slander = DraftFacts("Haul-Rite Brothers steals from its customers.")
    for named, shown in (("No defamation", "No defamation"), ("", "Some duty")):
        [finding] = run(slander, book(clause("presence.5", Binding("check", "no_defamation_risk", nickname=named))))
        assert finding.nickname == shown


def test_what_a_machine_guesses_is_advice_at_whatever_level_its_check_is_bound() -> None:
    people = (PersonShown("adult", "written"),)
    draft = DraftFacts("Look!", assets=(AssetFacts("image", people=people, faces=2),))
    for binding in (
        Binding("check", "people_gave_permission"),
        Binding("check", "people_gave_permission", levels={"more_faces_than_listed": "blocks"}),
    ):
        [finding] = run(draft, book(clause("presence.8", binding)))
        assert (finding.code, finding.level) == ("more_faces_than_listed", "advises")
        assert finding.message.startswith("2 faces were seen in the image, and 1 person is listed;")


def test_findings_come_gravest_first_then_in_the_order_of_the_text() -> None:
    rules = book(
        clause("a.1", Binding("check", "voice_is_professional", level="advises")),
        clause("b.2", Binding("check", "spelling_and_grammar_are_standard", level="asks")),
        clause("c.3", Binding("check", "links_are_researched")),
    )
    draft = DraftFacts("Renew ur card in Febuary or wich month suits u.", links=BAD.links)
    found = [(f.level, f.code, f.span and draft.text[slice(*f.span)]) for f in run(draft, rules)]
    assert found == [
        ("blocks", "link_dead", None),
        ("asks", "spelling", "Febuary"),
        ("asks", "spelling", "wich"),
        ("advises", "text_speak", "ur"),
        ("advises", "text_speak", "u"),
    ]
    assert run(draft, rules) == run(draft, rules)


def test_only_what_the_policy_binds_is_asked_and_only_the_stages_named() -> None:
    rules = book(clause("a.1", Binding("check", "links_are_researched"), Binding("check", "approved_by_another")))
    assert [f.code for f in run(BAD, rules)] == ["link_dead"]
    assert [f.code for f in run(BAD, rules, stages=("content", "leaving"))] == ["link_dead", "not_approved_by_another"]
    assert run(BAD, rules, only=frozenset({"approved_by_another"})) == []


def test_a_duty_two_clauses_keep_is_told_once_under_the_graver() -> None:
    rules = book(
        clause("mild.1", Binding("check", "links_are_researched", level="advises")),
        clause("grave.2", Binding("check", "links_are_researched", level="blocks")),
    )
    assert [(f.clause, f.level) for f in run(BAD, rules)] == [("grave.2", "blocks")]


def _broken(draft: DraftFacts) -> list[object]:
    raise RuntimeError("the dictionary is gone")


@pytest.mark.parametrize("level", ["advises", "asks", "blocks"])
def test_a_check_that_crashes_blocks_and_the_cause_is_logged(
    level: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken = Check("links_are_researched", "A duty.", ("link_dead",), "content", (), (), _broken)  # type: ignore[arg-type]
    monkeypatch.setattr(running, "registered", lambda: MappingProxyType({broken.name: broken}))
    rules = book(clause("presence.5", Binding("check", broken.name, level=level)))  # type: ignore[arg-type]
    with caplog.at_level(logging.ERROR):
        [finding] = run(BAD, rules)
    assert (finding.code, finding.level, finding.clause) == ("check_failed", "blocks", "presence.5")
    assert "links_are_researched" in finding.message
    assert "the dictionary is gone" in caplog.text


def test_what_a_check_begins_with_is_begun_before_any_check_is_asked_and_only_where_it_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done: list[str] = []
    first = Check("first", "d", ("c",), "content", (), (), lambda draft: done.append("asked") or ())
    slow = Check("slow", "d", ("c",), "content", (), (), lambda draft: (), begin=lambda draft: done.append(draft.text))
    monkeypatch.setattr(running, "registered", lambda: {"first": first, "slow": slow})
    rules = book(clause("a.1", Binding("check", "first")), clause("b.2", Binding("check", "slow")))
    run(DraftFacts("Hello."), rules)
    assert done == ["Hello.", "asked"]
    run(DraftFacts("Hello."), rules, only=frozenset({"first"}))
    run(DraftFacts("Hello."), rules, stages=("form",))
    assert done == ["Hello.", "asked", "asked"]


def test_a_check_that_cannot_begin_is_asked_all_the_same(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(draft: DraftFacts) -> None:
        raise RuntimeError("no thread to be had")

    check = Check("slow", "d", ("c",), "content", (), (), lambda draft: [Raised("c", "Asked.")], begin=broken)
    monkeypatch.setattr(running, "registered", lambda: {"slow": check})
    [finding] = run(DraftFacts("Hello."), book(clause("a.1", Binding("check", "slow"))))
    assert finding.message == "Asked."
    assert "no thread to be had" in caplog.text


def test_a_check_nobody_wrote_and_a_parameter_nobody_knows_block_too() -> None:
    rules = book(clause("a.1", Binding("check", "posts_are_in_latin", level="advises")))
    assert [(f.code, f.level) for f in run(BAD, rules)] == [("check_failed", "blocks")]
    rules = book(clause("a.1", Binding("check", "author_paused", params={"hours": 1})))
    assert [f.code for f in run(BAD, rules, stages=("leaving",))] == ["check_failed"]


def test_form_checks_that_know_nothing_raise_their_point() -> None:
    codes = {finding.code for finding in run(DraftFacts("Hello, readers."), everything(), stages=EVERY_STAGE)}
    assert codes == {
        "no_commitment",
        "no_audience",
        "presence_not_official",
        "does_not_fit",
        "pause_not_over",
        "not_approved_by_another",
    }
    assert run(DraftFacts("Hello, readers."), everything()) == []


def test_the_pause_is_as_long_as_the_policy_says() -> None:
    passing = registered()["author_paused"].passes[0]
    fifteen = book(clause("a.1", Binding("check", "author_paused", params={"minutes": 15})))
    hour = book(clause("a.1", Binding("check", "author_paused", params={"minutes": 60})))
    assert run(passing, fifteen, stages=("leaving",)) == []
    [finding] = run(passing, hour, stages=("leaving",))
    assert "at least 45 minutes later" in finding.message


def test_ten_megabytes_give_one_clear_finding_and_no_check_is_run() -> None:
    [finding] = run(DraftFacts("a" * 10_000_000), everything(), stages=EVERY_STAGE)
    assert (finding.code, finding.level) == ("text_too_long", "blocks")
    assert "10,000,000" in finding.message
    assert all(f.code != "text_too_long" for f in run(DraftFacts("Read. " * (LONGEST // 6)), everything()))


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("Story\x00time", "unreadable_characters", 5),
        ("Story \ud800 time", "unreadable_characters", 6),
        ("Pay \u202eyad a\u202c here", "hidden_direction", 4),
    ],
)
def test_text_that_cannot_be_shown_as_written_is_told_with_its_place(text: str, code: str, place: int) -> None:
    found = {finding.code: finding for finding in run(DraftFacts(text), everything())}
    assert found[code].span == (place, place + 1)
    assert found[code].level == "blocks"
    assert "check_failed" not in found


PIECES = st.sampled_from(
    [
        "THE SALE IS NOW!!! ",
        "ur gr8 ",
        "'quoted ",
        '"',
        "they was ",
        "https://a.example/x ",
        "@desk ",
        "\x00",
        "\ud800",
        "\u202e",
        "é",
        "e\u0301 ",
        "\U0001f600\U0001f600 ",
        "vote for Clint Havermeyer. ",
        "The rooms and the lab was ",
        "card 20417 ",
        "\r\n",
        "recieve ",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=12).map("".join)))
def test_no_text_breaks_a_check_and_every_span_lies_inside(text: str) -> None:
    for finding in run(DraftFacts(text), everything(), stages=EVERY_STAGE):
        assert finding.code != "check_failed", text
        if finding.span is not None:
            assert 0 <= finding.span[0] < finding.span[1] <= len(text), finding


@pytest.mark.parametrize(
    "unit", ["a", "A ", "!", "'", '"a', "a.", "@a", "www.", "the and ", "A-", "0 ", "\U0001f600", "( "]
)
def test_long_monotonous_text_takes_no_longer_than_its_length_allows(unit: str) -> None:
    """A pattern that backtracks would take minutes here."""
    draft = DraftFacts((unit * LONGEST)[:20_000])
    started = time.process_time()
    codes = {finding.code for finding in run(draft, everything())}
    assert "check_failed" not in codes
    assert time.process_time() - started < 60
