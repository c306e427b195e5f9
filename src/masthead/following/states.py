"""The lives of a follow and of an alert about one, as tables."""

from __future__ import annotations

from masthead.kernel.states import StateTable

# "asked" lasts no longer than the act that asks: the verdict is given at once.
FOLLOW = StateTable(
    "follow",
    "asked",
    {
        ("asked", "allow"): "cleared",
        ("asked", "send_to_a_person"): "waiting",
        ("asked", "refuse"): "refused",
        ("asked", "find"): "following",
        ("waiting", "approve"): "cleared",
        ("waiting", "decline"): "refused",
        ("waiting", "withdraw"): "withdrawn",
        ("cleared", "follow"): "following",
        ("cleared", "withdraw"): "withdrawn",
        # Where the owner of an account lets nobody follow unasked.
        ("cleared", "request"): "requested",
        ("requested", "accept"): "following",
        ("requested", "unfollow"): "unfollowed",
        ("requested", "miss"): "unfollowed",
        ("following", "unfollow"): "unfollowed",
        ("following", "miss"): "unfollowed",
    },
    words={
        "cleared": "allowed, not followed yet",
        "waiting": "waiting for a decision",
        "requested": "asked for, not accepted yet",
        "accept": "find accepted",
        "send_to_a_person": "send to a person",
        "find": "find followed outside the desk",
        "miss": "find no longer followed",
    },
)

# What one person enters as an office's allows nothing before an approver has looked at it too.
ENTRY = StateTable(
    "register entry", "entered", {("entered", "confirm"): "confirmed", ("entered", "decline"): "declined"}
)

DECLINED = "declined"
"""An entry that an approver did not believe: it says nothing of the account, neither now nor of what was."""

PREVIEW = StateTable(
    "register import",
    "waiting",
    {
        ("waiting", "read"): "ready",
        ("waiting", "fail"): "failed",
        ("ready", "ask"): "asked",
        ("asked", "fail"): "failed",
    },
    words={
        "waiting": "waiting to be read",
        "ready": "read, to be looked at",
        "asked": "being imported",
        "ask": "ask for its import",
    },
)
"""Files that were uploaded. Once imported they are a version of the register, and this ends."""

FOLLOW_ALERT = StateTable(
    "follow alert",
    "open",
    {("open", "cure"): "cured", ("open", "keep"): "kept", ("open", "pass"): "passed"},
    words={"keep": "keep it, with a reason", "pass": "find it no longer so"},
)
