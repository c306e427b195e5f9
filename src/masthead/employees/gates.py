"""What must be true before an official address opens an account."""

from __future__ import annotations

from masthead.policy.gates import gate


@gate
def official_address_opens_only_a_presence(*, address_is_official: bool, presence_was_approved: bool) -> str | None:
    """An official address opens an account only for a presence that was proposed and approved."""
    if not address_is_official:
        return "This is not an official address of the agency. Give the one under its own domain."
    if not presence_was_approved:
        return "An official address opens an account only for a presence that was approved. Propose it first."
    return None
