"""The lives of a case, a decision, an enforcement, a notice and an appeal, as tables."""

from __future__ import annotations

from masthead.kernel.states import StateTable

CASE = StateTable(
    "case",
    "open",
    {
        ("open", "decide"): "decided",
        ("open", "ask_second"): "second_review",
        ("open", "reword"): "open",
        ("second_review", "confirm"): "decided",
        ("second_review", "disagree"): "open",
        ("second_review", "withdraw"): "open",
        ("second_review", "reword"): "open",
        ("decided", "reopen"): "open",
    },
    words={
        "second_review": "waiting for a second person",
        "ask_second": "ask a second person",
        "confirm": "confirm the removal",
        "reword": "take in other words",
    },
)

# "made" lasts no longer than the act that makes it: a decision stands at once, or waits for a second person.
DECISION = StateTable(
    "decision",
    "made",
    {
        ("made", "stand"): "final",
        ("made", "ask_second"): "pending",
        ("pending", "confirm"): "final",
        ("pending", "disagree"): "withdrawn",
        ("pending", "withdraw"): "withdrawn",
        ("pending", "reword"): "withdrawn",
        ("final", "overturn"): "overturned",
    },
    words={"pending": "waiting for a second person", "ask_second": "ask a second person"},
)

# Hiding what is hidden is harmless by the channel's contract, so an interrupted enforcement is simply carried again.
ENFORCEMENT = StateTable(
    "enforcement",
    "due",
    {
        ("due", "claim"): "carrying",
        ("due", "cancel"): "cancelled",
        ("carrying", "claim"): "carrying",
        ("carrying", "finish"): "done",
        ("carrying", "put_off"): "due",
        ("carrying", "refuse"): "failed",
        ("carrying", "find_impossible"): "cannot",
        ("due", "find_moot"): "cancelled",
        ("carrying", "find_moot"): "cancelled",
        ("failed", "retry"): "due",
        ("failed", "cancel"): "cancelled",
        ("cannot", "retry"): "due",
        ("cannot", "cancel"): "cancelled",
    },
    words={
        "carrying": "being carried out",
        "cannot": "not possible on this channel",
        "claim": "carry out",
        "find_moot": "find moot",
    },
)

NOTICE = StateTable(
    "notice",
    "due",
    {
        ("due", "claim"): "sending",
        ("due", "find_no_address"): "not_sent",
        ("sending", "accept"): "sent",
        ("sending", "put_off"): "due",
        ("sending", "give_up"): "failed",
        ("sending", "lose"): "unconfirmed",
        ("unconfirmed", "send_again"): "due",
        ("failed", "send_again"): "due",
    },
    words={"not_sent": "not sent: the channel gives no address", "unconfirmed": "sent, its arrival unconfirmed"},
)

APPEAL = StateTable(
    "appeal",
    "open",
    {("open", "uphold"): "upheld", ("open", "reverse"): "reversed"},
    words={"uphold": "uphold the removal", "reverse": "reverse the removal"},
)
