"""What the public may know: which accounts are ours."""

from __future__ import annotations

import re

from django.db.models import QuerySet

from masthead.channels.registry import descriptions
from masthead.presences.models import Presence
from masthead.presences.states import OFFICIAL

_WEB = re.compile(r"https?://", re.IGNORECASE)
_SHORTEST = 3
"""Letters typed that tell enough to be looked for within a name."""
_SCHEME = re.compile(r"^https?://(?:(?:www|m|mobile)\.)?|^(?:www|m|mobile)\.")


def official_presences() -> QuerySet[Presence]:
    """Every presence the agency stands behind, by name."""
    return Presence.objects.filter(state__in=OFFICIAL).select_related("bureau", "connection").order_by("name", "pk")


def permanent_ids() -> dict[str, str]:
    """handle → the id that stays when the handle changes, of every official account whose channel has such ids."""
    rows = official_presences().filter(profile__isnull=False).values_list("handle", "profile__confirmed")
    return {handle.casefold(): str(kept["did"]) for handle, kept in rows if kept.get("did")}


def retired_presences() -> QuerySet[Presence]:
    """Accounts that once were ours, the latest farewell first: whatever they say now is not from us."""
    return Presence.objects.filter(state="retired").exclude(launched_at=None).order_by("-retired_at")


def is_this_us(address: str) -> Presence | None:
    """The official presence a pasted link or handle belongs to, or None.

    Compared exactly, but for what browsers and people add: case, "@", https://, www. or m., a query, a closing slash.
    A link below the address of an account, such as one to its post, belongs to it too.
    """
    return _owner(address, official_presences())


def was_this_us(address: str) -> Presence | None:
    """The retired presence a pasted link or handle belonged to, the latest farewell first, or None."""
    return _owner(address, retired_presences())


def of_this_name(word: str, among: QuerySet[Presence]) -> list[Presence]:
    """Those of `among` that bear one word as their name, their handle, or the part of it that names them.

    `books` is the name in `@books`, `tumblr.com/books` and `@books@example.org`; on any other site it proves nothing.
    """
    said = bare(word)
    return [one for one in among if said and said in (one.name.casefold(), *_names_in(bare(one.handle)))]


def with_name_like(words: str, among: QuerySet[Presence]) -> list[Presence]:
    """Those of `among` whose name contains what somebody typed; it proves nothing, and is only a hint where to look."""
    return [one for one in among if is_part_of(words, one.name)]


def is_part_of(words: str, name: str) -> bool:
    """Whether a name contains these words, whatever their case and spaces. A letter or two are no words."""
    said = " ".join(words.casefold().split())
    return len(said) >= _SHORTEST and said in " ".join(name.casefold().split())


def _names_in(handle: str) -> tuple[str, ...]:
    steps = handle.partition("?")[0].split("/")
    return (handle, steps[-1].removeprefix("@") if len(steps) > 1 else handle.partition("@")[0])


def _owner(address: str, among: QuerySet[Presence]) -> Presence | None:
    asked = bare(address)
    if not asked:
        return None
    for key, channel, url, handle in among.values_list("pk", "channel", "profile_url", "handle"):
        if any(_is_of(asked, bare(ours)) for ours in (url, handle) if ours) or _is_below(asked, url, channel):
            return among.filter(pk=key).first()
    return None


def bare(address: str) -> str:
    """A link or handle without what people and browsers add to it: scheme, www., fragment, closing slash, "@"."""
    said = _SCHEME.sub("", address.strip().casefold())
    return said.partition("#")[0].rstrip("/").removeprefix("@")


def _is_of(asked: str, ours: str) -> bool:
    # Where our own address needs its query (profile.php?id=7), no address without it, or with another, is ours.
    return asked == ours or asked.partition("?")[0].rstrip("/") == ours


def _is_below(asked: str, url: str, channel: str) -> bool:
    """Whether a link leads to a page below the address of an account. What a browser would read otherwise does not."""
    path = asked.partition("?")[0]
    ours = bare(url)
    if not _WEB.match(url) or "?" in ours or not path.startswith(f"{ours}/"):
        return False
    # Browsers take "\\" for "/", leave out tabs and line breaks, and go up at "..", also where it is written "%2e%2e".
    if re.search(r"[\\\s]|%(?:2e|2f|5c)", path) or {".", ".."} & set(path.split("/")):
        return False
    return "/" in ours or _is_a_site_of_its_own(ours, channel)


def _is_a_site_of_its_own(host: str, channel: str) -> bool:
    """Whether all of a host is one account: a platform's whole site, entered by hand, is not."""
    known = descriptions().get(channel)
    return (known is not None and known.proved != "people") or host.count(".") > 1
