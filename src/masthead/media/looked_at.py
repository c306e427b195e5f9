"""New pictures are looked at a few at a time, so that nothing else waits long for them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from django.db.models import QuerySet

from masthead.media.faces import NoLibrary
from masthead.media.models import Asset

AT_ONCE = 3
"""Each takes about a second, in which a post may be due."""
S = TypeVar("S")

_log = logging.getLogger(__name__)


def look_at_some(waiting: QuerySet[Asset], look: Callable[[bytes], S], note: Callable[[Asset, S], object]) -> int:
    """`look` at the published file of some of `waiting`, and `note` what was seen of each. Returns how many.

    One whose file cannot be read is looked at as empty, which `look` answers as what it cannot read.
    """
    done = 0
    for asset in waiting[:AT_ONCE]:
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
        note(asset, seen)
        done += 1
    return done
