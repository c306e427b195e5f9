"""A policy forbids a channel or warns of it, and a better handle is one the channel accepts."""

from __future__ import annotations

import re

import pytest
from django.utils.html import escape

from factories import at, client_for
from masthead.agencies.models import Agency, Person
from masthead.channels.registry import describe
from masthead.kernel.refusals import Invalid
from masthead.presences import propose
from masthead.presences.admissible import cautions_on, words_on_channels
from masthead.presences.handles import suggested_handles
from masthead.project import policy_source
from presences import roads


def under(policy: str) -> None:
    Agency.objects.update(policy=policy, name="Okatoma City Library", short_name="City Library")
    policy_source.forget()


@pytest.mark.holds("channel_is_admissible")
def test_one_agency_forbids_what_another_uses_and_no_code_knows_which(communicator: Person) -> None:
    assert propose.propose(by=communicator, at=at(), proposal=roads.proposal(communicator)).state == "proposed"
    under("okatoma-city-library")
    wanted = roads.proposal(communicator, name="Okatoma City Library", handle="okatoma.example")
    with pytest.raises(Invalid, match="may be on bluesky") as refusal:
        propose.propose(by=communicator, at=at(1), proposal=wanted)
    assert (refusal.value.field, refusal.value.clause) == ("channel", "4.1a")


def test_a_caution_is_shown_with_its_source_where_one_proposes(communicator: Person) -> None:
    (word,) = words_on_channels()
    assert (word.channel, word.forbids) == ("tiktok", False)
    assert "2140 of 2023" in word.clause.section
    assert cautions_on("hand MLC on TikTok tiktok.com/@mlc") == (word,)
    assert cautions_on("bluesky Ticktock news") == ()
    client = client_for(communicator)
    assert "Miss. SB 2140" not in client.get("/desk/presences/propose").content.decode()
    given = {"channel": "hand", "name": "MLC on TikTok"}
    assert "Miss. SB 2140" in client.post("/desk/presences/propose", given).content.decode()
    quiet = client.post("/desk/presences/propose", {"channel": "bluesky", "name": "MLC"}).content.decode()
    assert "Miss. SB 2140" not in quiet


def test_the_form_starts_with_the_person_and_tells_how_each_channel_writes_handles(communicator: Person) -> None:
    client = client_for(communicator)
    page = client.get("/desk/presences/propose").content.decode()
    assert f'<option value="{communicator.pk}" selected>' in page
    assert page.count("---------") == 0
    for channel in ("mastodon", "hand", "bluesky"):
        assert escape(describe(channel).handle_help) in page
    wrong = {"channel": "hand", "name": "MLC", "handle": "MLC"}
    refused = client.post("/desk/presences/propose", wrong).content.decode()
    assert "Give the address of the account" in refused


@pytest.mark.parametrize("channel", ["bluesky", "noticeboard"])
def test_suggested_handles_carry_the_name_and_fit_the_channel(agency: Agency, channel: str) -> None:
    Agency.objects.update(public_url="https://library.example.gov")
    description = describe(channel)
    found = suggested_handles([description])[channel]
    assert len(found) >= 3
    assert all(re.fullmatch(description.handle_pattern, handle) for handle in found)
    assert ("library.example.gov" in found) == (channel == "bluesky")


def test_a_name_without_the_agency_is_answered_with_better_handles(communicator: Person) -> None:
    answer = client_for(communicator).post(
        "/desk/presences/propose", {"channel": "bluesky", "name": "Book Talk", "handle": "booktalk.bsky.social"}
    )
    assert "mlc-official.bsky.social" in answer.content.decode()


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "[::1]:8765", "10.0.0.7", "localhost:8000", "demo.localhost"])
def test_a_number_or_this_machine_is_no_handle(agency: Agency, host: str) -> None:
    Agency.objects.update(public_url=f"http://{host}")
    found = suggested_handles([describe(channel) for channel in ("bluesky", "facebook", "wordpress", "youtube")])
    name = host.rpartition(":")[0].strip("[]") or host
    assert not [handle for handles in found.values() for handle in handles if name in handle]
