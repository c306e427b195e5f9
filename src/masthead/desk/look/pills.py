"""The words and icons of states. One vocabulary for every page: a word first, an icon second, a color last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal["", "good", "wait", "ask", "bad", "unconfirmed"]


@dataclass(frozen=True, slots=True)
class Pill:
    """`word` as staff read it, `icon` of the sprite, `tone` of the edge."""

    word: str
    icon: str
    tone: Tone = ""


PILLS: dict[str, dict[str, Pill]] = {
    "delivery": {
        "queued": Pill("Scheduled", "schedule", "wait"),
        "begun": Pill("Sending", "schedule", "wait"),
        "ready": Pill("Sending", "schedule", "wait"),
        "committing": Pill("Sending", "schedule", "wait"),
        "delivered": Pill("Published, read back", "check_circle", "good"),
        "unknown": Pill("Unconfirmed", "help_outline", "unconfirmed"),
        "rejected": Pill("Refused by the channel", "error", "bad"),
        "held": Pill("Held", "do_not_disturb", "bad"),
        "cancelled": Pill("Taken back", "undo"),
    },
    "presence": {
        "proposed": Pill("Proposed", "schedule", "wait"),
        "in_discussion": Pill("In discussion", "schedule", "wait"),
        "returned": Pill("Returned", "undo", "ask"),
        "approved": Pill("Approved, not connected", "hourglass_empty", "ask"),
        "connected": Pill("Connected, not launched", "hourglass_empty", "ask"),
        "live": Pill("Official", "check_circle", "good"),
        "paused": Pill("Paused", "do_not_disturb", "ask"),
        "declined": Pill("Declined", "cancel"),
        "retired": Pill("Retired", "remove_circle"),
    },
    "draft": {
        "writing": Pill("Draft", "edit"),
        "asked": Pill("Waiting for approval", "hourglass_empty", "ask"),
        "returned": Pill("Returned", "undo", "ask"),
        "approved": Pill("Approved", "check_circle_outline", "good"),
        "scheduled": Pill("Scheduled", "schedule", "wait"),
        "published": Pill("Published", "check_circle", "good"),
        "discarded": Pill("Discarded", "remove_circle"),
    },
    "dossier": {
        "waiting": Pill("Being fetched", "hourglass_empty", "wait"),
        "ok": Pill("Answers", "check_circle", "good"),
        "dead": Pill("Dead", "error", "bad"),
        "blocked": Pill("Look yourself", "help_outline", "ask"),
    },
    "case": {
        "open": Pill("To decide", "hourglass_empty", "ask"),
        "second": Pill("Second decision", "people", "ask"),
        "kept": Pill("Kept", "check_circle", "good"),
        "removed": Pill("Removed", "remove_circle"),
        "restored": Pill("Restored", "undo", "good"),
        "appealed": Pill("Appealed", "forum", "ask"),
    },
}


def pill_for(state: str, of: str = "") -> Pill:
    """The pill of `state`; `of` names the machine where one word means two things ("approved").

    A state nobody has put into words yet reads as itself, plainly: a page never fails for want of a word.
    """
    machines = [PILLS[of]] if of in PILLS else list(PILLS.values())
    for machine in machines:
        if state in machine:
            return machine[state]
    return Pill(state.replace("_", " ").capitalize(), "info_outline")
