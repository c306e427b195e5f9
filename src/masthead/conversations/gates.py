"""What must be true before the agency answers."""

from __future__ import annotations

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
