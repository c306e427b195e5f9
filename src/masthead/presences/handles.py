"""Handles that carry the agency's name and that the channel accepts, for whoever proposes one that does not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from masthead.agencies.models import the_agency
from masthead.channels.description import Description
from masthead.presences.models import Presence
from masthead.presences.states import ENDED

_SMALL = frozenset({"of", "the", "and", "for", "in", "at", "a", "de", "la"})


def suggested_handles(channels: Iterable[Description], *, most: int = 4) -> dict[str, tuple[str, ...]]:
    """Of each channel, by its id, the best first; none that a presence of ours has.

    Whether they are free elsewhere only the channel knows.
    """
    channels = list(channels)
    agency = the_agency()
    if agency is None:
        return {one.id: () for one in channels}
    host = _domain(agency.public_url)
    ours = Presence.objects.filter(channel__in=[one.id for one in channels]).exclude(state__in=ENDED)
    # Only what might be suggested is looked for among them: an agency may have hundreds.
    candidates = {one.id: [*_candidates(agency.name, agency.short_name, host, one.handle_forms)] for one in channels}
    thought_of = {handle for handles in candidates.values() for handle in handles}
    taken = set(ours.filter(handle__in=thought_of).values_list("channel", "handle"))
    found = {}
    for one in channels:
        free = (handle for handle in candidates[one.id] if (one.id, handle) not in taken)
        found[one.id] = tuple(dict.fromkeys(handle for handle in free if re.fullmatch(one.handle_pattern, handle)))[
            :most
        ]
    return found


def _domain(address: str) -> str:
    """The agency's own domain, without www.; "" where its pages are reached by a number or on this machine alone."""
    host = (urlsplit(address).hostname or "").removeprefix("www.")
    numbered = re.fullmatch(r"[\d.]+|.*:.*", host)
    return host if "." in host and not numbered and not host.endswith(".localhost") else ""


def _candidates(name: str, short_name: str, host: str, forms: tuple[str, ...]) -> Iterator[str]:
    if host:
        yield host
    words = [re.sub(r"[^a-z0-9]", "", word) for word in name.casefold().split()]
    words = [word for word in words if word and word not in _SMALL]
    short = re.sub(r"[^a-z0-9]", "", short_name.casefold())
    stems = [short, f"{short}-official", f"{short}official", "-".join(words), "".join(words), f"{short}-news"]
    stems += [f"{short}{word}" for word in words[-1:]]
    for form in forms:
        for stem in stems:
            if stem and len(stem) > 1:
                yield form.format(stem)
