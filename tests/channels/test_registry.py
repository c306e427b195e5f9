"""Channels are found by presence, and nothing shadows anything."""

from __future__ import annotations

import re

import pytest

from masthead.channels import registry
from masthead.channels.noticeboard.channel import DESCRIPTION, connect
from masthead.channels.port import Capability
from masthead.kernel.refusals import Invalid


def test_every_folder_with_a_connector_is_a_channel() -> None:
    found = registry.descriptions()
    assert {"noticeboard", "bluesky"} <= set(found)
    for channel_id, description in found.items():
        assert description.id == channel_id
        assert description.proved in ("server", "contract", "own")
        assert re.compile(description.handle_pattern)


def test_a_second_channel_of_one_name_is_refused() -> None:
    registry.descriptions()
    with pytest.raises(TypeError, match="two channels"):
        registry.register(DESCRIPTION, connect)


def test_a_channel_there_is_not_names_those_there_are() -> None:
    with pytest.raises(Invalid, match="noticeboard"):
        registry.describe("telegraph")


def test_a_capability_that_is_not_plain_cannot_be_silent() -> None:
    with pytest.raises(TypeError):
        Capability("no")


@pytest.mark.parametrize(
    ("handle", "fits"),
    [
        ("mlc.bsky.social", True),
        ("library.example.gov", True),
        ("mlc", False),
        ("@mlc.bsky.social", False),
        ("a..b", False),
    ],
)
def test_a_handle_on_bluesky_is_a_domain_name(handle: str, fits: bool) -> None:
    assert bool(re.fullmatch(registry.describe("bluesky").handle_pattern, handle)) == fits
