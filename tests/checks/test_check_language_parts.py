"""Spelling, agreement, shouting, text-speak and names: the small judgments under the language checks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masthead.checks.engine import grammar
from masthead.checks.engine.agreement import disagreements
from masthead.checks.engine.facts import DraftFacts
from masthead.checks.engine.grammar import HarperEngine, Slip
from masthead.checks.engine.offers import tidy
from masthead.checks.engine.people import names, untitled
from masthead.checks.engine.prose import addresses, edits, quotations, sentences
from masthead.checks.engine.shouting import shouted
from masthead.checks.engine.spelling import misspellings
from masthead.checks.patron_privacy_is_kept import check as privacy
from masthead.checks.spelling_and_grammar_are_standard import check as standard
from masthead.checks.voice_is_professional import check as voice


@pytest.mark.parametrize(
    "text",
    [
        "The meeting rooms and the computer lab was painted.",
        "One of the printers are broken.",
        "There is three new branches.",
        "We reopen because the branch have power.",
        "Her and the director will speak.",
        "They parents gets a bag.",
        "Everyone have a seat.",
        "These two has been here for years.",
        "Volunteers needs to sign in.",
        "He don't work Fridays.",
    ],
)
def test_a_subject_and_its_verb_must_agree(text: str) -> None:
    assert list(disagreements(text)), text


@pytest.mark.parametrize(
    "text",
    [
        "The roof is new, the carpet is dry and the print collection has moved.",
        "The list of the books is long, and the number of visitors has grown.",
        "The Harbor branch, the Main branch, and the Tallow branch are open.",
        "If the library were bigger, we would stay.",
        "Helping you is a pleasure, and one of you wins a prize.",
        "The staff are glad. The following are closed. Two hours is enough.",
        "'Great Expectations' is on the shelf. The news is good.",
        "Does the branch have a printer? When do the children have lunch?",
        "The theme for May is rivers, and its open hours are posted.",
        "You will meet them there. Don't take no for an answer.",
    ],
)
def test_sound_sentences_are_left_in_peace(text: str) -> None:
    assert [text[slice(*slip.span)] for slip in disagreements(text)] == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("The acommodations are ready.", ["acommodations"]),
        ("We open Wensday and Febuary 2.", ["Wensday", "Febuary"]),
        ("Meet Oralee Tidmore at Itta Bena. Wi-Fi is free; walk-ins welcome.", []),
        ("See openscorebarn.example or write to dessk@libary.example with #BookMendng.", []),
        ("Fans of bell hooks and e.e. cummings, bring a zine.", []),
        ("Habrá premios y libros para todos.", []),
        ("Giờ kể chuyện is Saturday. Mời các gia đình cùng đến.", []),
        ("'Krik? Krak!' and 'The Pursuit of Happyness' are in.", []),
    ],
)
def test_misspellings_are_told_and_names_and_other_languages_are_not(text: str, wrong: list[str]) -> None:
    assert [text[slice(*r.span)] for r in standard(DraftFacts(text)) if r.code == "spelling" and r.span] == wrong


def test_the_agency_dictionary_and_its_names_are_words() -> None:
    text = "Bring a frobnicle to the quuxfest."
    assert len(list(standard(DraftFacts(text)))) == 2
    known = DraftFacts(text, dictionary=frozenset({"Frobnicle"}), names=frozenset({"The Big Quuxfest"}))
    assert list(standard(known)) == []


def test_a_misspelling_offers_the_right_word_and_the_dictionary() -> None:
    [raised] = standard(DraftFacts("You will recieve a card."))
    assert [(remedy.kind, remedy.text) for remedy in raised.remedies] == [
        ("replace", "receive"),
        ("dictionary", "recieve"),
    ]


def test_offers_of_grammar_are_each_of_another_look_and_quote_as_we_do() -> None:
    [raised] = standard(DraftFacts("Their going to be at the branch on Saturday."))
    assert [(remedy.label, remedy.text) for remedy in raised.remedies] == [("Write 'They're'", "They're")]
    assert raised.message == "'Their': Did you mean 'they're'?"
    [raised] = standard(DraftFacts("There going to read."))
    assert raised.message == "'There': write 'they're'."


@pytest.mark.parametrize(
    ("text", "span", "offers", "words", "tidied"),
    [
        ("Their going", (0, 5), ("They're", "They're "), "Their", ("They're",)),
        ("Their going", (0, 6), ("They're ", "They're"), "Their", ("They're",)),
        ("Theirgoing", (0, 5), ("They're ", "Their"), "Their", ("They're ", "Their")),
        ("Theirgoing", (0, 5), ("They're ", "They're"), "Their", ("They're ",)),
        ("at theirs.", (3, 9), (" there ", "there"), "theirs", ("there",)),
        ("Come , all", (0, 5), ("Come",), "Come ", ("Come",)),
        ("Come  all", (4, 6), (" ",), "  ", (" ",)),
    ],
)
def test_an_offer_keeps_only_the_space_that_changes_the_text(
    text: str, span: tuple[int, int], offers: tuple[str, ...], words: str, tidied: tuple[str, ...]
) -> None:
    slip = tidy(text, Slip("grammar", span, "?", offers))
    assert (text[slice(*slip.span)], slip.offers) == (words, tidied)


def test_what_the_engine_does_not_know_is_judged_by_its_place() -> None:
    """Any engine will do: a lower-case word is misspelled, a capitalized one is a name."""
    text = "say hellp to Tahlia"
    unknown = [Slip("unknown_word", (4, 9), "?", ("hello",)), Slip("unknown_word", (13, 19), "?", ("Talia",))]
    assert [(wrong.word, wrong.meant) for wrong in misspellings(text, unknown, frozenset())] == [("hellp", "hello")]
    assert list(misspellings(text, unknown, frozenset({"hellp"}))) == []


@pytest.mark.parametrize(
    ("text", "loud"),
    [
        ("THE SALE IS SATURDAY. Bring a bag.", ["THE SALE IS SATURDAY"]),
        ("Classes on RDA, MARC, ILL and LCSH for the LSTA grant.", []),
        ("Sign up for GED, QQXR, ZZTV and BBWX.", []),
        ("CLOSED TODAY", ["CLOSED TODAY"]),
        ("The sign says 'DO NOT ENTER THE VAULT' in red.", []),
        ("FREE coffee today.", []),
    ],
)
def test_shouting_is_told_from_acronyms(text: str, loud: list[str]) -> None:
    assert [text[slice(*span)] for span in shouted(text)] == loud


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("c u 2moro, thx", {"u": "you", "2moro": "tomorrow", "thx": "thanks"}),
        ("Tickets w/ a card; w/o one, ask.", {"w/": "with", "w/o": "without"}),
        ("Ask the RN about BC pottery in the U.S. with Ty.", {}),
        ("See thru.example and #lol or @omg.", {}),
        ("The novel 'OMG' is in.", {}),
        ("Come on Friday. U r invited.", {"U r": "You are"}),
        (
            "r u in? We r open, they r not. U need a card.",
            {"r u": "are you", "We r": "We are", "they r": "they are", "U": "You"},
        ),
        ("Plan U R needs a vote. U R Rao reads. Bus U can wait. Take Vitamin R. R rated.", {}),
        ("The U.S. flag, the U of M band, U-turns, section U r-x, and U as in umbrella.", {}),
    ],
)
def test_text_speak_is_told_with_what_to_write(text: str, told: dict[str, str]) -> None:
    raised = [r for r in voice(DraftFacts(text)) if r.code == "text_speak"]
    assert {text[slice(*r.span)]: r.remedies[0].text for r in raised if r.span} == told


def test_people_and_businesses_are_told_from_places_and_institutions() -> None:
    def kinds(text: str) -> list[tuple[str, str]]:
        return [(one.text, one.kind) for one in names(text)]

    assert kinds("Former treasurer Doyle Pruitt-Lang was here.") == [("Doyle Pruitt-Lang", "person")]
    assert kinds("Congratulations to Lila Farrow of Poplar Street!") == [("Lila Farrow", "person")]
    assert kinds("Haul-Rite Brothers moved us.") == [("Haul-Rite Brothers", "business")]
    assert kinds("The Sweetgum Regional Library opens Monday on Lamar Street.") == []


def test_sentences_keep_abbreviations_together() -> None:
    text = "Mr. Leon drives at 9 a.m. on Monday. Ask him! Really?\nYes"
    assert [one.text for one in sentences(text)] == [
        "Mr. Leon drives at 9 a.m. on Monday.",
        "Ask him!",
        "Really?",
        "Yes",
    ]


@given(st.text(alphabet="ab .!?\n'\"\u201c\u201dA@#/:", max_size=80))
def test_the_parts_of_a_text_lie_where_they_say(text: str) -> None:
    for one in sentences(text):
        assert text[one.start : one.end] == one.text
    for start, end in (*quotations(text), *addresses(text)):
        assert 0 <= start < end <= len(text)


@given(st.text("abc", max_size=7), st.text("abc", max_size=7))
def test_edits_are_symmetric_and_stop_at_the_most(one: str, other: str) -> None:
    assert edits(one, other, 9) == edits(other, one, 9)
    assert (edits(one, other, 9) == 0) == (one == other)
    assert edits(one, other, 1) == min(edits(one, other, 9), 2)
    assert edits("calender", "calendar", 2) == 1
    assert edits("recieve", "receive", 2) == 1


def test_a_slip_far_into_a_long_text_is_told_at_its_place() -> None:
    """Long texts are read in blocks; the places still count from the beginning."""
    text = "The reading room is open on Friday. " * 60 + "You may excange a card."
    [raised] = standard(DraftFacts(text))
    assert raised.span
    assert text[slice(*raised.span)] == "excange"
    endless = "x" * 90 + " You could of come."
    assert [endless[slice(*r.span)] for r in standard(DraftFacts(endless)) if r.span] == ["could of"]


def test_the_engine_forgets_what_it_read_and_still_knows_what_it_knew() -> None:
    """Each sentence typed is one more it remembers: a desk that is written at all day would fill its memory."""
    reading = HarperEngine()
    before = reading.slips("The libary opens.")
    forgotten = []
    reading._linter = _Told(reading._linter, forgotten)
    for number in range(2 * grammar._REMEMBERED):
        assert reading.slips(f"The libary opens at {number}.")
    assert forgotten == ["forget", "forget"]
    assert reading.slips("The libary opens.") == before


class _Told:
    """A linter that tells when it was asked to forget."""

    def __init__(self, linter: object, told: list[str]) -> None:
        self.linter, self.told = linter, told

    def organized_lints(self, *given: object, **named: object) -> object:
        return self.linter.organized_lints(*given, **named)

    def clear_words(self) -> None:
        self.told.append("forget")
        self.linter.clear_words()


@pytest.mark.parametrize("who", ["Mrs. Smith", "Mr. John Doe", "Mrs Smith", "Ms. T. Oakley", "John Doe"])
def test_a_title_is_taken_together_with_the_name(who: str) -> None:
    text = f"{who} borrowed a book about divorce."
    assert [(one.text, one.kind) for one in names(text)] == [(who, "person")]
    (raised,) = privacy(DraftFacts(text))
    assert raised.message.startswith(f"This ties {who} to what they read") and raised.span == (0, len(who))


def test_one_of_ours_is_known_with_and_without_a_title() -> None:
    text = "Mr. Leon Hatcher borrowed a book about divorce."
    assert not list(privacy(DraftFacts(text, names=("Leon Hatcher",))))
    assert (untitled("Mr. Leon Hatcher"), untitled("Mr Hatcher"), untitled("Leon Hatcher"), untitled("Judge")) == (
        "Leon Hatcher", "Hatcher", "Leon Hatcher", "Judge",
    )  # fmt: skip


def test_a_business_named_after_a_person_with_a_title_is_both() -> None:
    assert [(one.text, one.kind) for one in names("Mr. Oakley Plumbing came.")] == [
        ("Mr. Oakley", "person"),
        ("Oakley Plumbing", "business"),
    ]
