"""What must be true before a presence follows an account. Each gate answers with a reason.

An account is judged, never its owner: most members of Congress are candidates too, and their offices' accounts stay
accounts of an office.
"""

from __future__ import annotations

from collections.abc import Collection

from masthead.policy.gates import gate


@gate
def no_campaign_is_followed(*, account: str, campaign: str, sure: bool) -> str | None:
    """The account of a candidacy or campaign is not followed. `campaign` tells the row that names it one, if any does.

    sure: nothing says that the same account is an office's.
    """
    if campaign and sure:
        return f"{account} is the account of a campaign: {campaign}"
    return None


@gate
def only_offices_are_followed(*, account: str, offices: Collection[str], doubts: Collection[str]) -> str | None:
    """Followed is an account a register names an office's or a public body's, without a doubt; else a person decides.

    What a person entered or imported alone is no such row until an approver who did not do so confirms it.
    offices: what current rows say of the account; doubts: what speaks against believing them.
    """
    if doubts:
        return f"{account} needs a person’s judgment: {' '.join(doubts)}"
    if not offices:
        return f"No register names {account}, as an office’s or as a campaign’s. A person has to look at it."
    return None
