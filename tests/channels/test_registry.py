"""Channels are found by presence, and nothing shadows anything."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Event

import pytest

from masthead.channels import registry
from masthead.channels.description import Capability
from masthead.channels.noticeboard.channel import DESCRIPTION, connect
from masthead.kernel.refusals import Invalid


def test_every_folder_with_a_connector_is_a_channel() -> None:
    found = registry.descriptions()
    assert {"noticeboard", "bluesky"} <= set(found)
    for channel_id, description in found.items():
        assert description.id == channel_id
        assert description.proved in ("server", "contract", "own", "people")
        assert re.compile(description.handle_pattern)


def test_threads_that_ask_at_once_all_know_every_channel(monkeypatch) -> None:
    known = {file.parent.name for file in Path(registry.__file__).parent.glob("*/channel.py")}
    for kept in ("_connectors", "_sign_ins", "_webhooks"):
        monkeypatch.setattr(registry, kept, {})
    monkeypatch.setattr(registry, "_discovered", Event())
    everybody = Barrier(8)

    def ask(_: int) -> set[str]:
        everybody.wait()
        return set(registry.descriptions())

    with ThreadPoolExecutor(8) as threads:
        assert all(seen == known for seen in threads.map(ask, range(8)))


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
