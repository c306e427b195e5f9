"""A worker of a storm, in a process of its own: told the hour, it sweeps until nothing is due, and says so."""

from __future__ import annotations

import os
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Any
from uuid import UUID

import django

django.setup()

from django.db import DatabaseError, connections  # noqa: E402

from fakes.channel import install  # noqa: E402
from masthead.agencies.actors import Worker  # noqa: E402
from masthead.channels.outcomes import Absent  # noqa: E402
from masthead.outbox import carry, clearance  # noqa: E402
from outbox.storm_platforms import channel_at  # noqa: E402

# Read here, before workers are forked: one that is killed again and again would spend its life on importing.
for _connector in (
    *("discourse.channel", "facebook.channel", "instagram.channel", "linkedin.channel", "mastodon.account"),
    *("nextdoor.channel", "threads.channel", "x.channel", "youtube.account"),
):
    import_module(f"masthead.channels.{_connector}")


def work(told: Connection, reaches: dict[UUID, tuple[str, str]], blind: bool) -> None:
    """Answer each hour with "carried" for each delivery, then "done", or "database" when that went away."""
    install()
    channels: dict[UUID, Any] = {}

    def channel_for(presence: Any) -> Any:
        if presence.pk not in channels:
            channels[presence.pk] = channel_at(reaches[presence.pk])
            if blind:
                channels[presence.pk].probe = lambda pending: Absent()
        return channels[presence.pk]

    carry.channel_for = channel_for
    # The journey above answers with its own checks; here only the outbox is tried.
    clearance._clearances["publication"] = lambda delivery, at: None
    by = Worker(f"worker-{os.getpid()}")
    while True:
        try:
            at = told.recv()
        except EOFError:
            return
        try:
            while carry.sweep(by=by, at=at, limit=1):
                told.send("carried")
        except DatabaseError:
            connections.close_all()
            told.send("database")
        else:
            told.send("done")
