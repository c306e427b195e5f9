"""The web site a register tells of a candidate: to be held as a campaign's, so nothing wider than the campaign's own.

A register that names a whole network, a government's site or no site at all is told so; the candidate is taken without.
"""

from __future__ import annotations

from masthead.following.accounts import is_of_a_network
from masthead.following.registers.row import Unreadable, plain
from masthead.kernel.refusals import Invalid
from masthead.links.sites import site_of

_NONE = frozenset({"", "-", "--", "n/a", "na", "none", "no", "not provided"})
_SHARED = frozenset({"linktr.ee", "wixsite.com", "blogspot.com", "wordpress.com", "google.com", "sites.google.com"})
_SHARED |= {"actblue.com", "secure.actblue.com", "winred.com", "secure.winred.com", "github.io", "weebly.com"}
"""Hosts on which many people have a page: only with a path, or below a name of its own, is it one campaign's."""
_GOVERNMENT = (".gov", ".mil")
"""Reserved for government bodies; no .gov domain may be used to campaign (6 U.S.C. 665)."""


def sites_of_campaign(value: object) -> tuple[str, ...]:
    """The site in a register's column, none for an empty one. Raises Unreadable, in a clause, for what is none."""
    said = plain(value, "the web site")
    if said.casefold() in _NONE:
        return ()
    left_out = "the candidate is taken without it"
    try:
        site = site_of(said, or_else="")
    except (Invalid, ValueError):
        raise Unreadable(f"the web site “{said[:60]}” is no web address; {left_out}") from None
    host, _, path = site.partition("/")
    if host.endswith(_GOVERNMENT):
        raise Unreadable(f"the web site {site[:60]} is a government’s, no campaign’s; {left_out}")
    if not path and (host in _SHARED or is_of_a_network(host)):
        raise Unreadable(f"the web site {site[:60]} is not the campaign’s alone; {left_out}")
    return (site,)
