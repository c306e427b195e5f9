"""Every account that speaks for the agency, for people and for programs, and an answer to “is this us?”."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from masthead.agencies.models import the_agency
from masthead.channels.registry import on_own_pages
from masthead.kernel.clock import stamp
from masthead.kernel.window import asked_for
from masthead.policy.notices import notice
from masthead.presences.models import Presence
from masthead.presences.official import (
    bare,
    is_part_of,
    is_this_us,
    of_this_name,
    official_presences,
    retired_presences,
    was_this_us,
    with_name_like,
)
from masthead.presences.platform import platform_of
from masthead.public.lookalike import Lookalike, closest
from masthead.public.page import for_everyone, page

LONGEST = 500
"""Characters of a pasted address."""

PAGE = 50
"""Accounts on one page of the list."""

RETIRED = 50
"""Accounts named that once were ours, the latest farewell first."""


@dataclass(frozen=True, slots=True)
class Account:
    """An official account as the page shows it. `url` is "" where there is nothing to open; `tell`: how to know it.

    platform: where it is, "" where the channel says so.
    """

    presence: Presence
    url: str
    shown: str
    tell: str
    since: datetime | None
    platform: str


@notice
@page
@require_safe
def official_accounts_page(request: HttpRequest) -> HttpResponse:
    """Tell everyone which accounts are the agency's, which no longer are, and whether the one they met is."""
    asked = request.GET.get("account", "").strip()[:LONGEST]
    everywhere = list(official_presences().values_list("pk", "profile_url", "handle"))
    order = [key for key, *_ in everywhere]
    # The list begins at its beginning, where the desk's lists of what was said begin at their end.
    window = asked_for(request.GET.dict(), PAGE, around="from")
    if not (window.around or window.before or window.after) and order:
        window = replace(window, around=order[0])
    low, high = window.of({key: place for place, key in enumerate(order)})
    found = is_this_us(asked) if asked else None
    # A word, or words, without an address is a name, which anybody can copy on any site: only an address tells.
    alone = bool(asked) and not re.search(r"[./:@]", asked.removeprefix("@"))
    named = of_this_name(asked, official_presences())[:PAGE] if alone else []
    was = None
    if asked and not found and not named:
        was = next(iter(of_this_name(asked, retired_presences())), None) if alone else was_this_us(asked)
    # What stands in a name of ours is no impostor's address, and no proof either: it leads to the accounts it may mean.
    a_name = not (found or named or was or asked.startswith("@")) and (alone or " " in asked)
    meant = with_name_like(asked, official_presences())[:PAGE] if a_name else []
    ours = the_agency()
    our_own_name = a_name and ours is not None and any(is_part_of(asked, name) for name in (ours.name, ours.short_name))
    only_a_name = bool(named or meant or our_own_name) or (found is None and was is None and " " in asked)
    if only_a_name:
        found = None
    context = {
        "asked": asked,
        "accounts": _accounts(official_presences().filter(pk__in=order[low:high])),
        "total": len(order),
        "earlier": order[low] if low else None,
        "later": order[high - 1] if high < len(order) else None,
        # Who checks that a profile's link leads back reads the first page alone: all of them stand in its head.
        "our_addresses": [url for _, url, _ in everywhere if _opens(url)],
        "retired": retired_presences()[:RETIRED],
        "found": found,
        # A name without its site proves little: anybody may take the same name on a site where we are not.
        "by_name": found is not None and bare(asked) == bare(found.handle) != bare(found.profile_url),
        "was": was,
        "alone": alone,
        "alike": _alike(asked, everywhere) if asked and not found and not was else None,
        "only_a_name": only_a_name,
        "named": _accounts(named),
        "meant": _accounts(meant),
        "our_own_name": our_own_name,
    }
    return render(request, "public/official.html", context)


@page
@require_safe
def official_list(request: HttpRequest) -> HttpResponse:
    """The same list for programs, whole: an account missing from it is not ours, so it is never cut into pages."""
    agency = the_agency()
    accounts = [
        {
            "channel": account.presence.channel,
            "platform": account.platform or None,
            "name": account.presence.name,
            "handle": account.presence.handle,
            "url": account.url or None,
            "audience": account.presence.audience,
            "since": stamp(account.since) if account.since else None,
        }
        for account in _accounts(official_presences())
    ]
    said = {"agency": agency.name if agency else "", "home": agency.public_url if agency else "", "accounts": accounts}
    return for_everyone(JsonResponse(said, json_dumps_params={"ensure_ascii": False, "indent": 1}))


def _accounts(presences: Iterable[Presence]) -> list[Account]:
    agency = the_agency()
    host = (urlsplit(agency.public_url).hostname or "") if agency else ""
    return [_account(presence, host) for presence in presences]


def _opens(url: str) -> bool:
    """Whether it is an address that a browser may be sent to."""
    return urlsplit(url).scheme in ("http", "https")


def _account(presence: Presence, host: str) -> Account:
    url = presence.profile_url if _opens(presence.profile_url) else ""
    if presence.channel in on_own_pages():
        tell = "This very site"
    elif _under(presence.handle, host):
        tell = "Its name is our own domain"
    elif url:
        tell = "Listed here, and linked from here"
    else:
        tell = "Listed here; ask us if in doubt"
    shown = presence.profile_url.partition("://")[2].rstrip("/") or presence.handle
    return Account(presence, url, shown, tell, presence.launched_at, platform_of(presence))


def _under(handle: str, host: str) -> bool:
    """Whether a handle is the agency's domain, or a name under it: whoever owns the domain alone can give it."""
    name, domain = bare(handle), host.casefold().removeprefix("www.")
    return bool(domain) and "." in domain and (name == domain or name.endswith(f".{domain}"))


def _alike(asked: str, everywhere: Iterable[tuple[UUID, str, str]]) -> tuple[Account, Lookalike] | None:
    """The account of ours that the asked address could be taken for."""
    ours = [(str(key), bare(address)) for key, *addresses in everywhere for address in addresses]
    found = closest(bare(asked), ours)
    if found is None:
        return None
    (account,) = _accounts(official_presences().filter(pk=found.key))
    return account, found
