"""The policies that ship: every duty of the Commission's is there, in this house's words, and nothing is invented."""

from __future__ import annotations

import re

import pytest

from masthead.policy.clause import Ground
from masthead.policy.pack import find_pack, known_packs, load_pack

COMMISSION = load_pack(find_pack("mlc-2012"))
CITY = load_pack(find_pack("okatoma-city-library"))

GROUNDS = (
    "offensive_language",
    "abusive",
    "racially_inflammatory",
    "threatening",
    "off_topic",
    "endorses_candidate",
    "endorses_party",
    "endorses_product",
)


@pytest.mark.parametrize("part", ["presence", "employees"])
def test_every_numbered_duty_is_a_clause(part: str) -> None:
    numbers = [c.number for c in COMMISSION.clauses if c.id.startswith(f"{part}.") and c.number.isdigit()]
    assert numbers == [str(number) for number in range(1, 9)]
    for number in numbers:
        clause = next(c for c in COMMISSION.clauses if c.id == f"{part}.{number}")
        assert (clause.basis, clause.label) == ("clause", f"{part.capitalize()} {number}")


def test_the_preambles_and_the_approval_are_clauses() -> None:
    ids = {clause.id for clause in COMMISSION.clauses if clause.basis == "clause"}
    assert {"preamble.standards", "presence.approval", "employees.self_identify"} <= ids


def test_the_disclaimer_is_the_mandated_one() -> None:
    mandated = "Postings are my own and do not represent the opinion of the Mississippi Library Commission."
    assert mandated == COMMISSION.disclaimer


def test_what_obliges_is_never_blurred() -> None:
    bases = {clause.id.split(".")[0]: clause.basis for clause in COMMISSION.clauses}
    assert bases == {
        "preamble": "clause",
        "presence": "clause",
        "employees": "clause",
        "rules": "working_rule",
        "law": "law",
        "channel": "channel",
    }


WRITTEN = [ground for ground in COMMISSION.grounds if ground.clause == "presence.3"]


def test_the_eight_grounds_the_board_adopted_and_no_other_under_its_clause() -> None:
    assert tuple(ground.id for ground in WRITTEN) == GROUNDS


@pytest.mark.parametrize("ground", WRITTEN, ids=lambda ground: ground.id)
def test_off_topic_and_endorsements_take_a_why_and_a_second_person(ground: Ground) -> None:
    delicate = ground.id == "off_topic" or ground.id.startswith("endorses_")
    assert (ground.why_required, ground.second_person) == (delicate, delicate)
    assert ground.cautions


def test_all_six_courts_are_heard() -> None:
    heard = {c.case for item in (*COMMISSION.clauses, *COMMISSION.grounds) for c in item.cautions}
    assert {name.split()[0] for name in heard} == {"Robinson", "PETA", "Krasno", "Tanner", "Lindke", "Garnier"}


def test_each_word_of_the_list_has_its_reason() -> None:
    for ground in COMMISSION.grounds:
        assert bool(ground.words) == (ground.id == "offensive_language")
        assert all(len(ground.word_reasons[word].split()) >= 4 for word in ground.words)


@pytest.mark.parametrize("pack", known_packs())
def test_each_clause_can_be_shown(pack: str) -> None:
    """A chip has room for two words; staff and the public each get one sentence or two."""
    for clause in load_pack(find_pack(pack)).clauses:
        for called in (clause.nickname, *(clause.called(binding) for binding in clause.enforced_by)):
            assert len(re.findall(r"[\w’'-]+", called)) == 2, clause.id
        assert clause.duty.endswith(".") and clause.public.endswith("."), clause.id


def test_what_one_clause_asks_of_links_words_and_media_is_told_apart() -> None:
    """One clause of the commission forbids what is defamatory in the same breath as it asks for researched links."""
    clause = next(clause for clause in COMMISSION.clauses if clause.id == "presence.5")
    assert {binding.name: clause.called(binding) for binding in clause.enforced_by} == {
        "links_are_researched": "Researched links",
        "links_lead_nowhere_indecent": "Decent links",
        "language_is_fit": "Decent words",
        "no_defamation_risk": "No defamation",
        "media_is_licensed": "Licensed media",
    }


def test_the_city_library_shares_no_clause_with_the_commission() -> None:
    assert not {c.id for c in CITY.clauses} & {c.id for c in COMMISSION.clauses}
    assert len(CITY.grounds) < len(COMMISSION.grounds)
