"""How an account is named, so that two registers and a person mean the same one: its network, and its handle there.

`@RepAmata`, `repamata`, `twitter.com/RepAmata` and `https://twitter.com/RepAmata` are one account. Nothing here
compares names of people.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from masthead.kernel.refusals import Invalid

NETWORKS = {
    "x": "X",
    "facebook": "Facebook",
    "instagram": "Instagram",
    "youtube": "YouTube",
    "threads": "Threads",
    "linkedin": "LinkedIn",
    "tiktok": "TikTok",
    "mastodon": "Mastodon",
    "bluesky": "Bluesky",
}
"""Networks on which registers name accounts, whether or not the desk has a channel there."""

_OTHER_NAMES = {"twitter": "x", "fb": "facebook", "ig": "instagram", "yt": "youtube", "bsky": "bluesky"}
_HOSTS = {
    "twitter.com": "x",
    "x.com": "x",
    "facebook.com": "facebook",
    "fb.com": "facebook",
    "instagram.com": "instagram",
    "youtube.com": "youtube",
    "threads.net": "threads",
    "threads.com": "threads",
    "linkedin.com": "linkedin",
    "tiktok.com": "tiktok",
    "bsky.app": "bluesky",
}
_BEFORE_THE_HANDLE = frozenset({"profile", "user", "c", "channel", "in", "company", "pages", "people", "pg"})
_HANDLE = re.compile(r"[\w.:@/~+-]{1,253}")


@dataclass(frozen=True, slots=True)
class Account:
    """An account on a network; `handle` is in lower case and bears no leading @.

    `spelled` is the same handle as the person wrote it, for sentences; it makes no other account of it.
    """

    network: str
    handle: str
    spelled: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"@{self.spelled or self.handle} on {NETWORKS.get(self.network, self.network.capitalize())}"


def is_of_a_network(host: str) -> bool:
    """Whether `host` is where a network keeps everybody's pages."""
    return host.removeprefix("m.") in _HOSTS


def network_of(channel: str) -> str:
    """The network a channel reaches, or a person means: `twitter` and `X` are the same."""
    named = channel.strip().casefold()
    return _OTHER_NAMES.get(named, named)


def account_of(channel: str, given: str) -> Account:
    """The account somebody means by a handle or a web address. Raises Invalid, naming the field, for anything else."""
    network, handle = network_of(channel), given.strip()
    if address := _as_address(handle):
        network, handle = _from_address(network, address)
    spelled = handle.removeprefix("@").rstrip("/")
    handle = spelled.casefold()
    if not handle or not _HANDLE.fullmatch(handle):
        raise Invalid(
            "This is no account's name. Give its handle, such as @example, or the address of its page.", field="handle"
        )
    return Account(network, handle, spelled)


def _as_address(given: str) -> str:
    """What somebody gave, with its scheme, where it is a web address, whether or not they wrote https:// or www.

    A name with dots alone is a handle: on Bluesky `example.org` is one. Only a page on a known host, or an address that
    goes on as those of Mastodon do, is an address without a scheme.
    """
    if re.match(r"(?i)https?://", given):
        return given
    bare = given.removeprefix("@")
    host, slash, path = bare.partition("/")
    known = _host(host.casefold()) in _HOSTS
    return f"https://{bare}" if slash and "." in host and (known or path.startswith("@")) else ""


def _host(named: str) -> str:
    return named.removeprefix("www.").removeprefix("m.").removeprefix("mobile.")


def _from_address(network: str, address: str) -> tuple[str, str]:
    try:
        parts = urlsplit(address)
        host = _host(parts.hostname or "")
    except ValueError:
        host, parts = "", urlsplit("")
    named = _HOSTS.get(host, "mastodon" if parts.path.startswith("/@") else "")
    steps = [step for step in parts.path.split("/") if step and step not in _BEFORE_THE_HANDLE]
    if named == "facebook" and steps == ["profile.php"]:
        # There the page is told by its number alone.
        steps = parse_qs(parts.query).get("id", [])
    if not steps or not named:
        raise Invalid("This address is no account's page. Give the account's handle instead.", field="handle")
    if network and named != network:
        said = NETWORKS.get(network, network)
        raise Invalid(f"This address is on {NETWORKS[named]}, not on {said}. Choose the right channel.", field="handle")
    return named, f"{steps[0].removeprefix('@')}@{host}" if named == "mastodon" else steps[0]


_CAMPAIGN = re.compile(
    r"(?:vote|elect|reelect|campaign|friendsof|teamof|committee)"
    r"|for(?:congress|senate|house|governor|mayor|sheriff|supervisor|america|president|judge|[a-z]{2})\d*(?:\b|$|\.)"
    r"|(?:19|20)\d\d(?:\b|$)"
)


def reads_like_a_campaign(handle: str) -> bool:
    """Whether a handle is made like a campaign's (vote…, …forcongress, …2026). A hint to look, never a verdict."""
    return bool(_CAMPAIGN.search(re.sub(r"[_-]", "", handle.casefold())))
