"""Channels are found by presence: a folder here with a channel.py is a channel. There is no list to edit."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from masthead.channels.port import Channel, Connect, Description
from masthead.kernel.refusals import Invalid

_connectors: dict[str, tuple[Description, Connect]] = {}


def register(description: Description, connect: Connect) -> None:
    """Add a channel. A second one of the same id is refused with TypeError: folders cannot shadow one another."""
    if description.id in _connectors:
        raise TypeError(f"two channels are called {description.id}")
    _connectors[description.id] = (description, connect)


@lru_cache(maxsize=1)
def _discover() -> None:
    here = Path(__file__).parent
    for module_file in sorted(here.glob("*/channel.py")):
        folder = module_file.parent.name
        module = importlib.import_module(f"masthead.channels.{folder}.channel")
        if module.DESCRIPTION.id != folder:
            raise TypeError(f"channels/{folder} calls itself {module.DESCRIPTION.id}")
        register(module.DESCRIPTION, module.connect)


def descriptions() -> Mapping[str, Description]:
    """Every channel there is, by id."""
    _discover()
    return {channel_id: description for channel_id, (description, _) in _connectors.items()}


def describe(channel_id: str) -> Description:
    """Raises Invalid, naming the channels there are, for one that is not among them."""
    return _connector(channel_id)[0]


def connect(channel_id: str, presence_settings: Mapping[str, str], secrets: Mapping[str, str]) -> Channel:
    """The connection of one presence. Raises Invalid for a channel there is not; reaches no network by itself."""
    return _connector(channel_id)[1](presence_settings, secrets)


def _connector(channel_id: str) -> tuple[Description, Connect]:
    _discover()
    try:
        return _connectors[channel_id]
    except KeyError:
        known = ", ".join(sorted(_connectors))
        raise Invalid(f"There is no channel called “{channel_id}”. There are: {known}.", field="channel") from None
