"""The life of a reminder, as a table."""

from __future__ import annotations

from masthead.kernel.states import StateTable

# Written before the mail server is spoken to, so that nobody is reminded twice: a lost answer counts as sent.
REMINDER = StateTable(
    "reminder",
    "sending",
    {
        ("sending", "accepted"): "sent",
        ("sending", "put_off"): "not_sent",
        ("sending", "lose"): "unconfirmed",
    },
    words={
        "accepted": "note that it left",
        "put_off": "give up this time",
        "lose": "lose the answer",
        "not_sent": "not sent",
        "unconfirmed": "sent, its arrival unconfirmed",
    },
)
