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
        "by_hand": Pill("To be posted by hand", "content_copy", "ask"),
        "said": Pill("Published, as a person says", "check_circle_outline", "good"),
        "unknown": Pill("Unconfirmed", "help_outline", "unconfirmed"),
        "rejected": Pill("Refused by the channel", "error", "bad"),
        "held": Pill("Held", "do_not_disturb", "bad"),
        "cancelled": Pill("Taken back", "undo"),
    },
    # Of an answer to a private message, which is never public.
    "private message": {
        "delivered": Pill("Sent, read back", "check_circle", "good"),
        "said": Pill("Sent, as a person says", "check_circle_outline", "good"),
    },
    "afterwards": {
        "gone": Pill("No longer there", "undo"),
        "taken_down": Pill("Taken down", "undo"),
    },
    "takedown": {
        "queued": Pill("To be taken down", "schedule", "wait"),
        "begun": Pill("Being taken down", "schedule", "wait"),
        "ready": Pill("Being taken down", "schedule", "wait"),
        "committing": Pill("Being taken down", "schedule", "wait"),
        "delivered": Pill("Gone, read back", "check_circle", "good"),
        "by_hand": Pill("To be taken down by hand", "content_copy", "ask"),
        "said": Pill("Gone, as a person says", "check_circle_outline", "good"),
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
        "due": Pill("Official, review due", "event", "ask"),
        "paused": Pill("Paused", "do_not_disturb", "ask"),
        "declined": Pill("Declined", "cancel"),
        "withdrawn": Pill("Withdrawn", "cancel"),
        "retired": Pill("Retired", "remove_circle"),
    },
    "policy version": {
        "draft": Pill("Draft", "edit"),
        "legal_review": Pill("In legal review", "hourglass_empty", "wait"),
        "returned": Pill("Returned", "undo", "ask"),
        "cleared": Pill("Cleared by counsel", "check_circle_outline", "ask"),
        "adopted": Pill("Adopted, not yet in force", "schedule", "wait"),
        "in_force": Pill("In force", "verified", "good"),
        "superseded": Pill("Superseded", "history"),
        "withdrawn": Pill("Withdrawn", "cancel"),
    },
    "look-alike": {
        "told": Pill("Told by the public", "hourglass_empty", "ask"),
        "watched": Pill("To be reported", "visibility", "ask"),
        "reported": Pill("Reported to its platform", "schedule", "wait"),
        "left_up": Pill("Left up by its platform", "error", "bad"),
        "taken_down": Pill("Taken down", "check_circle", "good"),
        "not_one": Pill("None of ours", "remove_circle"),
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
        "changed": Pill("Changed since", "error", "bad"),
    },
    "watched link": {
        "ok": Pill("As it was signed", "check_circle", "good"),
        "dead": Pill("Dead", "error", "bad"),
        "blocked": Pill("Look yourself", "help_outline", "ask"),
        "changed": Pill("Changed since", "error", "bad"),
        "elsewhere": Pill("Leads elsewhere", "error", "bad"),
        "listed": Pill("Listed or denied", "error", "bad"),
        "campaign": Pill("A campaign's site", "error", "bad"),
        "doubt": Pill("To be looked at once more", "hourglass_empty", "wait"),
    },
    "link finding": {
        "open": Pill("To look at", "warning", "ask"),
        "signed": Pill("Signed anew", "check_circle", "good"),
        "dismissed": Pill("Dismissed, with a reason", "check_circle_outline"),
        "passed": Pill("No longer so", "history"),
    },
    "conversation": {
        "open": Pill("Reply owed", "forum", "ask"),
        "answered": Pill("Answered", "check_circle", "good"),
    },
    "answer": {
        "on_its_way": Pill("Answer on its way", "schedule", "wait"),
        "stuck": Pill("Reply owed: the answer has not left", "error_outline", "ask"),
    },
    "reminder": {
        "sending": Pill("Sending", "schedule", "wait"),
        "sent": Pill("Sent", "check_circle", "good"),
        "not_sent": Pill("Not sent", "error", "bad"),
        "unconfirmed": Pill("Unconfirmed", "help_outline", "unconfirmed"),
    },
    "delivery alarm": {
        "due": Pill("To be told", "schedule", "wait"),
        "sending": Pill("Sending", "schedule", "wait"),
        "sent": Pill("Told", "check_circle", "good"),
        "over": Pill("Over before it was told", "remove_circle"),
        "untold": Pill("Told to nobody", "error", "bad"),
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
        "overturned": Pill("Put back", "undo"),
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
    "follow": {
        "asked": Pill("Asked", "hourglass_empty", "wait"),
        "waiting": Pill("Waits for a decision", "hourglass_empty", "ask"),
        "cleared": Pill("Allowed, not followed yet", "check_circle_outline", "wait"),
        "requested": Pill("Asked for, not accepted yet", "hourglass_empty", "wait"),
        "following": Pill("Followed", "check_circle", "good"),
        "refused": Pill("Not to be followed", "do_not_disturb", "bad"),
        "withdrawn": Pill("Withdrawn", "undo"),
        "unfollowed": Pill("Unfollowed", "remove_circle"),
    },
    "register entry": {
        "entered": Pill("Waits for an approver", "hourglass_empty", "wait"),
        "confirmed": Pill("Confirmed", "check_circle", "good"),
        "declined": Pill("Declined", "cancel"),
    },
    "register import": {
        "waiting": Pill("Waits to be read", "hourglass_empty", "wait"),
        "ready": Pill("Read, to be looked at", "visibility", "ask"),
        "asked": Pill("Being imported", "hourglass_empty", "wait"),
        "failed": Pill("Cannot be used", "error", "bad"),
    },
    "follow alert": {
        "open": Pill("To look at", "warning", "ask"),
        "cured": Pill("Cured", "check_circle", "good"),
        "kept": Pill("Kept, with a reason", "check_circle_outline"),
        "passed": Pill("No longer so", "history"),
    },
    "verdict on a follow": {
        "allow": Pill("May be followed", "check_circle", "good"),
        "ask": Pill("A person decides", "help_outline", "ask"),
        "deny": Pill("A campaign’s", "do_not_disturb", "bad"),
    },
    "appeal": {
        "open": Pill("Appeal to decide", "hourglass_empty", "ask"),
        "upheld": Pill("Removal upheld", "check_circle"),
        "reversed": Pill("Comment put back", "undo", "good"),
    },
    "permission": {
        "asked": Pill("Asked, not answered", "hourglass_empty", "wait"),
        "given": Pill("Given", "check_circle", "good"),
        "declined": Pill("Declined", "cancel", "bad"),
        "withdrawn": Pill("No longer asked", "undo"),
        "taken_back": Pill("Taken back", "do_not_disturb", "bad"),
    },
    # What the calendar adds to the table of a permission (media.standing).
    "permission today": {
        "mailing": Pill("Link to be mailed", "schedule", "wait"),
        "unanswered": Pill("Not answered, link ran out", "help_outline", "ask"),
        "expired": Pill("Ended", "event", "bad"),
    },
    "mail with a link": {
        "due": Pill("To be mailed", "schedule", "wait"),
        "sent": Pill("Mailed", "check_circle", "good"),
        "refused": Pill("Refused by the mail server", "error", "bad"),
        "failed": Pill("Could not be mailed", "error", "bad"),
        "dropped": Pill("Not needed any more", "undo"),
    },
}
PILLS["private message"] = PILLS["delivery"] | PILLS["private message"]
PILLS["permission today"] = PILLS["permission"] | PILLS["permission today"]


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
