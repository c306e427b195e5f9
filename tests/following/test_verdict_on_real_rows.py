"""The verdict on real members of Congress: their offices' accounts, and campaign accounts of the very same people."""

from __future__ import annotations

import pytest
import yaml

from factories import at
from following.registers import CONGRESS, DATA, FEC, OPENSTATES, bring_in, text
from masthead.following.accounts import Account
from masthead.following.known import verdict_on, verdicts_on
from masthead.policy.in_force import rulebook_of
from masthead.policy.rulebook import Rulebook

pytestmark = pytest.mark.django_db
SOCIAL = yaml.load(CONGRESS[1].read_text(), Loader=yaml.BaseLoader)
PEOPLE = {one["id"]["bioguide"]: one for one in yaml.load(CONGRESS[0].read_text(), Loader=yaml.BaseLoader)}
RUNS = {line.split("|")[0]: line.split("|") for line in (DATA / "cn.txt").read_text().splitlines()}
OFFICE = {one["social"]["twitter"].casefold(): one["id"]["bioguide"] for one in SOCIAL if one["social"].get("twitter")}


@pytest.fixture
def registers(agency: object) -> None:
    bring_in("congress", CONGRESS)
    bring_in("fec", FEC)
    bring_in("openstates", OPENSTATES)


def candidate_now(bioguide: str) -> bool:
    rows = [RUNS[fec] for fec in PEOPLE[bioguide]["id"].get("fec", []) if fec in RUNS]
    return any(row[3].isdigit() and int(row[3]) >= 2026 and row[8] != "P" for row in rows)


def test_each_office_account_may_be_followed_and_its_row_is_told(registers: None, rulebook: Rulebook) -> None:
    assert len(OFFICE) >= 200
    found = verdicts_on(rulebook, [Account("x", handle) for handle in OFFICE], at=at())
    assert {verdict.verdict for verdict in found.values()} == {"allow"}
    for account, verdict in found.items():
        bioguide = OFFICE[account.handle]
        assert verdict.clause == "presence.6"
        assert verdict.source and verdict.source["row"] == bioguide
        assert verdict.source["file"] == "legislators-social-media.yaml"
        assert verdict.source["as_of"] == "2026-11-20"
        line = CONGRESS[1].read_text().splitlines()[int(str(verdict.source["line"])) :][0]
        assert f"bioguide: {bioguide}" in line, "the line named is the line of the row"
        assert bool(verdict.candidacies) == candidate_now(bioguide)
        assert ("is a candidate" in verdict.why) == candidate_now(bioguide)
    assert sum(candidate_now(bioguide) for bioguide in OFFICE.values()) >= 100


def test_campaign_accounts_of_the_same_people_may_not(registers: None, rulebook: Rulebook) -> None:
    lines = ["id,name,fec_id,office,election_year,x"]
    for bioguide in OFFICE.values():
        fec = next((one for one in PEOPLE[bioguide]["id"].get("fec", []) if one in RUNS), "")
        lines.append(f'c-{bioguide},"{PEOPLE[bioguide]["name"]["last"]}, X",{fec},Congress,2026,@{bioguide}4office')
    bring_in("csv", [text("\n".join(lines))], name="Campaigns")
    campaigns = [Account("x", f"{bioguide.casefold()}4office") for bioguide in OFFICE.values()]
    offices = [Account("x", handle) for handle in OFFICE]
    found = verdicts_on(rulebook, [*campaigns, *offices], at=at())
    assert {found[account].verdict for account in campaigns} == {"deny"}
    assert {found[account].verdict for account in offices} == {"allow"}
    assert all(found[account].source["register"] == "Campaigns" for account in campaigns)  # type: ignore[index]
    assert all(found[account].clause == "presence.6" for account in campaigns)


def test_what_no_register_knows_goes_to_a_person(registers: None, rulebook: Rulebook) -> None:
    for handle in ("benniethompson", "senatorwicker1", "wickerforsenate"):
        verdict = verdict_on(rulebook, Account("x", handle), at=at())
        assert (verdict.verdict, verdict.source, verdict.clause) == ("ask", None, "presence.6")


def test_the_same_handle_on_another_network_is_another_account(registers: None, rulebook: Rulebook) -> None:
    assert verdict_on(rulebook, Account("bluesky", "senatorwicker"), at=at()).verdict == "ask"
    assert verdict_on(rulebook, Account("facebook", "senatorwicker"), at=at()).verdict == "allow"


def test_a_state_official_is_known_until_the_term_ends(registers: None, rulebook: Rulebook) -> None:
    assert verdict_on(rulebook, Account("x", "tatereeves"), at=at()).verdict == "allow"
    later = verdict_on(rulebook, Account("x", "tatereeves"), at=at(days=500))
    assert later.verdict == "ask"
    assert "The term ended on January 11, 2028" in later.why


def test_another_agency_has_its_own_clause(registers: None) -> None:
    verdict = verdict_on(rulebook_of("okatoma-city-library"), Account("x", "senatorwicker"), at=at())
    assert (verdict.verdict, verdict.clause) == ("allow", "4.5")
