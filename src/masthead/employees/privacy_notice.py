"""Employees are told, before they write, which of their messages are not private.

Source: the clause that binds the notice `privacy_notice`. The self-check itself keeps nothing, and says so beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

from masthead.policy.notices import notice
from masthead.policy.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class PrivacyNotice:
    """What an employee is told, and the clause that says so."""

    text: str
    clause: str
    label: str


@notice
def privacy_notice(book: Rulebook) -> PrivacyNotice | None:
    """An employee is told which messages are not private. None where the policy does not speak of it."""
    asked_by = book.bound("notice", "privacy_notice")
    if not asked_by:
        return None
    clause, _ = asked_by[0]
    return PrivacyNotice(text=clause.text or clause.duty, clause=clause.id, label=clause.label)
