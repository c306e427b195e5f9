"""The verdict itself: what decides, what only makes somebody look, and what decides nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from masthead.following.accounts import Account, account_of, reads_like_a_campaign
from masthead.following.verdict import Candidacy, RowOnAccount, judge
from masthead.kernel.refusals import Invalid
from masthead.policy.in_force import rulebook_of

BOOK = rulebook_of("mlc-2012")
TODAY = date(2026, 11, 25)
ACCOUNT = Account("x", "repdoe")
OFFICE = RowOnAccount(1, "Congress", "D1", "Jo Doe", "U.S. Representative", "office", TODAY, "a.yaml", 7)
CAMPAIGN = RowOnAccount(2, "County list", "9", "DOE, JO", "House", "campaign", TODAY, "b.csv", 3, vetted=False)


@pytest.mark.holds("no_campaign_is_followed", "only_offices_are_followed")
def test_an_office_is_allowed_a_campaign_denied_the_unknown_asked() -> None:
    assert judge(BOOK, ACCOUNT, [OFFICE], TODAY).verdict == "allow"
    denied = judge(BOOK, ACCOUNT, [CAMPAIGN], TODAY)
    assert (denied.verdict, denied.clause) == ("deny", "presence.6")
    assert "b.csv, line 3, as of November 25, 2026" in denied.why
    assert judge(BOOK, ACCOUNT, [], TODAY).verdict == "ask"


def test_that_the_owner_runs_changes_nothing() -> None:
    runs = replace(OFFICE, candidacies=(Candidacy("f:H1", "DOE, JO (FEC, line 4)"),))
    verdict = judge(BOOK, ACCOUNT, [runs], TODAY)
    assert verdict.verdict == "allow"
    assert "DOE, JO (FEC, line 4)" in verdict.why


def test_a_term_that_ended_and_a_row_that_went_are_asked_about() -> None:
    assert judge(BOOK, ACCOUNT, [replace(OFFICE, ends=TODAY)], TODAY).verdict == "allow"
    assert judge(BOOK, ACCOUNT, [replace(OFFICE, ends=date(2026, 11, 24))], TODAY).verdict == "ask"
    gone = judge(BOOK, ACCOUNT, [replace(OFFICE, gone=date(2026, 1, 3))], TODAY)
    assert gone.verdict == "ask"
    assert "no longer lists since January 3, 2026" in gone.why


def test_registers_that_disagree_go_to_a_person_but_staff_who_saw_a_campaign_are_believed() -> None:
    assert judge(BOOK, ACCOUNT, [OFFICE, CAMPAIGN], TODAY).verdict == "ask"
    assert judge(BOOK, ACCOUNT, [OFFICE, replace(CAMPAIGN, by_staff=True)], TODAY).verdict == "deny"


def test_a_campaigns_row_that_went_no_longer_decides() -> None:
    assert judge(BOOK, ACCOUNT, [replace(CAMPAIGN, gone=TODAY)], TODAY).verdict == "ask"


def test_a_name_made_like_a_campaigns_makes_a_person_look_unless_the_register_vets_accounts() -> None:
    odd = Account("x", "doeforcongress")
    assert judge(BOOK, odd, [OFFICE], TODAY).verdict == "allow"
    assert judge(BOOK, odd, [replace(OFFICE, vetted=False)], TODAY).verdict == "ask"


@pytest.mark.parametrize("handle", ["doeforcongress", "VoteDoe", "doe_for_ms", "doe2026", "friendsofdoe"])
def test_names_like_a_campaigns(handle: str) -> None:
    assert reads_like_a_campaign(handle)


@pytest.mark.parametrize(
    "handle", ["repcrawford", "senatorlankford", "mississippisos", "sanfordbishop", "hinds.county"]
)
def test_names_not_like_a_campaigns(handle: str) -> None:
    assert not reads_like_a_campaign(handle)


@pytest.mark.parametrize(
    ("channel", "given", "network", "handle"),
    [
        ("twitter", "@RepDoe", "x", "repdoe"),
        ("x", "https://twitter.com/RepDoe/", "x", "repdoe"),
        ("", "https://www.facebook.com/RepDoe", "facebook", "repdoe"),
        ("facebook", "facebook.com/danahicks4supervisor", "facebook", "danahicks4supervisor"),
        ("facebook", "www.facebook.com/danahicks4supervisor/", "facebook", "danahicks4supervisor"),
        ("fb", "WWW.Facebook.com/danahicks4supervisor?ref=share", "facebook", "danahicks4supervisor"),
        ("facebook", "https://www.facebook.com/profile.php?id=100012", "facebook", "100012"),
        ("", "x.com/RepDoe", "x", "repdoe"),
        ("mastodon", "social.example/@RepDoe", "mastodon", "repdoe@social.example"),
        ("bluesky", "doe.house.gov", "bluesky", "doe.house.gov"),
        ("bluesky", "https://bsky.app/profile/doe.house.gov", "bluesky", "doe.house.gov"),
        ("mastodon", "https://social.example/@doe", "mastodon", "doe@social.example"),
        ("youtube", "https://www.youtube.com/@RepDoe", "youtube", "repdoe"),
    ],
)
def test_one_account_has_many_spellings(channel: str, given: str, network: str, handle: str) -> None:
    assert account_of(channel, given) == Account(network, handle)


@pytest.mark.parametrize(
    "given", ["", "  ", "a b", "@", "https://[", "https://x.com/", "\x00", "x" * 300, "https://e.example/a"]
)
def test_what_is_no_account_is_refused_beside_its_field(given: str) -> None:
    with pytest.raises(Invalid) as refused:
        account_of("x", given)
    assert refused.value.field == "handle"


def test_an_address_on_another_channel_is_refused() -> None:
    with pytest.raises(Invalid, match="is on Facebook, not on X"):
        account_of("x", "https://facebook.com/doe")
