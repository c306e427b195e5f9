"""What must be true before a post is approved and before it leaves. Each gate answers with a reason."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from masthead.policy.gates import gate


@gate
def another_person_approves(
    *, author: str, asked_by: str, approver: str, edited_by: Collection[str] = ()
) -> str | None:
    """Nobody approves what they wrote or asked to have approved.

    edited_by: whoever edited it, described one of its pictures or gave a reason, since it was last approved.
    """
    if approver in (author, asked_by, *edited_by):
        return (
            "You wrote or edited this, described one of its pictures, gave a reason for it, or asked for its approval "
            "yourself; somebody else has to approve it."
        )
    return None


@gate
def approval_covers_this_content(*, approved_hash: str | None, content_hash: str) -> str | None:
    """An approval is of exact words and pictures; whatever changed since needs a new one."""
    if approved_hash is None:
        return "Nobody has approved this yet."
    if approved_hash != content_hash:
        return "Something changed after it was approved. Ask for approval again."
    return None


@gate
def undo_window_has_passed(*, scheduled_at: datetime, leaves_at: datetime, minutes: int) -> str | None:
    """Between the press of the button and the moment a post leaves there is time to take it back."""
    if leaves_at >= scheduled_at + timedelta(minutes=minutes):
        return None
    return f"A post leaves {minutes} minutes after it is scheduled at the earliest, so that it can be taken back."


@gate
def pause_has_passed(*, last_edit: datetime, leaves_at: datetime, minutes: int) -> str | None:
    """There is a pause between the last edit and the moment a post leaves, to think it over."""
    earliest = last_edit + timedelta(minutes=minutes)
    if leaves_at >= earliest:
        return None
    wait = max(1, round((earliest - leaves_at).total_seconds() / 60))
    return f"The policy asks for a pause of {minutes} minutes after the last edit; it is over {wait} min later."
