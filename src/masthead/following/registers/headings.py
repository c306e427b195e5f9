"""What lists of candidates commonly call their columns: guessed only where nobody said what a column holds.

A guess is a field of the list, never a judgment: what was guessed is shown before anything is imported.
"""

from __future__ import annotations

from masthead.following.accounts import NETWORKS, network_of

_USUAL = {
    "candidate": "name",
    "candidate_name": "name",
    "candidate_full_name": "name",
    "full_name": "name",
    "name_of_candidate": "name",
    "name_on_ballot": "name",
    "ballot_name": "name",
    "candidate_id": "id",
    "contest": "office",
    "contest_name": "office",
    "office_name": "office",
    "office_sought": "office",
    "office_title": "office",
    "race": "office",
    "state_code": "state",
    "state_abbreviation": "state",
    "year": "election_year",
    "cycle": "election_year",
    "year_of_election": "election_year",
    "fec": "fec_id",
    "fec_candidate_id": "fec_id",
    "x_twitter": "x",
    "twitter_x": "x",
    "social_media": "account",
    "website": "website",
    "site": "website",
    "web_site": "website",
    "url": "website",
}
_AFTER_A_NETWORK = ("_account", "_handle", "_link", "_page", "_profile", "_url", "_username")


def usually_means(heading: str) -> str:
    """The field a heading in small letters and underscores usually holds, "" for one that is not known."""
    if heading in _USUAL:
        return _USUAL[heading]
    for ending in _AFTER_A_NETWORK:
        network = network_of(heading.removesuffix(ending))
        if heading.endswith(ending) and network in NETWORKS:
            return network
    return usually_means(heading.removeprefix("campaign_")) if heading.startswith("campaign_") else ""
