"""Pictures, new and old, are looked at for rows of letters, a picture at a time, each in a process that ends."""

from __future__ import annotations

import logging
from datetime import datetime

from django_tasks import task

from masthead.agencies.actors import Worker
from masthead.kernel.clock import now
from masthead.media.faces import NoLibrary, can_be_counted
from masthead.media.letters import look, note, unlooked

EVERY = 5
AT_ONCE = 3
"""Each takes about a second, in which a post may be due."""

_log = logging.getLogger(__name__)


def needed(at: datetime) -> bool:
    return can_be_counted() and unlooked().exists()


@task()
def run() -> int:
    """How many pictures were looked at. One whose file cannot be read is noted as not looked into."""
    done = 0
    for asset in unlooked()[:AT_ONCE]:
        try:
            with asset.published.open("rb") as file:
                picture = file.read()
        except OSError as reason:
            _log.warning("the file of %s cannot be read: %s", asset.subject, reason)
            picture = b""
        try:
            seen = look(picture)
        except NoLibrary:
            return done
        note(by=Worker("letters"), at=now(), asset=asset, seen=seen)
        done += 1
    return done
