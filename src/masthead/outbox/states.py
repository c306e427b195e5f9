"""The life of a delivery: one post to one presence. Nothing leads from `unknown` to sending again but proof."""

from __future__ import annotations

from masthead.kernel.states import StateTable

DELIVERY = StateTable(
    "delivery",
    "queued",
    {
        ("queued", "begin"): "begun",
        ("queued", "wait"): "queued",
        ("begun", "wait"): "begun",
        ("begun", "make_ready"): "ready",
        ("ready", "wait"): "ready",
        ("ready", "commit"): "committing",
        ("committing", "confirm"): "delivered",
        ("committing", "lose"): "unknown",
        # Back to ready only when the channel said that nothing was done, or the request certainly never arrived.
        ("committing", "wait"): "ready",
        ("committing", "refuse"): "rejected",
        ("committing", "hold"): "held",
        ("unknown", "wait"): "unknown",
        ("unknown", "confirm"): "delivered",
        ("unknown", "prove_absent"): "queued",
        ("unknown", "settle_found"): "delivered",
        ("unknown", "settle_absent"): "queued",
        ("queued", "refuse"): "rejected",
        ("begun", "refuse"): "rejected",
        ("queued", "hold"): "held",
        ("begun", "hold"): "held",
        ("ready", "hold"): "held",
        ("held", "release"): "queued",
        ("queued", "cancel"): "cancelled",
        ("begun", "cancel"): "cancelled",
        ("ready", "cancel"): "cancelled",
        ("held", "cancel"): "cancelled",
    },
    words={"begun": "being handed over", "committing": "being published", "unknown": "unconfirmed"},
)

MOVING = frozenset({"queued", "begun", "ready", "committing", "unknown"})
"""The worker still has something to do."""

ENDED = DELIVERY.final
"""Nothing more will happen: delivered, rejected or cancelled. What is neither moving nor ended waits for a person."""
