"""Is this us? The list, its JSON, and the answer to a pasted address."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import factories
from masthead.presences.models import Connection, Presence
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


def test_where_a_typed_name_stays_is_said_as_it_is(reader, facebook) -> None:
    page = asked(reader, "@MSLibraryCommission")
    assert "We keep nothing of what you type" in page
    assert "address bar and history only" in page


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


@pytest.mark.parametrize(
    ("handle", "typed"),
    [
        ("MSLibraryCommission", "@MSLibraryCommission"),
        ("tumblr.com/mlc-delta", "@mlc-delta"),
        ("mlc@social.example", "MLC"),
    ],
)
def test_a_bare_name_is_neither_confirmed_nor_denied_and_leads_to_our_account(reader, facebook, handle, typed) -> None:
    facebook.handle = handle
    facebook.save()
    page = asked(reader, typed)
    assert "A name alone cannot tell" in page
    assert "We have an account of this name" in page
    assert "facebook.com/MSLibraryCommission" in page.partition("Good to know")[0]
    assert "No. This account is not ours." not in page


@pytest.mark.parametrize(
    "account",
    [
        "https://www.facebook.com/MSLibraryCommission/posts/1234?ref=share",
        "facebook.com/mslibrarycommission/photos#top",
    ],
)
def test_a_link_to_a_post_below_our_address_is_ours(reader, facebook, account) -> None:
    assert "Yes. This account is ours." in asked(reader, account)


def test_a_post_on_our_own_pages_is_ours(reader, presence) -> None:
    presence.profile_url = "http://testserver/"
    presence.save()
    assert "Yes. This account is ours." in asked(reader, "http://testserver/posts/0190/")


@pytest.mark.parametrize(
    "account",
    [
        "facebook.com/MSLibraryCommissionX/posts/1",
        "facebook.com/MSLibraryCommission/../Other",
        "facebook.com/MSLibraryCommission/%2e%2E/Other",
        "facebook.com/MSLibraryCommission/..\\Other",
        "facebook.com/MSLibraryCommission/.\t./Other",
        "facebook.com/Other/MSLibraryCommission",
    ],
)
def test_a_link_that_only_begins_like_ours_is_not(facebook, account) -> None:
    assert is_this_us(account) is None


def test_a_platform_entered_by_hand_without_its_page_does_not_make_every_page_ours(facebook) -> None:
    facebook.channel, facebook.handle, facebook.profile_url = "hand", "tumblr.com", "https://tumblr.com/"
    facebook.save()
    assert is_this_us("tumblr.com/somebody-else") is None
    facebook.handle, facebook.profile_url = "mlc.tumblr.com", "https://mlc.tumblr.com"
    facebook.save()
    assert is_this_us("mlc.tumblr.com/post/1234/books") == facebook


@pytest.mark.parametrize(
    "account", ["facebook.com/MSLibraryCommission", "facebook.com/MSLibraryCommission/posts/1", "@MSLibraryCommission"]
)
def test_a_retired_account_is_said_to_have_been_ours_and_until_when(reader, facebook, account) -> None:
    facebook.state, facebook.retired_at = "retired", factories.at()
    facebook.save()
    page = asked(reader, account)
    assert "was ours until" in page
    assert "pretends to be us" not in page


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


@pytest.mark.parametrize("state", ["proposed", "approved", "connected", "declined"])
def test_only_official_accounts_are_ours(reader, facebook, state) -> None:
    facebook.state = state
    facebook.save()
    page = asked(reader, "facebook.com/MSLibraryCommission")
    assert "No. This account is not ours." in page
    assert "No longer ours" not in page


def test_a_link_that_would_run_a_script_is_no_link(reader, facebook) -> None:
    facebook.profile_url = "javascript:alert(1)"
    facebook.save()
    assert 'href="javascript' not in reader.get("/official").content.decode()


def test_an_account_by_hand_is_listed_under_its_platforms_name(reader, facebook) -> None:
    facebook.channel = "hand"
    facebook.save()
    Connection.objects.create(
        presence=facebook,
        settings={"platform": "Tumblr", "address": facebook.profile_url},
        connected_at=factories.at(),
        connected_by="worker:test",
    )
    page = reader.get("/official").content.decode()
    assert "Tumblr" in page
    assert "Posted by hand" not in page
    assert reader.get("/official.json").json()["accounts"][-1]["platform"] == "Tumblr"


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


def test_a_long_list_has_pages_and_loses_no_account(reader, facebook: Presence) -> None:
    for number in range(60):
        facebook.pk, facebook.handle, facebook.name = None, f"branch-{number:02}", f"Branch {number:02}"
        facebook.profile_url = f"https://example.org/branch-{number:02}"
        facebook.save(force_insert=True)
    first = reader.get("/official").content.decode()
    assert 'rel="me">example.org/branch-00<' in first
    assert 'rel="me">example.org/branch-59<' not in first
    assert '<link rel="me" href="https://example.org/branch-59">' in first, "a profile's link back is found at once"
    onward = re.search(r'href="(\?after=[^"#]+)#list-title"', first)
    second = reader.get(f"/official{onward[1]}").content.decode()
    met = re.findall(r'rel="me">example.org/(branch-\d+)<', first + second)
    assert met == [f"branch-{number:02}" for number in range(60)]
    assert "This is the end" in second
    assert "Yes. This account is ours." in asked(reader, "https://example.org/branch-59")
    assert len(reader.get("/official.json").json()["accounts"]) == 62


@pytest.mark.parametrize("typed", ["Mississippi Library Commission", "mississippi  library", "Library Commission"])
def test_part_of_a_name_of_ours_leads_to_the_accounts_it_may_mean(reader, presence, typed) -> None:
    presence.name, presence.profile_url = "Mississippi Library Commission Noticeboard", "https://board.example/"
    presence.save()
    answer = asked(reader, typed).partition("Good to know")[0]
    assert "Did you mean" in answer and 'href="https://board.example/"' in answer
    assert "A name alone cannot tell" in answer, "anybody can copy a name: it is no yes"
    assert "Yes" not in answer and "None of our accounts" not in answer and "is not ours" not in answer


def test_the_agencys_own_name_is_never_denied(reader, presence) -> None:
    answer = asked(reader, "Mississippi Library Commission").partition("Good to know")[0]
    assert "every account that speaks for us is listed below" in answer
    assert "None of our accounts" not in answer


@pytest.mark.parametrize("typed", ["@MSLibrary", "facebook.com/MSLibrary", "MSLibraryComission", "MS"])
def test_an_address_a_handle_and_a_look_alike_are_not_taken_for_part_of_a_name(reader, facebook, typed) -> None:
    facebook.name = "MSLibrary on Facebook"
    facebook.save()
    answer = asked(reader, typed)
    assert "Did you mean" not in answer
    assert "No. This account is not ours." in answer
