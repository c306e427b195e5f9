"""The connector for what only people can do says so everywhere, and sends nothing anywhere."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from channels.conformance import AT, post
from masthead.channels.errors import Rejected
from masthead.channels.events import Page
from masthead.channels.hand.channel import DESCRIPTION, connect
from masthead.channels.outcomes import Absent, HandedOver
from masthead.channels.port import Channel
from masthead.channels.ref import Ref

SETTINGS = {"platform": "Nextdoor", "address": "https://www.nextdoor.com/agency/city-library/", "limit": ""}


def channel(**changes: str) -> Channel:
    return connect({**SETTINGS, **changes}, {})


def test_everything_it_cannot_do_has_a_reason_for_staff() -> None:
    for capability in DESCRIPTION.capabilities.values():
        assert capability.answer in ("no", "conditional")
        assert capability.reason.endswith(".")


def test_committing_hands_over_and_leaves_nothing_to_find() -> None:
    pending = channel().begin(post(), "key")
    assert channel().commit(pending) == HandedOver()
    assert channel().probe(pending) == Absent()
    assert channel().read_back(Ref("https://nextdoor.com/p/1")) is None


@pytest.mark.parametrize("act", ["edit", "delete", "moderate"])
def test_what_a_person_has_to_do_is_refused_with_that_as_the_cure(act: str) -> None:
    there, ref = channel(), Ref("https://nextdoor.com/p/1")
    acts = {
        "edit": lambda: there.edit(ref, post()),
        "delete": lambda: there.delete_own(ref),
        "moderate": lambda: there.moderate(ref, "hide", "Ground"),
    }
    with pytest.raises(Rejected, match=r"by hand|a person") as refused:
        acts[act]()
    assert refused.value.cure == "Do it on Nextdoor yourself."


def test_nothing_comes_in_by_itself_and_nothing_is_claimed_of_what_was_pasted() -> None:
    assert channel().pull("comments", "kept", at=datetime(2026, 11, 23, tzinfo=UTC)) == Page((), "kept")
    assert channel().recheck([Ref("a")]) == {"a": "unknown"}


def test_the_limit_is_the_one_the_platform_sets() -> None:
    measure = channel(limit="160").measure(post("a" * 170))
    assert (measure.length, measure.limit, measure.over_from) == (170, 160, 160)
    assert measure.violations == ("The text is 10 characters too long for Nextdoor.",)
    assert channel().measure(post("a" * 20_000)).violations == ()
    assert channel().measure(post(" ", created_at=AT)).violations == ("The post is empty.",)
    with pytest.raises(Rejected, match="too long"):
        channel(limit="3").begin(post(), "key")


def test_the_account_is_the_address_that_was_given() -> None:
    profile = channel().profile()
    assert (profile.handle, profile.name, profile.url) == (
        "nextdoor.com/agency/city-library",
        "Nextdoor",
        SETTINGS["address"],
    )


@pytest.mark.parametrize(
    ("given", "published"),
    [
        ("https://www.tumblr.com/mlc?source=share", "https://www.tumblr.com/mlc"),
        ("https://tumblr.com/mlc?utm_medium=copy_link&igsh=abc#top", "https://tumblr.com/mlc"),
        ("https://www.facebook.com/profile.php?id=7&mibextid=x", "https://www.facebook.com/profile.php?id=7"),
    ],
)
def test_what_copying_a_link_adds_is_not_published(given: str, published: str) -> None:
    assert channel(address=given).profile().url == published


@pytest.mark.parametrize(
    "wrong", [{"address": "nextdoor.com/x"}, {"address": "http://nextdoor.com"}, {"limit": "many"}, {"limit": "0"}]
)
def test_what_cannot_be_an_account_is_refused_when_connecting(wrong: dict[str, str]) -> None:
    with pytest.raises(Rejected):
        channel(**wrong).profile()
