"""“May I post this?”: what an employee is told, by clause, and what they are not told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from masthead.checks.engine.finding import Finding
from masthead.employees.places import PLACES
from masthead.employees.placing import place_disclaimer
from masthead.employees.privacy_notice import privacy_notice
from masthead.employees.profile import Profile
from masthead.employees.raised import CODES
from masthead.employees.self_check import SelfCheck, self_check
from masthead.kernel.refusals import Invalid
from masthead.policy.in_force import rulebook_of
from masthead.policy.pack import known_packs
from masthead.policy.rulebook import Rulebook

BOOK = rulebook_of("mlc-2012")
CITY = rulebook_of("okatoma-city-library")
EXACT = BOOK.policy.disclaimer
SAYS_WHO = "I work for the Mississippi Library Commission."


def personal(text: str, *, about: bool | None = None, profile: str = "") -> SelfCheck:
    return self_check(text, book=BOOK, as_role="personal", about_agency=about, profile=Profile(bio=profile))


def asked(answer: SelfCheck) -> dict[str, Finding]:
    """What needs a change, by code: advice left out."""
    return {finding.code: finding for finding in answer.findings if finding.level != "advises"}


def advised(answer: SelfCheck) -> set[str]:
    return {finding.code for finding in answer.findings if finding.level == "advises"}


def test_a_private_post_about_nothing_of_ours_is_left_alone() -> None:
    answer = personal("My tomatoes are finally ripe.")
    assert not answer.about_agency
    assert asked(answer) == {}
    assert advised(answer) == {"words_last", "pause"}
    assert "yours to say" in answer.advice[0]


def test_a_post_about_the_agency_says_who_and_carries_the_disclaimer() -> None:
    text = "The Library Commission cut our budget again."
    answer = personal(text)
    assert answer.about_agency
    points = asked(answer)
    assert points.keys() == {"missing_disclaimer", "not_self_identified"}
    assert (points["missing_disclaimer"].clause, points["not_self_identified"].clause) == (
        "employees.2",
        "employees.self_identify",
    )
    (name,) = answer.mentions
    assert points["not_self_identified"].span == name.span == (4, 22)
    assert answer.disclaimer is not None
    assert answer.disclaimer.text == EXACT
    assert answer.changes == 2


def test_one_press_adds_the_disclaimer_and_then_it_is_there() -> None:
    text = f"{SAYS_WHO} The new catalog is slow."
    point = asked(personal(text))["missing_disclaimer"]
    assert point.span is not None
    mended = text[: point.span[0]] + point.remedies[0].text + text[point.span[1] :]
    assert mended == f"{text}\n\n{EXACT}"
    assert asked(personal(mended)) == {}


def test_a_disclaimer_in_other_words_is_replaced_where_it_stands() -> None:
    text = f"{SAYS_WHO} Busy week. {EXACT.replace('Postings', 'Tweets')} Bye."
    point = asked(personal(text))["missing_disclaimer"]
    assert point.span is not None
    assert "exact words" in point.message
    mended = text[: point.span[0]] + point.remedies[0].text + text[point.span[1] :]
    assert mended == f"{SAYS_WHO} Busy week. {EXACT} Bye."


def test_the_profile_may_say_who_but_not_disclaim() -> None:
    answer = personal("Library Commission news!", profile=f"Librarian, Mississippi Library Commission. {EXACT}")
    assert asked(answer).keys() == {"missing_disclaimer"}
    assert "profile_names_agency" in advised(answer)


def test_a_profile_without_the_agency_is_nobody_s_business() -> None:
    assert "profile_names_agency" not in advised(personal("Hello.", profile="Dogs, tomatoes. Librarian."))


def test_what_the_employee_says_of_the_post_goes_first() -> None:
    assert asked(personal("Big vote tonight.", about=True)).keys() == {"missing_disclaimer", "not_self_identified"}
    denied = personal("Joined the Library Commission softball team!", about=False)
    assert not denied.about_agency
    assert asked(denied) == {}
    assert "about_unclear" in advised(denied)


def test_a_word_of_our_work_raises_the_question_and_no_more() -> None:
    answer = personal("Took the kids to the library.")
    assert not answer.about_agency
    assert asked(answer) == {}
    (hint,) = [finding for finding in answer.findings if finding.code == "about_unclear"]
    assert hint.span == (17, 28)
    assert "may be about" in hint.message


def test_the_job_is_left_out_of_a_private_post() -> None:
    point = asked(personal("As a librarian, I say vote for the stadium."))["employment_used"]
    assert (point.clause, point.span) == ("employees.5", (0, 14))


def test_speaking_of_the_job_is_right_where_the_post_is_about_the_agency() -> None:
    assert "employment_used" not in asked(personal(f"{SAYS_WHO} {EXACT}"))


def test_an_agency_address_stays_out_of_private_posts() -> None:
    text = "Selling my truck, write ione@mlc.lib.ms.us today"
    point = asked(personal(text))["agency_email_used"]
    assert point.span is not None
    assert text[slice(*point.span)] == "ione@mlc.lib.ms.us"
    assert point.clause == "employees.5"


def test_an_official_post_is_checked_as_the_desk_checks_it() -> None:
    answer = self_check("THX FOLKS!!! c u l8r", book=BOOK, as_role="official", about_agency=None)
    assert {"text_speak"} <= {finding.code for finding in answer.findings}
    assert answer.disclaimer is None
    assert "second person" in answer.advice[0]


def test_another_policy_asks_for_less_in_its_own_words() -> None:
    answer = self_check("The City Library is closed.", book=CITY, as_role="personal", about_agency=None)
    (point,) = answer.findings
    assert (point.code, point.clause, point.level) == ("missing_disclaimer", "6.1", "blocks")
    assert point.remedies[0].text.endswith(CITY.policy.disclaimer)
    assert privacy_notice(CITY) is None


def test_gravest_first() -> None:
    findings = personal("At the library I met my boss.").findings
    assert [finding.code for finding in findings] == ["employment_used", "about_unclear", "words_last", "pause"]


def test_a_point_two_clauses_cover_is_told_once() -> None:
    first = next(clause for clause in CITY.policy.clauses if clause.id == "6.1")
    twice = Rulebook(replace(CITY.policy, clauses=(first, replace(first, id="6.2"))))
    answer = self_check("The City Library is closed.", book=twice, as_role="personal", about_agency=None)
    assert [finding.clause for finding in answer.findings] == ["6.1"]


def test_employees_are_told_what_is_not_private() -> None:
    told = privacy_notice(BOOK)
    assert told is not None
    assert told.clause == "employees.8"
    assert "not private" in told.text


@pytest.mark.parametrize("pack", known_packs())
def test_a_policy_covers_only_points_there_are(pack: str) -> None:
    for clause, binding in rulebook_of(pack).bound("notice", "self_check"):
        assert set(binding.params["covers"]) <= set(CODES), clause.id
        assert set(binding.levels) <= set(binding.params["covers"]), clause.id


def test_the_commission_s_policy_covers_every_point() -> None:
    covered = [code for _, binding in BOOK.bound("notice", "self_check") for code in binding.params["covers"]]
    assert sorted(covered) == sorted(CODES)


@pytest.mark.parametrize("field", ["text", "profile"])
def test_a_book_is_no_post(field: str) -> None:
    given_words = {"text": "Hello.", "profile": ""} | {field: "a" * 100_001}
    with pytest.raises(Invalid, match="paste only the post"):
        self_check(
            given_words["text"],
            book=BOOK,
            as_role="personal",
            about_agency=None,
            profile=Profile(bio=given_words["profile"]),
        )


PIECES = st.sampled_from(
    [EXACT, SAYS_WHO, "MLC", "the library", "As a librarian", "a@mlc.lib.ms.us", "\x00", "\ud800", "\n"]
)


@settings(deadline=None)
@given(st.lists(PIECES | st.text(max_size=20), max_size=8), st.booleans() | st.none())
def test_any_text_gets_an_answer_whose_spans_fit(parts: list[str], about: bool | None) -> None:
    text = "".join(parts)
    answer = personal(text, about=about, profile=text)
    for finding in answer.findings:
        assert finding.message and finding.clause and finding.check == "self_check"
        if finding.span:
            assert 0 <= finding.span[0] <= finding.span[1] <= len(text)
    assert ("missing_disclaimer" in asked(answer)) == (answer.about_agency and EXACT not in text)


def test_a_patron_named_with_her_loans_is_confidential_on_a_personal_account_too() -> None:
    text = "A patron, Nita Bell, borrowed books on divorce."
    answer = self_check(text, book=BOOK, as_role="personal", about_agency=True)
    assert "patron_privacy" in [finding.code for finding in answer.findings]


def test_what_is_not_public_stays_at_work() -> None:
    point = asked(personal(f"{SAYS_WHO} In executive session they cut my branch. {EXACT}"))["confidential"]
    assert point.clause == "preamble.standards"
    assert "confidential" not in asked(personal("In executive session my homeowners' club chose beige."))


def test_a_vote_is_urged_freely_unless_as_staff() -> None:
    vote = "Vote for Clint Havermeyer on November 3."
    assert asked(personal(vote)) == {}
    assert asked(personal(f"As a librarian I say: {vote}"))["endorsement_as_staff"].clause == "law.endorsement"
    assert "endorsement_as_staff" in asked(personal(vote, profile=f"Librarian at the MLC. {EXACT}"))


def test_advice_of_specialists_is_given_freely_unless_as_staff() -> None:
    advice = "You do not have to report income from a side job."
    assert asked(personal(advice)) == {}
    assert asked(personal(f"I work for the City. {advice}"))["advice_as_staff"].clause == "employees.7"


def profiled(**said: str) -> dict[str, Finding]:
    return asked(self_check("", book=BOOK, as_role="personal", about_agency=None, profile=Profile(**said)))


def test_an_official_address_never_opens_a_private_account() -> None:
    point = profiled(name="Ann", email="ann@mlc.lib.ms.us")["profile_official_email"]
    assert (point.level, point.clause) == ("blocks", "employees.5")
    assert profiled(name="Ann", email="ann@home.example") == {}


@pytest.mark.parametrize(
    "said",
    [
        {"name": "Mississippi Library Commission News"},
        {"handle": "@Library_Commission.fans"},
        {"bio": f"The official page of the MLC. {EXACT}"},
    ],
)
def test_a_private_account_does_not_look_official(said: dict[str, str]) -> None:
    assert profiled(**said)["profile_looks_official"].clause == "employees.1"


def test_a_profile_that_names_the_agency_disclaims_and_suits_the_job() -> None:
    assert profiled(bio="Librarian at the MLC.").keys() == {"profile_missing_disclaimer"}
    assert profiled(bio=f"Librarian at the MLC. {EXACT}") == {}
    assert "profile_unfit" in profiled(bio=f"MLC. What the fuck. {EXACT}")
    assert profiled(bio="What the fuck. Dogs.") == {}, "free expression where nobody is named"


@pytest.mark.parametrize(
    ("length", "place", "where"),
    [
        (100, "bluesky", "post"),
        (300 - len(EXACT) - 1, "bluesky", "post"),
        (300 - len(EXACT), "bluesky", "first_reply"),
        (300, "bluesky", "first_reply"),
        (5000, "other", "post"),
    ],
)
def test_the_disclaimer_is_placed_where_it_fits_and_never_altered(length: int, place: str, where: str) -> None:
    text = "x" * length
    placed = place_disclaimer(text, EXACT, PLACES[place])
    assert placed.where == where
    assert placed.add.strip() == EXACT
    if where == "post" and PLACES[place].post:
        assert PLACES[place].length(text + placed.add) <= PLACES[place].post


@settings(max_examples=200)
@given(st.text(max_size=400), st.sampled_from(sorted(PLACES)), st.sampled_from([EXACT, CITY.policy.disclaimer]))
def test_wherever_it_goes_it_goes_whole(text: str, place: str, exact: str) -> None:
    placed = place_disclaimer(text, exact, PLACES[place])
    assert placed.where == "there" or exact in placed.add
    if placed.where == "post":
        assert not PLACES[place].post or PLACES[place].length(text.rstrip() + placed.add) <= PLACES[place].post


def test_an_official_post_too_long_for_its_channel_is_told_so() -> None:
    answer = self_check("word " * 80, book=BOOK, as_role="official", about_agency=None, place=PLACES["bluesky"])
    assert "does_not_fit" in {finding.code for finding in answer.findings}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Our new director is the worst.", "Our new director"),
        ("They cut Saturday hours at the Commission.", "the Commission"),
    ],
)
def test_what_an_employee_calls_ours_raises_the_question(text: str, words: str) -> None:
    answer = personal(text)
    (hint,) = [finding for finding in answer.findings if finding.code == "about_unclear"]
    assert hint.span is not None and text[slice(*hint.span)] == words
    assert "about_unclear" not in {
        f.code for f in personal("Our cat is the worst. A commission of five looked.").findings
    }


def test_what_blocks_stands_before_what_asks_and_what_advises() -> None:
    text = f"{SAYS_WHO} Jane Doe borrowed “Mein Kampf” and three books on divorce; her card number is 21234000123456."
    levels = [finding.level for finding in personal(text, profile="Librarian, Library Commission.").findings]
    assert set(levels) == {"blocks", "asks", "advises"}
    assert levels == sorted(levels, key=["blocks", "asks", "advises"].index)
