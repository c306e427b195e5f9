"""The life of a presence as a table: (state, act) → state. The diagram in docs/states is drawn from it."""

from __future__ import annotations

from masthead.kernel.states import StateTable

PRESENCE = StateTable(
    name="presence",
    initial="proposed",
    transitions={
        ("proposed", "discuss"): "in_discussion",
        ("in_discussion", "discuss"): "in_discussion",
        ("returned", "discuss"): "returned",
        ("in_discussion", "approve"): "approved",
        ("proposed", "return"): "returned",
        ("in_discussion", "return"): "returned",
        ("proposed", "decline"): "declined",
        ("in_discussion", "decline"): "declined",
        ("proposed", "revise"): "proposed",
        ("in_discussion", "revise"): "in_discussion",
        ("returned", "revise"): "in_discussion",
        ("approved", "connect"): "connected",
        ("connected", "connect"): "connected",
        ("live", "connect"): "live",
        ("paused", "connect"): "paused",
        ("connected", "launch"): "live",
        ("live", "pause"): "paused",
        ("paused", "resume"): "live",
        ("approved", "retire"): "retired",
        ("connected", "retire"): "retired",
        ("live", "retire"): "retired",
        ("paused", "retire"): "retired",
    },
)

SPEAKS = frozenset({"live"})
"""The only states in which anything may be posted. There is no other list."""

OFFICIAL = frozenset({"live", "paused"})
"""The states in which the public sees the presence as ours."""
