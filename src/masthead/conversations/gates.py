"""What must be true before the agency answers."""

from __future__ import annotations

from datetime import datetime, timedelta

from masthead.policy.gates import gate


@gate
def reply_uses_the_same_channel(*, asked_on: str, answers_on: str) -> str | None:
    """A question is answered where it was asked. Both are presence ids, "" for a personal account."""
    if not asked_on:
        return (
            "This exchange was handed over from a personal account. Invite the person to write to an official account."
        )
    if asked_on != answers_on:
        return "Answer on the channel where the question was asked."
    return None


@gate
def reply_pause_has_passed(*, written_at: datetime, leaves_at: datetime, minutes: int) -> str | None:
    """Between the press of the button and the moment a reply leaves there is time to think, and to take it back."""
    if leaves_at >= written_at + timedelta(minutes=minutes):
        return None
    return f"A reply leaves {minutes} minutes after it is written at the earliest, so that it can be taken back."
