"""Which handle may stand for the one that was approved: itself, or the channel's own long form of a short name."""

from __future__ import annotations

import pytest

from masthead.channels.registry import describe
from masthead.presences.gates import same_account

BLUESKY = describe("bluesky").handle_forms


@pytest.mark.parametrize(
    ("approved", "found"),
    [
        ("mlc", "mlc.bsky.social"),
        ("@MLC", "mlc.bsky.social"),
        ("mlc.ms.gov", "MLC.ms.gov"),
        ("@mlc@social.example", "mlc@social.example"),
        ("www.tumblr.com/mlc", "tumblr.com/mlc"),
        ("city.example/library", "www.city.example/library"),
    ],
)
def test_one_account(approved: str, found: str) -> None:
    assert same_account(approved, found, forms=BLUESKY)


@pytest.mark.parametrize(
    ("approved", "found"),
    [
        ("mlc.ms.gov", "mlc.ms.gov.attacker.example"),
        ("mlc.ms.gov", "mlc.ms.gov@attacker.example"),
        ("mlc.ms.gov", "mlc.ms.gov.bsky.social"),
        ("mlc@social.example", "mlc@social.example.attacker.example"),
        ("mlc", "mlc.attacker.example"),
        ("mlc", "mlc@attacker.example"),
        ("mlc", "mlc.bsky.social.attacker.example"),
        ("", "anybody.example"),
        ("", ".bsky.social"),
        ("mlc", ""),
    ],
)
def test_another_account(approved: str, found: str) -> None:
    assert not same_account(approved, found, forms=BLUESKY)


@pytest.mark.parametrize("channel", ["mastodon", "discourse", "wordpress", "hand", "noticeboard"])
def test_where_the_channel_has_no_long_form_only_the_same_handle_will_do(channel: str) -> None:
    forms = describe(channel).handle_forms
    assert same_account("mlc", "mlc", forms=forms)
    for found in ("mlc.other.example", "mlc@other.example", "mlc-noticeboard"):
        assert not same_account("mlc", found, forms=forms)


def test_after_the_launch_nothing_grows() -> None:
    assert not same_account("mlc", "mlc.bsky.social")
