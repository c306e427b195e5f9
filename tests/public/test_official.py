"""Is this us? The list, its JSON, and the answer to a pasted address."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import factories
from masthead.presences.models import Presence
from masthead.presences.official import is_this_us
from masthead.public.lookalike import closest


@pytest.fixture
def facebook(presence) -> Presence:
    presence.pk = None
    return Presence.objects.create(
        channel="facebook",
        name="Mississippi Library Commission",
        handle="MSLibraryCommission",
        profile_url="https://www.facebook.com/MSLibraryCommission",
        audience="Families",
        purpose="News",
        why_channel="They are there",
        state="live",
        run_by=presence.run_by,
        proposed_by=presence.run_by,
        proposed_at=factories.at(days=-20),
        launched_at=factories.at(days=-5),
    )


def asked(reader, account: str) -> str:
    return reader.get("/official", {"account": account}).content.decode()


def test_every_official_account_is_listed_with_a_link_that_says_me(reader, facebook) -> None:
    page = reader.get("/official").content.decode()
    assert 'href="https://www.facebook.com/MSLibraryCommission" rel="me"' in page
    assert '<link rel="me" href="https://www.facebook.com/MSLibraryCommission">' in page


@pytest.mark.parametrize(
    "account",
    [
        "https://www.facebook.com/MSLibraryCommission",
        "facebook.com/mslibrarycommission/",
        "m.facebook.com/MSLibraryCommission?ref=share#top",
    ],
)
def test_an_address_of_ours_is_known_however_it_is_pasted(reader, facebook, account) -> None:
    assert "Yes. This account is ours." in asked(reader, account)


def test_a_bare_name_is_ours_on_its_own_channel_only(reader, facebook) -> None:
    page = asked(reader, "@MSLibraryCommission")
    assert "on this channel" in page
    assert "any other site is not us" in page


def test_a_name_with_a_letter_missing_is_shown_letter_by_letter(reader, facebook) -> None:
    page = asked(reader, "facebook.com/MSLibraryComission")
    assert "No. This account is not ours." in page
    assert "<mark" in page


@pytest.mark.parametrize("account", ["facebook.com/OtherLibrary", "http://facebook.com@evil.example/x", "x" * 9000])
def test_what_is_not_ours_is_not(reader, facebook, account) -> None:
    assert "No. This account is not ours." in asked(reader, account)


def test_what_is_typed_cannot_become_markup(reader, facebook) -> None:
    assert "<script" not in asked(reader, "<script>alert(1)</script>")


def test_another_profile_of_the_same_page_is_another_account(facebook) -> None:
    facebook.profile_url = "https://www.facebook.com/profile.php?id=7"
    facebook.save()
    assert is_this_us("facebook.com/profile.php?id=7") == facebook
    assert is_this_us("facebook.com/profile.php?id=8") is None
    assert is_this_us("facebook.com/profile.php") is None


@pytest.mark.parametrize("state", ["proposed", "approved", "connected", "declined", "retired"])
def test_only_official_accounts_are_ours(reader, facebook, state) -> None:
    facebook.state, facebook.retired_at = state, factories.at()
    facebook.save()
    page = asked(reader, "facebook.com/MSLibraryCommission")
    assert "No. This account is not ours." in page
    assert ("No longer ours" in page) is (state == "retired")


def test_a_link_that_would_run_a_script_is_no_link(reader, facebook) -> None:
    facebook.profile_url = "javascript:alert(1)"
    facebook.save()
    assert 'href="javascript' not in reader.get("/official").content.decode()


def test_programs_read_the_same_list(reader, facebook) -> None:
    answer = reader.get("/official.json")
    told = json.loads(answer.content)
    assert {account["handle"] for account in told["accounts"]} == {"mlc-noticeboard", "MSLibraryCommission"}
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert told["accounts"][0]["since"].endswith("Z")


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_lookalike_says_both_addresses_whole(one: str, other: str) -> None:
    found = closest(one, [("key", other)])
    if found:
        assert "".join(letters for letters, _ in found.asked) == one
        assert "".join(letters for letters, _ in found.ours) == other
        assert any(differs for _, differs in (*found.asked, *found.ours))


def test_an_address_is_not_its_own_lookalike() -> None:
    assert closest("facebook.com/mlc", [("key", "facebook.com/mlc")]) is None


@pytest.mark.django_db
def test_a_name_alone_is_neither_confirmed_nor_denied(client, facebook: Presence) -> None:
    ours = client.get("/official", {"account": "Mississippi Library Commission"}).content.decode()
    assert "A name alone cannot tell" in ours
    assert "We have an account of this name" in ours
    assert "facebook.com/MSLibraryCommission" in ours
    other = client.get("/official", {"account": "Some Other Library"}).content.decode()
    assert "None of our accounts has this name" in other
    assert "Do not send it messages" not in ours + other
