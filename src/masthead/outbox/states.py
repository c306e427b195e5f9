"""The life of a delivery as a table: (state, act) → state. Delivered means: read back on the channel, nothing less."""

from __future__ import annotations

from masthead.kernel.states import StateTable

DELIVERY = StateTable(
    name="delivery",
    initial="queued",
    transitions={
        ("queued", "begin"): "begun",
        ("begun", "begin"): "begun",
        ("begun", "advance"): "begun",
        ("begun", "make_ready"): "ready",
        ("ready", "commit"): "committing",
        ("committing", "confirm"): "sent",
        ("sent", "read_back"): "delivered",
        ("sent", "lose"): "unknown",
        ("committing", "lose"): "unknown",
        ("unknown", "find"): "delivered",
        ("unknown", "find_absent"): "queued",
        ("begun", "wait"): "queued",
        ("ready", "wait"): "queued",
        ("committing", "wait"): "queued",
        ("begun", "refuse"): "rejected",
        ("ready", "refuse"): "rejected",
        ("queued", "refuse"): "rejected",
        ("committing", "refuse"): "rejected",
        ("rejected", "try_again"): "queued",
        ("queued", "hold"): "held",
        ("begun", "hold"): "held",
        ("ready", "hold"): "held",
        ("held", "release"): "queued",
        ("queued", "cancel"): "cancelled",
        ("held", "cancel"): "cancelled",
        ("rejected", "cancel"): "cancelled",
    },
    words={"unknown": "unconfirmed", "find_absent": "find nothing there", "lose": "lose the answer"},
)

ENDED = frozenset({"delivered", "rejected", "cancelled"})
"""Nothing more happens by machine."""

MOVING = frozenset({"queued", "begun", "ready", "committing", "sent", "unknown"})
"""The worker still has something to do, now or later."""
