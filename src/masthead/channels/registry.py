"""Channels are found by presence: a folder here with a channel.py is a channel. There is no list to edit."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path
from threading import Event, Lock
from types import ModuleType

from masthead.channels.description import Description
from masthead.channels.port import Channel, Connect
from masthead.channels.sign_in_port import SignIn
from masthead.channels.webhook_port import Webhook
from masthead.kernel.refusals import Invalid

_connectors: dict[str, tuple[Description, Connect]] = {}
_sign_ins: dict[str, SignIn] = {}
_webhooks: dict[str, Webhook] = {}
_looking, _discovered = Lock(), Event()


def register(
    description: Description, connect: Connect, sign_in: SignIn | None = None, webhook: Webhook | None = None
) -> None:
    """Add a channel. A second one of the same id is refused with TypeError: folders cannot shadow one another."""
    if description.id in _connectors:
        raise TypeError(f"two channels are called {description.id}")
    _connectors[description.id] = (description, connect)
    if sign_in is not None:
        _sign_ins[description.id] = sign_in
    if webhook is not None:
        _webhooks[description.id] = webhook


def _discover() -> None:
    """Look into the folders once, whichever thread asks first; the others wait, or they would know half of them."""
    if _discovered.is_set():
        return
    with _looking:
        if _discovered.is_set():
            return
        found = [
            _in_folder(module_file.parent.name) for module_file in sorted(Path(__file__).parent.glob("*/channel.py"))
        ]
        for module in found:
            offers = getattr(module, "SIGN_IN", None), getattr(module, "WEBHOOK", None)
            register(module.DESCRIPTION, module.connect, *offers)
        _discovered.set()


def _in_folder(folder: str) -> ModuleType:
    module = importlib.import_module(f"masthead.channels.{folder}.channel")
    if module.DESCRIPTION.id != folder:
        raise TypeError(f"channels/{folder} calls itself {module.DESCRIPTION.id}")
    return module


def descriptions() -> Mapping[str, Description]:
    """Every channel there is, by id."""
    _discover()
    return {channel_id: description for channel_id, (description, _) in _connectors.items()}


def on_own_pages() -> frozenset[str]:
    """Ids of the channels that the public reads on this desk's own pages."""
    return frozenset(description.id for description in descriptions().values() if description.own_pages)


def describe(channel_id: str) -> Description:
    """Raises Invalid, naming the channels there are, for one that is not among them."""
    return _connector(channel_id)[0]


def connect(channel_id: str, presence_settings: Mapping[str, str], secrets: Mapping[str, str]) -> Channel:
    """The connection of one presence. Raises Invalid for a channel there is not; reaches no network by itself."""
    return _connector(channel_id)[1](presence_settings, secrets)


def sign_in(channel_id: str) -> SignIn | None:
    """How a person signs in on the platform's own page; None where credentials are pasted. Raises Invalid."""
    _connector(channel_id)
    return _sign_ins.get(channel_id)


def webhook(channel_id: str) -> Webhook | None:
    """How the platform knocks; None where it does not. Raises Invalid for a channel there is not."""
    _connector(channel_id)
    return _webhooks.get(channel_id)


def _connector(channel_id: str) -> tuple[Description, Connect]:
    _discover()
    try:
        return _connectors[channel_id]
    except KeyError:
        known = ", ".join(sorted(_connectors))
        raise Invalid(f"There is no channel called “{channel_id}”. There are: {known}.", field="channel") from None
