"""The life of a draft as a table: (state, act) → state. Any edit leads back to writing: approval is of a content."""

from __future__ import annotations

from masthead.kernel.states import StateTable

DRAFT = StateTable(
    name="draft",
    initial="writing",
    transitions={
        ("writing", "edit"): "writing",
        ("asked", "edit"): "writing",
        ("returned", "edit"): "writing",
        ("approved", "edit"): "writing",
        ("writing", "ask"): "asked",
        ("asked", "approve"): "approved",
        ("asked", "return"): "returned",
        ("returned", "ask"): "asked",
        ("approved", "schedule"): "scheduled",
        ("scheduled", "take_back"): "approved",
        ("scheduled", "leave"): "published",
        ("writing", "discard"): "discarded",
        ("returned", "discard"): "discarded",
        ("approved", "discard"): "discarded",
    },
    words={"take_back": "take back", "asked": "waiting for approval", "leave": "leave"},
)

# An alarm told twice does no harm and one not told does: what was lost on the way to the mail server is sent again.
ALARM = StateTable(
    name="delivery alarm",
    initial="due",
    transitions={
        ("due", "claim"): "sending",
        ("due", "drop"): "over",
        ("due", "find_nobody"): "untold",
        ("sending", "accept"): "sent",
        ("sending", "put_off"): "due",
        ("sending", "lose"): "due",
        ("sending", "give_up"): "untold",
    },
    words={
        "over": "over before it was told",
        "untold": "told to nobody",
        "put_off": "put off",
        "lose": "lose the answer",
        "give_up": "give up",
        "find_nobody": "find nobody to tell",
    },
)
