"""Whose account a presence is connected with, as the channel tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Profile:
    """The account as the public sees it now.

    extra: what else the channel tells, by these names: did (its permanent id), link (on the profile), avatar (changes
    with the picture), verified (by the platform, "" if not), author_id (of what it writes itself, as in
    CommentEvent). credentials_end: when a person must connect again.
    """

    handle: str
    name: str
    about: str
    url: str
    extra: Mapping[str, str] = field(default_factory=dict)
    credentials_end: datetime | None = None
