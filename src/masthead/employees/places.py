"""Where employees write: how long a post and a profile may be there, so that the disclaimer is placed where it fits.

The figures are the platforms' own published limits for an ordinary account. A place not listed has no limit known here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from masthead.channels.bluesky.richtext import graphemes

_URL = re.compile(r"https?://\S+")
_URL_COUNTS = 23
"""Characters. What a link takes on platforms that shorten every link to one length."""


@dataclass(frozen=True, slots=True)
class Place:
    """A platform. post, profile: characters, 0 where no limit is known. counts: what it takes for one character."""

    id: str
    name: str
    post: int = 0
    profile: int = 0
    counts: Literal["letters", "graphemes", "short links"] = "letters"

    def length(self, text: str) -> int:
        """How long `text` is, as this place counts."""
        if self.counts == "graphemes":
            return graphemes(text)
        if self.counts == "short links":
            return len(_URL.sub("x" * _URL_COUNTS, text))
        return len(text)


_PLACES = (
    Place("other", "A forum, a comment section, another place"),
    Place("facebook", "Facebook", 63_206, 101),
    Place("instagram", "Instagram", 2_200, 150),
    Place("x", "X", 280, 160, "short links"),
    Place("threads", "Threads", 500, 150),
    Place("bluesky", "Bluesky", 300, 256, "graphemes"),
    Place("mastodon", "Mastodon", 500, 500, "short links"),
    Place("linkedin", "LinkedIn", 3_000, 2_600),
    Place("youtube", "YouTube", 10_000, 1_000),
    Place("reddit", "Reddit", 10_000, 200),
    Place("noticeboard", "The agency’s Noticeboard", 10_000),
)
PLACES: Mapping[str, Place] = {place.id: place for place in _PLACES}
ANYWHERE = PLACES["other"]
