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


# By the name of the state table, then by its state. What is in order is quiet; ochre asks for somebody, red blocks.
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
    "approval": {
        "waiting": Pill("Waiting for a decision", "hourglass_empty", "ask"),
        "approved": Pill("Approved", "check_circle", "good"),
        "returned": Pill("Returned", "undo", "ask"),
        "overtaken": Pill("Overtaken by an edit", "history"),
    },
    "dossier": {
        "waiting": Pill("Being fetched", "hourglass_empty", "wait"),
        "ok": Pill("Answers", "check_circle", "good"),
        "dead": Pill("Dead", "error", "bad"),
        "blocked": Pill("Look yourself", "help_outline", "ask"),
    },
    "conversation": {
        "open": Pill("Reply owed", "forum", "ask"),
        "answered": Pill("Answered", "check_circle", "good"),
    },
    "comment": {
        "shown": Pill("Shown", "visibility"),
        "removed": Pill("Removed by us", "remove_circle"),
        "hidden_elsewhere": Pill("Hidden by the channel", "visibility_off"),
        "deleted_by_author": Pill("Deleted by its author", "remove_circle"),
    },
    "comment on the Noticeboard": {
        "pending": Pill("Waits for its author", "hourglass_empty", "wait"),
        "visible": Pill("Shown", "visibility"),
        "hidden": Pill("Removed by us", "visibility_off"),
        "deleted": Pill("Deleted by its author", "remove_circle"),
    },
    "forwarding": {
        "due": Pill("To be forwarded", "schedule", "wait"),
        "sending": Pill("Forwarding", "schedule", "wait"),
        "sent": Pill("In the records mailbox", "check_circle", "good"),
        "unconfirmed": Pill("Forwarding unconfirmed", "help_outline", "unconfirmed"),
        "failed": Pill("Not forwarded", "error", "bad"),
        "replaced": Pill("Replaced by a newer one", "undo"),
    },
    "case": {
        "open": Pill("To decide", "hourglass_empty", "ask"),
        "second_review": Pill("Second decision", "people", "ask"),
        "decided": Pill("Decided", "check_circle", "good"),
    },
    "decision": {
        "made": Pill("Being made", "hourglass_empty", "wait"),
        "pending": Pill("Waits for a second person", "people", "ask"),
        "final": Pill("Stands", "check_circle", "good"),
        "withdrawn": Pill("Withdrawn", "undo"),
        "overturned": Pill("Overturned", "undo"),
    },
    "enforcement": {
        "due": Pill("To be carried out", "schedule", "wait"),
        "carrying": Pill("Being carried out", "schedule", "wait"),
        "done": Pill("Carried out", "check_circle", "good"),
        "cannot": Pill("Not possible on this channel", "do_not_disturb", "ask"),
        "failed": Pill("Not carried out", "error", "bad"),
        "cancelled": Pill("Taken back", "undo"),
    },
    "notice": {
        "due": Pill("To be sent", "schedule", "wait"),
        "sending": Pill("Sending", "schedule", "wait"),
        "sent": Pill("Sent", "check_circle", "good"),
        "unconfirmed": Pill("Unconfirmed", "help_outline", "unconfirmed"),
        "not_sent": Pill("No address to send it to", "do_not_disturb"),
        "failed": Pill("Not sent", "error", "bad"),
    },
    "appeal": {
        "open": Pill("Appeal to decide", "hourglass_empty", "ask"),
        "upheld": Pill("Removal upheld", "check_circle"),
        "reversed": Pill("Restored", "undo", "good"),
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


def words_of(machine: str) -> list[tuple[str, str]]:
    """(state, its word) of a machine, for a list to choose from: the same words as in the list below it."""
    return [(state, shown.word) for state, shown in PILLS[machine].items()]
