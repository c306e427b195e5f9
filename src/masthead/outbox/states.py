"""The life of a delivery: one post to one presence. Nothing leads from `unknown` to sending again but proof.

`delivered` means that the post was read back. `said` means that a named person says it is there, and nobody read it.
"""

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
        # Where only people can post: nothing was sent, and the words are in a person's hands now.
        ("committing", "hand_over"): "by_hand",
        ("by_hand", "say_posted"): "said",
        ("by_hand", "hold"): "held",
        ("by_hand", "cancel"): "cancelled",
        ("unknown", "wait"): "unknown",
        ("unknown", "confirm"): "delivered",
        ("unknown", "prove_absent"): "queued",
        ("unknown", "settle_found"): "said",
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
    words={
        "begun": "being prepared",
        "committing": "being published",
        "unknown": "unconfirmed",
        "by_hand": "to be posted by hand",
        "said": "published, as a person says",
    },
)

MOVING = frozenset({"queued", "begun", "ready", "committing", "unknown"})
"""The worker still has something to do."""

ENDED = DELIVERY.final
"""Nothing more will happen: delivered, said, rejected or cancelled."""

ARRIVED = frozenset({"delivered", "said"})
"""It is public, as read back or as a named person says."""

WAITS_FOR_A_PERSON = DELIVERY.states - MOVING - ENDED
"""Held, or to be posted by hand: nothing happens until somebody acts."""
