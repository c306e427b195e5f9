"""Every account that speaks for the agency, for people and for programs, and an answer to “is this us?”."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from masthead.agencies.models import the_agency
from masthead.kernel.clock import stamp
from masthead.policy.notices import notice
from masthead.presences.models import Presence
from masthead.presences.official import bare, is_this_us, official_presences, retired_presences
from masthead.public.lookalike import Lookalike, closest
from masthead.public.page import for_everyone, page

LONGEST = 500
"""Characters of a pasted address."""


@dataclass(frozen=True, slots=True)
class Account:
    """An official account as the page shows it. `url` is "" where there is nothing to open; `tell`: how to know it."""

    presence: Presence
    url: str
    shown: str
    tell: str
    since: datetime | None


@notice
@page
@require_safe
def official_accounts_page(request: HttpRequest) -> HttpResponse:
    """Tell everyone which accounts are the agency's, which no longer are, and whether the one they met is."""
    asked = request.GET.get("account", "").strip()[:LONGEST]
    accounts = _accounts()
    found = is_this_us(asked) if asked else None
    context = {
        "asked": asked,
        "accounts": accounts,
        "retired": retired_presences(),
        "found": found,
        # A name without its site proves little: anybody may take the same name on a site where we are not.
        "by_name": found is not None and bare(asked) == bare(found.handle) != bare(found.profile_url),
        "alike": _alike(asked, accounts) if asked and not found else None,
        # Words with a space between them are a name as shown, which anybody can copy: only an address tells.
        "only_a_name": found is None and " " in asked,
        "named": [account for account in accounts if account.presence.name.casefold() == asked.casefold()],
    }
    return render(request, "public/official.html", context)


@page
@require_safe
def official_list(request: HttpRequest) -> HttpResponse:
    """The same list for programs."""
    agency = the_agency()
    accounts = [
        {
            "channel": account.presence.channel,
            "name": account.presence.name,
            "handle": account.presence.handle,
            "url": account.url or None,
            "audience": account.presence.audience,
            "since": stamp(account.since) if account.since else None,
        }
        for account in _accounts()
    ]
    said = {"agency": agency.name if agency else "", "home": agency.public_url if agency else "", "accounts": accounts}
    return for_everyone(JsonResponse(said, json_dumps_params={"ensure_ascii": False, "indent": 1}))


def _accounts() -> list[Account]:
    agency = the_agency()
    host = (urlsplit(agency.public_url).hostname or "") if agency else ""
    return [_account(presence, host) for presence in official_presences()]


def _account(presence: Presence, host: str) -> Account:
    parts = urlsplit(presence.profile_url)
    url = presence.profile_url if parts.scheme in ("http", "https") else ""
    if presence.channel == "noticeboard":
        tell = "This very site"
    elif _under(presence.handle, host):
        tell = "Its name is our own domain"
    elif url:
        tell = "Listed here, and linked from here"
    else:
        tell = "Listed here; ask us if in doubt"
    shown = presence.profile_url.partition("://")[2].rstrip("/") or presence.handle
    return Account(presence, url, shown, tell, presence.launched_at)


def _under(handle: str, host: str) -> bool:
    """Whether a handle is the agency's domain, or a name under it: whoever owns the domain alone can give it."""
    name, domain = bare(handle), host.casefold().removeprefix("www.")
    return bool(domain) and "." in domain and (name == domain or name.endswith(f".{domain}"))


def _alike(asked: str, accounts: list[Account]) -> tuple[Account, Lookalike] | None:
    """The account of ours that the asked address could be taken for."""
    by_key = {str(account.presence.pk): account for account in accounts}
    ours = [
        (key, address)
        for key, account in by_key.items()
        for address in (bare(account.presence.profile_url), bare(account.presence.handle))
    ]
    found = closest(bare(asked), ours)
    return (by_key[found.key], found) if found else None
